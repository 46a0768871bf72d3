namespace Directives.Grains;

/// <param name="Reason">What is amended, and why.</param>
/// <param name="By">Who amends it.</param>
/// <param name="DryRun">Looks at everything and changes nothing.</param>
[GenerateSerializer, Immutable, Alias("AmendCommand")]
public sealed record AmendCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] DirectiveDraft Draft,
    [property: Id(2)] string Reason,
    [property: Id(3)] string By,
    [property: Id(4)] bool DryRun);

/// <param name="Instrument">By what: the number of a directive or of a letter.</param>
/// <param name="By">Who rescinds it.</param>
[GenerateSerializer, Immutable, Alias("RescindCommand")]
public sealed record RescindCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Reason,
    [property: Id(2)] string Instrument,
    [property: Id(3)] string By);

/// <param name="Note">Why; null where nothing is said.</param>
/// <param name="By">Who reiterates it.</param>
[GenerateSerializer, Immutable, Alias("ReiterateCommand")]
public sealed record ReiterateCommand(
    [property: Id(0)] string OperationId, [property: Id(1)] string? Note, [property: Id(2)] string By);

/// <summary>An older version of a directive; written once. State name: <c>version/number</c>.</summary>
public sealed record VersionState : LedgeredState
{
    /// <summary>Null where there is no such version, or it is the one in force.</summary>
    public IssuedDirective? Issued { get; init; }
}
