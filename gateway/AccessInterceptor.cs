using Google.Protobuf;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

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
        return http.Features.Get<Caller>() is { } caller
            ? access.AdmitAsync(context.Method, caller, request)
            : AdmitStrangerAsync(context.Method, http, request);
    }

    /// <summary>Where the method needs a token, says what is wrong with the one that was given.</summary>
    private async ValueTask AdmitStrangerAsync(string method, HttpContext http, IMessage? request)
    {
        if (Access.RuleOf(method) is { NeedsCaller: true }
            && (await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Failure is { } failure)
        {
            throw Errors.Create(StatusCode.Unauthenticated, "TOKEN_REFUSED", TokenFailure.Describe(failure));
        }

        await access.AdmitAsync(method, null, request);
    }
}
