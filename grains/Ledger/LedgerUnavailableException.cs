namespace Directives.Grains;

/// <summary>The ledger's database could not be reached, or ended a call without saying what became of it.</summary>
/// <remarks>An exception of Orleans, so that it passes through a grain's persistent state as it is.</remarks>
[GenerateSerializer, Alias("LedgerUnavailableException")]
public sealed class LedgerUnavailableException(bool outcomeUnknown, string message) : OrleansException(message)
{
    /// <summary>
    /// Whether the write may have taken place. Where false, nothing was written. Sent again with the same operation id,
    /// a command gets the answer that it would have had.
    /// </summary>
    [Id(0)]
    public bool OutcomeUnknown { get; private set; } = outcomeUnknown;
}
