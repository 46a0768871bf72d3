namespace Directives.Gateway;

internal sealed partial class PlaceWatch
{
    [LoggerMessage(140, LogLevel.Error, "The ledger could not be followed; trying again in {Delay}")]
    private partial void LogRetrying(Exception exception, TimeSpan delay);
}
