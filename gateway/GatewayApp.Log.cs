namespace Directives.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(EventId = 1, EventName = "Listening", Level = LogLevel.Information, Message = "gRPC on {Grpc}, dashboard on {Web}.")]
    public static partial void LogListening(this ILogger logger, string grpc, string web);
}
