using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Reads the messages of a response, through a pooled buffer.</summary>
internal sealed class ResponseReader<TResponse>(HttpResponseMessage response, Stream body, MessageReader reader, Func<DeserializationContext, TResponse> deserializer) : IDisposable
    where TResponse : class
{
    private const int InitialSize = 4096;

    private byte[]? _buffer;
    private int _start;
    private int _end;

    internal HttpResponseMessage Response => response;

    /// <summary>The next message, or null at the end.</summary>
    /// <exception cref="RpcException">The message is too large or damaged, or the response ends within it.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out var message))
                return message;
            MakeRoom();
            var count = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count > 0)
            {
                _end += count;
                continue;
            }
            return _start == _end ? null : throw new RpcException(new Status(StatusCode.Internal, "Unexpected end of content within a message."));
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool TryTake(out TResponse? message)
    {
        message = null;
        if (_buffer is null)
            return false;
        var received = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        if (!reader.TryRead(ref received, deserializer, out message))
            return false;
        _start = _end - (int)received.Length;
        return true;
    }

    private void MakeRoom()
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
            return;
        }
        if (_start == _end)
            (_start, _end) = (0, 0);
        if (_end < _buffer.Length)
            return;
        var target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        if (target != _buffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (target, 0, _end - _start);
    }
}
