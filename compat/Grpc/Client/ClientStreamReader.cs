using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The responses of a call that streams them.</summary>
internal sealed class ClientStreamReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, Task<ResponseReader<TResponse>> started) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private static readonly Task<bool> False = Task.FromResult(false);

    private readonly Lock _lock = new();
    private Task<bool> _read = False;

    public TResponse Current { get; private set; } = null!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(call.IsDisposed, call);
        lock (_lock)
        {
            if (!_read.IsCompleted)
                return Task.FromException<bool>(new InvalidOperationException("Can't read the next message because the previous read is still in progress."));
            return _read = MoveNextCore(cancellationToken);
        }
    }

    private async Task<bool> MoveNextCore(CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(
            static state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), call);
        if (call.HasEnded)
            return call.GetStatus().StatusCode == StatusCode.OK ? false : throw call.Fail(new OperationCanceledException(), "");
        var reader = await started;
        try
        {
            Current = null!;
            if (await reader.ReadAsync(call.Cancelled) is { } message)
            {
                Current = message;
                return true;
            }
            reader.Dispose();
            return call.EndStream(reader) is { } error ? throw error : false;
        }
        catch (Exception ex) when (ex is not RpcException || !call.HasEnded)
        {
            reader.Dispose();
            throw call.Fail(ex, "Error reading next message.");
        }
    }
}
