using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal abstract partial class ServerCallHandler
{
    internal const string LogCategory = "Grpc.AspNetCore.Server.ServerCallHandler";

    [LoggerMessage(EventId = 2, EventName = "UnsupportedRequestContentType", Level = LogLevel.Information, Message = "Request content-type of '{ContentType}' is not supported.")]
    private static partial void LogUnsupportedContentType(ILogger logger, string? contentType);

    [LoggerMessage(EventId = 21, EventName = "UnsupportedRequestProtocol", Level = LogLevel.Information, Message = "Request protocol of '{Protocol}' is not supported.")]
    private static partial void LogUnsupportedProtocol(ILogger logger, string protocol);

    [LoggerMessage(EventId = 6, EventName = "ErrorExecutingServiceMethod", Level = LogLevel.Error, Message = "Error when executing service method '{ServiceMethod}'.")]
    private static partial void LogMethodFailed(ILogger logger, Exception exception, string serviceMethod);

    [LoggerMessage(EventId = 7, EventName = "RpcConnectionError", Level = LogLevel.Information, Message = "Error status code '{StatusCode}' with detail '{Detail}' raised.")]
    private static partial void LogRpcException(ILogger logger, StatusCode statusCode, string detail, Exception? debugException);

    [LoggerMessage(EventId = 23, EventName = "ServiceMethodCanceled", Level = LogLevel.Information, Message = "Service method '{ServiceMethod}' canceled.")]
    private static partial void LogMethodCancelled(ILogger logger, Exception exception, string serviceMethod);
}
