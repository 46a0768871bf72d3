namespace Directives.Grains;

/// <summary>A decision that directives rest on: who decided what, where and when.</summary>
/// <param name="Number">Its own number.</param>
/// <param name="Meeting">The meeting in which it was taken.</param>
/// <param name="Text">Markdown.</param>
[GenerateSerializer, Immutable, Alias("Decision")]
public sealed record Decision(
    [property: Id(0)] string Number,
    [property: Id(1)] LocalText Body,
    [property: Id(2)] LocalText Meeting,
    [property: Id(3)] DateOnly Date,
    [property: Id(4)] string? Minute,
    [property: Id(5)] LocalText Text);

/// <summary>A decision as it was recorded.</summary>
/// <param name="TextDigest">SHA-256 of the text in both languages, lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("RecordedDecision")]
public sealed record RecordedDecision(
    [property: Id(0)] Decision Decision,
    [property: Id(1)] string RecordedBy,
    [property: Id(2)] DateTimeOffset RecordedAt,
    [property: Id(3)] string TextDigest);

/// <param name="By">Who records it.</param>
[GenerateSerializer, Immutable, Alias("RecordDecisionCommand")]
public sealed record RecordDecisionCommand(
    [property: Id(0)] string OperationId, [property: Id(1)] Decision Decision, [property: Id(2)] string By);

/// <summary>One decision; recorded once and never changed. Key: its number.</summary>
/// <remarks>It awaits no other grain.</remarks>
[Alias("IDecisionGrain")]
public interface IDecisionGrain : IGrainWithStringKey
{
    /// <exception cref="RefusedException">InvalidArgument with the fields; AlreadyExists; OperationIdReused.</exception>
    [Alias("Record")]
    Task<RecordedDecision> Record(RecordDecisionCommand command, CancellationToken cancellation);

    /// <returns>Null where there is no such decision.</returns>
    [Alias("Get"), ReadOnly]
    Task<RecordedDecision?> Get();

    /// <summary>Called by the relay for a directive that rests on it; one that is known changes nothing.</summary>
    [Alias("Link")]
    Task Link(LinkedBy link);

    [Alias("GetLinks"), ReadOnly]
    Task<KnownLinks> GetLinks();
}

/// <summary>State name: <c>decision</c>.</summary>
public sealed record DecisionState : LedgeredState
{
    /// <summary>Null until it is recorded.</summary>
    public RecordedDecision? Recorded { get; init; }

    public string? Operation { get; init; }

    public string? Digest { get; init; }
}
