using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

internal abstract partial class Call
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Call} failed.")]
    private static partial void LogOneWayFailed(ILogger logger, Exception exception, Call call);
}
