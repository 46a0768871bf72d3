using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

internal sealed partial class LifecycleSubject
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping encountered an error at stage {Stage}. Continuing to stop.")]
    private static partial void LogStopFailed(ILogger logger, Exception exception, int stage);
}
