using Google.Protobuf;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Authentication;

namespace Directives.Gateway;

/// <summary>Admits each gRPC call by <see cref="Access"/> before its service sees it.</summary>
internal sealed class AccessInterceptor(Access access) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context, request as IMessage);
        return await continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context, null);
        return await continuation(requestStream, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context, request as IMessage);
        await continuation(request, responseStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context, null);
        await continuation(requestStream, responseStream, context);
    }

    private ValueTask AdmitAsync(ServerCallContext context, IMessage? request)
    {
        var http = context.GetHttpContext();
        var caller = Caller.From(http.User);
        if (caller is null && http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Failure is { } failure)
            CheckFailure(context.Method, failure);
        return access.AdmitAsync(context.Method, caller, request);
    }

    /// <summary>Says what is wrong with a token that was given, where the method needs one.</summary>
    private static void CheckFailure(string method, Exception failure)
    {
        if (Access.RuleOf(method) is { NeedsCaller: true })
            throw Errors.Create(StatusCode.Unauthenticated, "TOKEN_REFUSED", TokenFailure.Describe(failure));
    }
}
