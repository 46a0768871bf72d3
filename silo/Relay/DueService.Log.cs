namespace Directives.Silo.Relay;

internal sealed partial class DueService
{
    [LoggerMessage(120, LogLevel.Error, "What has fallen due could not be delivered; trying again in {Delay}")]
    private partial void LogRetrying(Exception exception, TimeSpan delay);
}
