using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal sealed class UnaryCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    UnaryServerMethod<TRequest, TResponse> call,
    MethodSettings settings,
    ILogger logger) : ServerCallHandler(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext context)
    {
        var request = await new ServerStreamReader<TRequest>(context, method.RequestMarshaller.ContextualDeserializer).ReadSingleAsync();
        await Reply.SendAsync(context, await call(request, context), method.ResponseMarshaller);
    }
}

internal sealed class ClientStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ClientStreamingServerMethod<TRequest, TResponse> call,
    MethodSettings settings,
    ILogger logger) : ServerCallHandler(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext context)
    {
        AllowLongRequest(context.HttpContext);
        var requests = new ServerStreamReader<TRequest>(context, method.RequestMarshaller.ContextualDeserializer);
        try
        {
            await Reply.SendAsync(context, await call(requests, context), method.ResponseMarshaller);
        }
        finally
        {
            requests.Complete();
        }
    }
}

internal sealed class ServerStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServerStreamingServerMethod<TRequest, TResponse> call,
    MethodSettings settings,
    ILogger logger) : ServerCallHandler(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext context)
    {
        AllowLongResponse(context.HttpContext);
        var request = await new ServerStreamReader<TRequest>(context, method.RequestMarshaller.ContextualDeserializer).ReadSingleAsync();
        var responses = new ServerStreamWriter<TResponse>(context, method.ResponseMarshaller.ContextualSerializer);
        try
        {
            await call(request, responses, context);
        }
        finally
        {
            responses.Complete();
        }
    }
}

internal sealed class DuplexStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    DuplexStreamingServerMethod<TRequest, TResponse> call,
    MethodSettings settings,
    ILogger logger) : ServerCallHandler(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext context)
    {
        AllowLongRequest(context.HttpContext);
        var requests = new ServerStreamReader<TRequest>(context, method.RequestMarshaller.ContextualDeserializer);
        var responses = new ServerStreamWriter<TResponse>(context, method.ResponseMarshaller.ContextualSerializer);
        try
        {
            await call(requests, responses, context);
        }
        finally
        {
            requests.Complete();
            responses.Complete();
        }
    }
}

/// <summary>The only message of a response that has one. It leaves with the trailers, in one flush.</summary>
internal static class Reply
{
    internal static Task SendAsync<TResponse>(HttpServerCallContext context, TResponse? response, Marshaller<TResponse> marshaller)
        where TResponse : class
    {
        if (response is null)
            throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        if (context.DeadlineTimer is { IsExceeded: true })
            return Task.CompletedTask;
        var start = context.HttpContext.Response.HasStarted ? Task.CompletedTask : context.HttpContext.Response.StartAsync();
        if (!start.IsCompletedSuccessfully)
            return Later(start, context, response, marshaller);
        Write(context, response, marshaller);
        return Task.CompletedTask;
    }

    private static async Task Later<TResponse>(Task start, HttpServerCallContext context, TResponse response, Marshaller<TResponse> marshaller)
    {
        await start;
        Write(context, response, marshaller);
    }

    private static void Write<TResponse>(HttpServerCallContext context, TResponse response, Marshaller<TResponse> marshaller) =>
        context.Writer.Write(context.HttpContext.Response.BodyWriter, response, marshaller.ContextualSerializer, context.WriteOptions);
}
