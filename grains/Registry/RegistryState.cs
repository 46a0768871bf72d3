namespace Directives.Grains;

/// <summary>The organogram as a whole. State name: <c>registry</c>.</summary>
public sealed record RegistryState : LedgeredState
{
    public const int MaxOutcomes = 100;

    public RegistryStatus InForce { get; init; } = new(0, null, "", 0, 0, 0, 0, 0, 0);

    /// <summary>Committed and not in force yet.</summary>
    public ImportCommit? Establishing { get; init; }

    public int EstablishedParts { get; init; }

    /// <summary>The highest version ever staged, so that parts of an import that was given up are never taken for another's.</summary>
    public long LastVersion { get; init; }

    /// <summary>The latest imports, the oldest first.</summary>
    public ImmutableArray<ImportOutcome> Outcomes { get; init; } = [];

    public RegistryStatus Status => InForce with { EstablishingParts = Establishing?.Parts ?? 0, EstablishedParts = EstablishedParts };
}

/// <summary>What an import led to.</summary>
public sealed record ImportOutcome(string OperationId, string Digest, RegistryStatus Status);

/// <summary>Departments of an import with their rosters. State name: <c>part/version/number</c>.</summary>
public sealed record RegistryPart : LedgeredState
{
    public ImmutableArray<DepartmentPlace> Places { get; init; } = [];
}
