namespace Directives.Grains;

/// <summary>
/// An acknowledgement that an officer gave on paper and that his office entered. It counts from its entry; both times are kept.
/// </summary>
/// <param name="On">The date on the paper.</param>
/// <param name="Reference">Under which the office keeps the paper.</param>
/// <param name="EnteredBy">Who entered it.</param>
[GenerateSerializer, Immutable, Alias("PaperEntry")]
public sealed record PaperEntry(
    [property: Id(0)] DateOnly On,
    [property: Id(1)] string Reference,
    [property: Id(2)] string EnteredBy);

/// <param name="Person">The officer who acknowledged; he holds charge of the post.</param>
/// <param name="Version">The version that the paper names.</param>
[GenerateSerializer, Immutable, Alias("PaperCommand")]
public sealed record PaperCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Directive,
    [property: Id(2)] string Person,
    [property: Id(3)] int Version,
    [property: Id(4)] PaperEntry Paper);
