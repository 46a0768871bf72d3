using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The requests of a call that streams them.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse> : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly ClientCall<TRequest, TResponse> _call;
    private readonly Lock _lock = new();
    private Task _write = Task.CompletedTask;
    private bool _completed;

    internal ClientStreamWriter(ClientCall<TRequest, TResponse> call)
    {
        _call = call;
        _call.Requests = Content;
        WriteOptions = call.Options.WriteOptions;
    }

    public WriteOptions? WriteOptions { get; set; }

    internal StreamedRequestContent Content { get; } = new();

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_call.IsDisposed, _call);
        lock (_lock)
        {
            if (_completed)
                return Task.FromException(new InvalidOperationException("Request stream has already been completed."));
            if (_call.HasEnded)
                return Task.FromException(_call.Fail(new OperationCanceledException(), ""));
            if (!_write.IsCompleted)
                return Task.FromException(new InvalidOperationException("Can't write the message because the previous write is in progress."));
            return _write = WriteCoreAsync(message, cancellationToken);
        }
    }

    public Task CompleteAsync()
    {
        ObjectDisposedException.ThrowIf(_call.IsDisposed, _call);
        lock (_lock)
        {
            if (!_write.IsCompleted)
                return Task.FromException(new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress."));
            _completed = true;
            Content.Complete();
            return Task.CompletedTask;
        }
    }

    private async Task WriteCoreAsync(TRequest message, CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(
            static state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), _call);
        try
        {
            var stream = await Content.Stream;
            await _call.WriteAsync(stream, message, WriteOptions, _call.Cancelled);
            if (WriteOptions is not { } options || !options.Flags.HasFlag(WriteFlags.BufferHint))
                await stream.FlushAsync(_call.Cancelled);
        }
        catch (Exception ex) when (ex is OperationCanceledException || (ex is ObjectDisposedException && _call.HasEnded))
        {
            if (_call.HasEnded)
                throw _call.Fail(ex, "");
            // The server ended the stream; why, is in the response, which is read elsewhere.
            throw new RpcException(new Status(StatusCode.Cancelled, "The request stream was ended.", ex));
        }
    }
}
