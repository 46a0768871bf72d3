using Grpc.Core;

namespace Directives.Cli;

/// <summary>
/// Calls whichever of several servers answers. A call with one answer is repeated until there is one; a stream goes to the
/// server of the moment, and whoever opens it anew comes to the next.
/// </summary>
internal sealed class FindingInvoker(Servers servers) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var found = new Found<TResponse>();
        var answer = servers.FindAsync(
            (number, deadline) => found.Call(servers.Channel(number).AsyncUnaryCall(
                method, host, deadline is { } time ? options.WithDeadline(time) : options, request)),
            options.Deadline, options.CancellationToken);
        return new AsyncUnaryCall<TResponse>(
            answer, static state => ((Found<TResponse>)state).HeadersAsync(), static state => ((Found<TResponse>)state).Latest.GetStatus(),
            static state => ((Found<TResponse>)state).Latest.GetTrailers(), static state => ((Found<TResponse>)state).Latest.Dispose(), found);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var number = servers.Current;
        var call = servers.Channel(number).AsyncServerStreamingCall(method, host, options, request);
        return new AsyncServerStreamingCall<TResponse>(
            new Reader<TResponse>(call.ResponseStream, servers, number), _ => call.ResponseHeadersAsync, _ => call.GetStatus(),
            _ => call.GetTrailers(), _ => call.Dispose(), call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var number = servers.Current;
        var call = servers.Channel(number).AsyncClientStreamingCall(method, host, options);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            call.RequestStream, AnswerAsync(call.ResponseAsync, number), _ => call.ResponseHeadersAsync, _ => call.GetStatus(),
            _ => call.GetTrailers(), _ => call.Dispose(), call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var number = servers.Current;
        var call = servers.Channel(number).AsyncDuplexStreamingCall(method, host, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream, new Reader<TResponse>(call.ResponseStream, servers, number), _ => call.ResponseHeadersAsync, _ => call.GetStatus(),
            _ => call.GetTrailers(), _ => call.Dispose(), call);
    }

    private async Task<TResponse> AnswerAsync<TResponse>(Task<TResponse> answer, int number)
    {
        try
        {
            return await answer;
        }
        catch (RpcException failure) when (Servers.IsUnanswered(failure))
        {
            servers.Leave(number);
            throw;
        }
    }

    /// <summary>The call that is made, and made again.</summary>
    private sealed class Found<TResponse>
    {
        private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile AsyncUnaryCall<TResponse>? latest;

        public AsyncUnaryCall<TResponse> Latest => latest!;

        public Task<TResponse> Call(AsyncUnaryCall<TResponse> call)
        {
            latest = call;
            first.TrySetResult();
            return call.ResponseAsync;
        }

        public async Task<Metadata> HeadersAsync()
        {
            await first.Task;
            return await Latest.ResponseHeadersAsync;
        }
    }

    /// <summary>The messages of a stream; where it breaks, the next call goes to another server.</summary>
    private sealed class Reader<T>(IAsyncStreamReader<T> messages, Servers servers, int number) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await messages.MoveNext(cancellationToken);
            }
            catch (RpcException failure) when (Servers.IsUnanswered(failure))
            {
                servers.Leave(number);
                throw;
            }
        }
    }
}
