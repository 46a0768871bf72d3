namespace Directives.Grains;

/// <summary>A text in the two languages of the province; Urdu is written right to left.</summary>
[GenerateSerializer, Immutable, Alias("LocalText")]
public sealed record LocalText([property: Id(0)] string En, [property: Id(1)] string Ur);

/// <summary>Who is to do what with a directive.</summary>
[GenerateSerializer, Alias("AddresseeKind")]
public enum AddresseeKind
{
    Action = 1,
    Information = 2,
}

/// <summary>
/// How far a post has come with a directive, in the order in which a post can come by it:
/// served is not opened, opened is not acknowledged.
/// </summary>
[GenerateSerializer, Alias("Standing")]
public enum Standing
{
    Served = 1,
    Opened = 2,
    Declined = 3,
    Acknowledged = 4,
}

/// <summary>What became of a command.</summary>
/// <param name="OperationId">The id that the sender gave it.</param>
/// <param name="Fact">The kind of fact that it led to.</param>
/// <param name="At">When the fact was recorded.</param>
[GenerateSerializer, Immutable, Alias("OperationOutcome")]
public sealed record OperationOutcome(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Fact,
    [property: Id(2)] DateTimeOffset At);
