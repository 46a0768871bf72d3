namespace Directives.Grains;

/// <summary>One directive. State name: <c>directive</c>.</summary>
public sealed record DirectiveState : LedgeredState
{
    /// <summary>Null until it is issued.</summary>
    public IssuedDirective? Issued { get; init; }

    public ImmutableArray<ReachTarget> Reach { get; init; } = [];

    /// <summary>The operation that issued it and the digest of its draft.</summary>
    public string? Operation { get; init; }

    public string? Digest { get; init; }

    public ImmutableArray<DeadlineKind> Passed { get; init; } = [];

    /// <summary>How often it was changed after it was issued, each time to go down the hierarchy again.</summary>
    public int Changes { get; init; }

    /// <summary>By what it went out of force; null while it is in force.</summary>
    public DirectiveStatus? Closed { get; init; }

    /// <summary>How it went out of force; null while it is in force.</summary>
    public Closing? Closing { get; init; }

    /// <summary>How often it was repeated in force.</summary>
    public int Reiterations { get; init; }

    public DateTimeOffset? ReiteratedAt { get; init; }

    /// <summary>What was done to it after it was issued; the latest.</summary>
    public ImmutableArray<KnownOperation> Operations { get; init; } = [];

    /// <summary>Operations that are remembered; of more, the oldest are forgotten.</summary>
    public const int MaxOperations = 100;

    /// <summary>Counts from 1 whatever goes down the hierarchy.</summary>
    public int Revision => Changes + 1;

    public DirectiveStatus Status => Closed ?? DirectiveStatus.InForce;

    /// <summary>As it was when the directive was issued; null for one from before there was any, which nobody is chased about.</summary>
    public WorkingCalendar? Calendar { get; init; }

    /// <summary>The deadlines of which the issuer was told that they have passed.</summary>
    public ImmutableArray<DeadlineKind>? Told { get; init; }

    public DirectiveOrder? ToOrder() => Issued is null ? null : new DirectiveOrder(
        Issued.Draft.Number, Issued.Version, Issued.Draft.Title, Issued.Draft.Audience, Reach,
        Issued.AcknowledgeBy, Issued.ComplyBy, Issued.Draft.Jurisdiction, Changes + 1, Closed ?? DirectiveStatus.InForce)
    {
        Terms = Calendar is null ? null : OrderTerms.Of(Issued.Draft, Issued.IssuedAt, Calendar),
        Attest = Issued.Period is not null,
    };
}
