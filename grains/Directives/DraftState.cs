namespace Directives.Grains;

/// <summary>What is to become a directive. State name: <c>draft</c>, beside the directive's own.</summary>
public sealed record DraftState : LedgeredState
{
    /// <summary>Operations that are remembered; of more, the oldest are forgotten.</summary>
    public const int MaxOperations = 100;

    /// <summary>Null where the number was not drafted.</summary>
    public DirectiveDraft? Draft { get; init; }

    /// <summary>The version that it is to amend; 0 for a directive that is to be.</summary>
    public int Amends { get; init; }

    /// <summary>What is amended, and why; null for a directive that is to be.</summary>
    public string? Reason { get; init; }

    /// <summary>Counts how often it was written, from 1.</summary>
    public int Edition { get; init; }

    /// <summary>Of the draft as it stands.</summary>
    public string? Digest { get; init; }

    public string? DraftedBy { get; init; }

    public DateTimeOffset? DraftedAt { get; init; }

    /// <summary>Null until this edition has been approved.</summary>
    public string? ApprovedBy { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    public ImmutableArray<KnownOperation> Operations { get; init; } = [];
}

/// <summary>What was done here, by the operation id that its sender gave it.</summary>
/// <param name="Fact">The kind of fact that it led to.</param>
/// <param name="Digest">Of the command.</param>
public sealed record KnownOperation(string OperationId, string Digest, string Fact, DateTimeOffset At);
