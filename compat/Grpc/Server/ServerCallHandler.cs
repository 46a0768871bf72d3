using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Handles the HTTP requests of one method: checks that it is a gRPC call, runs it, and ends it with a status.</summary>
internal abstract partial class ServerCallHandler(IMethod method, MethodSettings settings, ILogger logger)
{
    internal Task HandleAsync(HttpContext httpContext)
    {
        if (!GrpcWire.IsContentType(httpContext.Request.ContentType))
        {
            LogUnsupportedContentType(logger, httpContext.Request.ContentType);
            return StatusHeaders.Refuse(httpContext.Response, StatusCodes.Status415UnsupportedMediaType,
                $"Content-Type '{httpContext.Request.ContentType}' is not supported.");
        }
        if (HttpProtocol.IsHttp11(httpContext.Request.Protocol) || HttpProtocol.IsHttp10(httpContext.Request.Protocol))
        {
            LogUnsupportedProtocol(logger, httpContext.Request.Protocol);
            return StatusHeaders.Refuse(httpContext.Response, StatusCodes.Status426UpgradeRequired,
                $"Request protocol '{httpContext.Request.Protocol}' is not supported.");
        }
        var response = httpContext.Response;
        response.ContentType = GrpcWire.ContentType;
        response.Headers.GrpcAcceptEncoding = MessageCompression.Accepted;
        var call = new HttpServerCallContext(httpContext, settings);
        httpContext.Features.Set<IServerCallContextFeature>(call);
        return RunAsync(call);
    }

    protected abstract Task InvokeAsync(HttpServerCallContext call);

    /// <summary>Lets a stream last: no data rate, body size or request timeout applies to it.</summary>
    protected static void AllowLongRequest(HttpContext httpContext)
    {
        if (httpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (httpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        AllowLongResponse(httpContext);
    }

    protected static void AllowLongResponse(HttpContext httpContext)
    {
        var chosen = httpContext.GetEndpoint()?.Metadata;
        if (chosen?.GetMetadata<RequestTimeoutAttribute>() is null && chosen?.GetMetadata<RequestTimeoutPolicy>() is null)
            httpContext.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
    }

    private async Task RunAsync(HttpServerCallContext call)
    {
        try
        {
            await InvokeAsync(call);
        }
        catch (Exception ex)
        {
            SetStatus(call, ex);
        }
        if (call.DeadlineTimer is not { } deadline)
        {
            call.WriteTrailers();
            return;
        }
        await using (deadline)
            if (await deadline.TryEndAsync())
                call.WriteTrailers();
    }

    private void SetStatus(HttpServerCallContext call, Exception exception)
    {
        if (exception is RpcException rpc)
        {
            LogRpcException(logger, rpc.StatusCode, rpc.Status.Detail, rpc.Status.DebugException);
            foreach (var trailer in rpc.Trailers)
                call.ResponseTrailers.Add(trailer);
            call.Status = rpc.Status;
            return;
        }
        if (exception is OperationCanceledException or IOException && call.CancellationToken.IsCancellationRequested)
            LogMethodCancelled(logger, exception, method.FullName);
        else
            LogMethodFailed(logger, exception, method.FullName);
        const string summary = "Exception was thrown by handler.";
        call.Status = new Status(StatusCode.Unknown,
            settings.EnableDetailedErrors ? $"{summary} {exception.GetType().Name}: {exception.Message}" : summary,
            exception);
    }
}
