namespace Directives.Grains;

/// <summary>What of the correspondence about one directive is open. State name: <c>correspondence</c>.</summary>
/// <remarks>Bounded: threads, requests and askers are rows of their own.</remarks>
public sealed record CorrespondenceState : LedgeredState
{
    /// <summary>Numbers given to questions, and to requests for an exemption.</summary>
    public int Questions { get; init; }

    public int Exemptions { get; init; }

    /// <summary>Questions that wait for the issuer.</summary>
    public ImmutableArray<int> Open { get; init; } = [];

    /// <summary>Requests that wait for the issuer.</summary>
    public ImmutableArray<int> Pending { get; init; } = [];

    /// <summary>Questions that everybody served may see.</summary>
    public ImmutableArray<int> Shared { get; init; } = [];
}

/// <summary>What one post or department has asked about one directive. State name: <c>asker/id</c>.</summary>
public sealed record AskerState : LedgeredState
{
    public ImmutableArray<int> Questions { get; init; } = [];

    /// <summary>Of these, the ones that wait for the issuer.</summary>
    public ImmutableArray<int> Open { get; init; } = [];

    public ImmutableArray<int> Exemptions { get; init; } = [];

    /// <summary>The request that waits for the issuer; 0 for none.</summary>
    public int Pending { get; init; }

    /// <summary>The exemption in force; 0 for none.</summary>
    public int InForce { get; init; }

    /// <summary>Counts the exemptions that began or ended.</summary>
    public int Sequence { get; init; }
}

/// <summary>A thread. State name: <c>question/number</c>.</summary>
public sealed record QuestionState : LedgeredState
{
    /// <summary>Null where there is no such question.</summary>
    public Clarification? Thread { get; init; }
}

/// <summary>A request and what became of it. State name: <c>exemption/number</c>.</summary>
public sealed record ExemptionState : LedgeredState
{
    /// <summary>Null where there is no such request.</summary>
    public Exemption? Exemption { get; init; }
}
