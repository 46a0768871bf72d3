namespace Directives.Grains;

/// <summary>A person's time in a post.</summary>
/// <param name="Number">Of the charge in its department; 0 for whoever held the post when it came into the organogram.</param>
/// <param name="From">His first day; null where it is not known.</param>
/// <param name="Until">The last day that the charge was given for; null for no end.</param>
/// <param name="To">His last day; null while he holds the post.</param>
/// <param name="ServedAnew">Directives that were served on him when he took charge.</param>
[GenerateSerializer, Immutable, Alias("Incumbency")]
public sealed record Incumbency(
    [property: Id(0)] string Post,
    [property: Id(1)] int Number,
    [property: Id(2)] Incumbent Incumbent,
    [property: Id(3)] DateOnly? From,
    [property: Id(4)] DateOnly? Until,
    [property: Id(5)] DateOnly? To,
    [property: Id(6)] ImmutableArray<string> ServedAnew);

/// <param name="On">The first day of the charge, today or before.</param>
/// <param name="Until">The last day, for a charge that is given for a time; null otherwise.</param>
/// <param name="By">Who records it.</param>
[GenerateSerializer, Immutable, Alias("AssumeCommand")]
public sealed record AssumeCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Seat,
    [property: Id(2)] Incumbent Incumbent,
    [property: Id(3)] DateOnly On,
    [property: Id(4)] DateOnly? Until,
    [property: Id(5)] string By)
{
    /// <summary>No day was named and <see cref="On"/> is that of this attempt: the same command may come again on another.</summary>
    [Id(6)] public bool Undated { get; init; }
}

/// <param name="On">The last day of the charge, today or before.</param>
/// <param name="By">Who records it.</param>
[GenerateSerializer, Immutable, Alias("RelinquishCommand")]
public sealed record RelinquishCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Seat,
    [property: Id(2)] string Person,
    [property: Id(3)] DateOnly On,
    [property: Id(4)] string By)
{
    /// <inheritdoc cref="AssumeCommand.Undated"/>
    [Id(5)] public bool Undated { get; init; }
}

/// <param name="Until">The last instant, in the future and within a year.</param>
/// <param name="By">Who delegates: the holder of the post or the head of his department.</param>
[GenerateSerializer, Immutable, Alias("DelegateCommand")]
public sealed record DelegateCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Seat,
    [property: Id(2)] string Person,
    [property: Id(3)] LocalText Name,
    [property: Id(4)] DateTimeOffset Until,
    [property: Id(5)] string By);
