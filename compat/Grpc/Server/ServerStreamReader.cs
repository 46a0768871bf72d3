using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages of a request.</summary>
internal sealed class ServerStreamReader<TRequest>(HttpServerCallContext call, Func<DeserializationContext, TRequest> deserializer) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private static readonly Task<bool> True = Task.FromResult(true);
    private static readonly Task<bool> False = Task.FromResult(false);

    private readonly PipeReader _body = call.HttpContext.Request.BodyReader;
    private bool _completed;

    public TRequest Current { get; private set; } = null!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<bool>(cancellationToken);
        if (_completed || call.HttpContext.RequestAborted.IsCancellationRequested)
            return Task.FromException<bool>(new InvalidOperationException("Can't read messages after the request is complete."));
        var read = ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return Await(read);
        return Take(read.Result) ? True : False;
    }

    /// <summary>The only message of a request that has one.</summary>
    /// <exception cref="RpcException">Internal: there is none, or more than one.</exception>
    internal async ValueTask<TRequest> ReadSingleAsync()
    {
        var message = await ReadAsync(default)
            ?? throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
        while (true)
        {
            var read = await _body.ReadAsync();
            var isEmpty = read.Buffer.IsEmpty;
            _body.AdvanceTo(read.Buffer.Start);
            if (!isEmpty)
                throw new RpcException(new Status(StatusCode.Internal, "Additional data after the message received."));
            if (read.IsCompleted)
                return message;
        }
    }

    /// <summary>The method has returned: its reader is of no more use.</summary>
    internal void Complete() => _completed = true;

    private async Task<bool> Await(ValueTask<TRequest?> read) => Take(await read);

    private bool Take(TRequest? message)
    {
        Current = message!;
        return message is not null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var end = buffer.End;
            TRequest? message = null;
            try
            {
                if (call.Reader.TryRead(ref buffer, deserializer, out message))
                    return message;
                if (read.IsCompleted)
                    return buffer.IsEmpty ? null : throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
            }
            finally
            {
                _body.AdvanceTo(buffer.Start, message is null ? end : buffer.Start);
            }
        }
    }
}
