using Directives.Grains;

namespace Directives.Silo.Relay;

internal sealed partial class RelayService
{
    [LoggerMessage(100, LogLevel.Information, "The relay goes on after {Position}; the ledger ends at {Head}")]
    private partial void LogStarted(LedgerPosition position, LedgerPosition head);

    [LoggerMessage(101, LogLevel.Error, "What follows from the facts after {Position} could not be delivered; trying again in {Delay}")]
    private partial void LogRetrying(Exception exception, LedgerPosition position, TimeSpan delay);

    [LoggerMessage(102, LogLevel.Warning, "{Reason} What follows from the facts after {Position} is counted again")]
    private partial void LogLost(string reason, LedgerPosition position);

    [LoggerMessage(103, LogLevel.Warning, "What was counted from the facts after {Position} could not be stored; it is tried again, or counted again at the next start")]
    private partial void LogNotStored(Exception exception, LedgerPosition position);
}
