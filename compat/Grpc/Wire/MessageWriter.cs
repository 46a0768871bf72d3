using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Writes length-prefixed messages to a buffer: straight into it when the length is known beforehand, else by way of a pooled one.</summary>
internal sealed class MessageWriter(int? maxSize) : SerializationContext
{
    private IBufferWriter<byte>? _output;
    private PooledBuffer? _payload;
    private int? _length;
    private bool _direct;
    private bool _completed;

    /// <summary>The compression of the messages that follow, or null.</summary>
    internal string? Encoding { get; set; }

    internal CompressionLevel Level { get; set; } = CompressionLevel.Fastest;

    /// <exception cref="RpcException">ResourceExhausted: the message is larger than allowed.</exception>
    internal void Write<T>(IBufferWriter<byte> output, T message, Action<T, SerializationContext> serializer, WriteOptions? options)
    {
        (_output, _payload, _length, _completed) = (output, null, null, false);
        _direct = Encoding is null or MessageCompression.Identity || (options?.Flags & WriteFlags.NoCompress) != 0 && options is not null;
        try
        {
            serializer(message, this);
            if (!_completed)
                throw new InvalidOperationException("The serializer did not complete the message.");
        }
        finally
        {
            _payload?.Dispose();
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        Check(payloadLength);
        _length = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (!_direct || _length is not { } length)
            return _payload ??= new PooledBuffer(_length ?? 256);
        WriteHeader(compressed: false, length);
        return _output!;
    }

    public override void Complete()
    {
        _completed = true;
        if (_payload is not null)
            WritePayload(_payload.Written.Span);
    }

    public override void Complete(byte[] payload)
    {
        _completed = true;
        WritePayload(payload);
    }

    private void WritePayload(ReadOnlySpan<byte> payload)
    {
        Check(payload.Length);
        if (_direct)
        {
            WriteHeader(compressed: false, payload.Length);
            _output!.Write(payload);
            return;
        }
        using var compressed = MessageCompression.Compress(Encoding!, Level, payload);
        WriteHeader(compressed: true, compressed.Length);
        _output!.Write(compressed.Written.Span);
    }

    private void WriteHeader(bool compressed, int length)
    {
        var header = _output!.GetSpan(GrpcWire.HeaderSize);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
        _output.Advance(GrpcWire.HeaderSize);
    }

    private void Check(int length)
    {
        if (length > maxSize)
            throw new RpcException(MessageLimits.SentTooLarge);
    }
}
