using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

internal sealed partial class GrainTimer
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Caught and ignored exception thrown from a timer callback of grain {GrainId}.")]
    private static partial void LogTickFailed(ILogger logger, Exception exception, GrainId grainId);
}
