namespace Directives.Grains;

/// <summary>
/// A department's endorsement of one version of a directive, as it goes down with the order: without its instructions, which
/// are read from the department that gave them.
/// </summary>
/// <param name="Department">That endorsed it.</param>
/// <param name="Number">Counts that department's endorsements of the directive, from 1.</param>
/// <param name="Version">Of the directive; a newer one goes down without it.</param>
/// <param name="AcknowledgeBy">The last microsecond in which those below are to acknowledge; null where it leaves that as it is.</param>
/// <param name="ComplyBy">The same for compliance.</param>
[GenerateSerializer, Immutable, Alias("Endorsement")]
public sealed record Endorsement(
    [property: Id(0)] string Department,
    [property: Id(1)] int Number,
    [property: Id(2)] int Version,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] DateTimeOffset? AcknowledgeBy,
    [property: Id(5)] DateTimeOffset? ComplyBy)
{
    public DateTimeOffset? DeadlineOf(DeadlineKind kind) => kind is DeadlineKind.Acknowledge ? AcknowledgeBy : ComplyBy;
}

/// <summary>An endorsement as the department that gave it keeps it.</summary>
/// <param name="Instructions">Its covering instructions, in one language or both.</param>
[GenerateSerializer, Immutable, Alias("GivenEndorsement")]
public sealed record GivenEndorsement(
    [property: Id(0)] Endorsement Endorsement,
    [property: Id(1)] LocalText Instructions,
    [property: Id(2)] string By,
    [property: Id(3)] string OperationId);

/// <param name="Version">Of the directive, that is endorsed.</param>
/// <param name="Instructions">At most 4,000 characters in each language; one may be empty.</param>
/// <param name="AcknowledgeBy">The last day on which those below are to acknowledge; null to leave that as it is.</param>
/// <param name="ComplyBy">The same for compliance.</param>
[GenerateSerializer, Immutable, Alias("EndorseCommand")]
public sealed record EndorseCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Directive,
    [property: Id(2)] int Version,
    [property: Id(3)] string By,
    [property: Id(4)] LocalText Instructions,
    [property: Id(5)] DateOnly? AcknowledgeBy,
    [property: Id(6)] DateOnly? ComplyBy);

/// <summary>All endorsements that a department passes an order on with.</summary>
/// <param name="From">The department.</param>
/// <param name="Number">Of the list: of two of a department the one with the higher number counts.</param>
/// <param name="List">Those from above first, its own last; none where there are none.</param>
[GenerateSerializer, Immutable, Alias("EndorsementsAbove")]
public sealed record EndorsementsAbove(
    [property: Id(0)] string From,
    [property: Id(1)] int Number,
    [property: Id(2)] ImmutableArray<Endorsement> List);

/// <summary>What an entry of the diary knows of endorsements; it has it from the first of them on.</summary>
/// <param name="List">
/// From the topmost department down to the office itself. One may be of a version that is still on its way here: only those
/// of the entry's own version apply.
/// </param>
/// <param name="Number">How often the list has changed.</param>
/// <param name="From">The department whose list those from above are; null where there is none above.</param>
/// <param name="FromNumber">Of that list.</param>
/// <param name="AcknowledgeBy">The office's deadline by the order alone.</param>
/// <param name="ComplyBy">The same.</param>
[GenerateSerializer, Immutable, Alias("EntryEndorsements")]
public sealed record EntryEndorsements(
    [property: Id(0)] ImmutableArray<Endorsement> List,
    [property: Id(1)] int Number,
    [property: Id(2)] string? From,
    [property: Id(3)] int FromNumber,
    [property: Id(4)] DateTimeOffset? AcknowledgeBy,
    [property: Id(5)] DateTimeOffset? ComplyBy)
{
    public DateTimeOffset? DeadlineOf(DeadlineKind kind) => kind is DeadlineKind.Acknowledge ? AcknowledgeBy : ComplyBy;
}
