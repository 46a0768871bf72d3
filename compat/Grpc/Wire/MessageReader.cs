using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Takes length-prefixed messages from received bytes.</summary>
/// <param name="maxSize">Largest message in bytes, before and after decompression; null for no limit.</param>
/// <param name="encoding">What the peer's <c>grpc-encoding</c> says.</param>
internal sealed class MessageReader(int? maxSize, string? encoding) : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Reads one message when it is there in full, and moves <paramref name="buffer"/> past it.</summary>
    /// <exception cref="RpcException">The message is too large, damaged, or compressed in a way that is not known.</exception>
    internal bool TryRead<T>(ref ReadOnlySequence<byte> buffer, Func<DeserializationContext, T> deserializer, out T? message)
    {
        message = default;
        if (buffer.Length < GrpcWire.HeaderSize)
            return false;
        Span<byte> header = stackalloc byte[GrpcWire.HeaderSize];
        buffer.Slice(0, GrpcWire.HeaderSize).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] > 1)
            throw new RpcException(new Status(StatusCode.Internal, "Unexpected compressed flag value in message header."));
        if (length > (uint)(maxSize ?? int.MaxValue))
            throw new RpcException(MessageLimits.ReceivedTooLarge);
        if (buffer.Length < GrpcWire.HeaderSize + (long)length)
            return false;
        var payload = buffer.Slice(GrpcWire.HeaderSize, length);
        message = header[0] == 0 ? Deserialize(payload, deserializer) : Decompress(payload, deserializer);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private T Decompress<T>(in ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserializer)
    {
        if (encoding is null or MessageCompression.Identity)
            throw new RpcException(new Status(StatusCode.Internal, "A compressed message came without a grpc-encoding that says how."));
        if (!MessageCompression.IsKnown(encoding))
            throw new RpcException(new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {MessageCompression.Accepted}"));
        using var inflated = MessageCompression.Decompress(encoding, payload, maxSize ?? int.MaxValue);
        return Deserialize(new ReadOnlySequence<byte>(inflated.Written), deserializer);
    }

    private T Deserialize<T>(in ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserializer)
    {
        _payload = payload;
        try
        {
            return deserializer(this);
        }
        catch (Exception ex) when (ex is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The message could not be deserialized.", ex));
        }
        finally
        {
            _payload = default;
        }
    }
}
