namespace Directives.Silo.Clock;

internal sealed partial class ClockWatch
{
    [LoggerMessage(130, LogLevel.Warning, "The clock of this process is set forward by {File}, by {Ahead} now: for trying the product out, never for its use")]
    private partial void LogAhead(string file, TimeSpan ahead);

    [LoggerMessage(131, LogLevel.Error, "The clock is not set: {Reason}")]
    private partial void LogRefused(string reason);
}
