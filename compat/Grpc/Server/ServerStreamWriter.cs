using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages of a response.</summary>
internal sealed class ServerStreamWriter<TResponse>(HttpServerCallContext call, Action<TResponse, SerializationContext> serializer) : IServerStreamWriter<TResponse>
    where TResponse : class
{
    private readonly PipeWriter _body = call.HttpContext.Response.BodyWriter;
    private readonly Lock _lock = new();
    private Task _write = Task.CompletedTask;
    private bool _completed;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        lock (_lock)
        {
            if (_completed || call.HttpContext.RequestAborted.IsCancellationRequested || call.DeadlineTimer is { IsExceeded: true })
                return Task.FromException(new InvalidOperationException("Can't write the message because the request is complete."));
            if (!_write.IsCompleted)
                return Task.FromException(new InvalidOperationException("Can't write the message because the previous write is in progress."));
            return _write = WriteCoreAsync(message, cancellationToken);
        }
    }

    /// <summary>The method has returned: nothing more may be written.</summary>
    internal void Complete() => _completed = true;

    private async Task WriteCoreAsync(TResponse message, CancellationToken cancellationToken)
    {
        if (!call.HttpContext.Response.HasStarted)
            await call.HttpContext.Response.StartAsync(cancellationToken);
        call.Writer.Write(_body, message, serializer, WriteOptions);
        if (WriteOptions is { } options && options.Flags.HasFlag(WriteFlags.BufferHint))
            return;
        // A write that is given up leaves the stream unusable, so the call ends with it.
        using var cancelled = cancellationToken.UnsafeRegister(static state => ((HttpServerCallContext)state!).Reset(), call);
        var flushed = await _body.FlushAsync(cancellationToken);
        if (!flushed.IsCompleted && call.CancellationToken.IsCancellationRequested)
            throw new OperationCanceledException("Request aborted while sending the message.", call.CancellationToken);
    }
}
