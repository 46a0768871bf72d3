using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The compressions of messages: gzip and deflate, by the names that <c>grpc-encoding</c> gives them.</summary>
internal static class MessageCompression
{
    internal const string Identity = "identity";
    internal const string Gzip = "gzip";
    internal const string Deflate = "deflate";
    internal const string Accepted = "identity,gzip,deflate";

    internal static bool IsKnown(string encoding) => encoding is Gzip or Deflate;

    internal static PooledBuffer Compress(string encoding, CompressionLevel level, ReadOnlySpan<byte> payload)
    {
        var compressed = new PooledBuffer(Math.Max(payload.Length / 2, 256));
        try
        {
            using var output = new BufferStream(compressed, int.MaxValue);
            using Stream compressor = encoding == Gzip
                ? new GZipStream(output, level)
                : new ZLibStream(output, level);
            compressor.Write(payload);
        }
        catch
        {
            compressed.Dispose();
            throw;
        }
        return compressed;
    }

    /// <exception cref="RpcException">ResourceExhausted: more than <paramref name="limit"/> bytes come out; Internal: the data is damaged.</exception>
    internal static PooledBuffer Decompress(string encoding, in ReadOnlySequence<byte> payload, int limit)
    {
        var inflated = new PooledBuffer((int)Math.Clamp(payload.Length * 4, 256, 64 * 1024));
        try
        {
            using var input = new MemoryStream(payload.ToArray(), writable: false);
            using Stream decompressor = encoding == Gzip
                ? new GZipStream(input, CompressionMode.Decompress)
                : new ZLibStream(input, CompressionMode.Decompress);
            using var output = new BufferStream(inflated, limit);
            decompressor.CopyTo(output);
            return inflated;
        }
        catch (InvalidDataException ex)
        {
            inflated.Dispose();
            throw new RpcException(new Status(StatusCode.Internal, "The compressed message is damaged.", ex));
        }
        catch
        {
            inflated.Dispose();
            throw;
        }
    }

    private sealed class BufferStream(PooledBuffer buffer, int limit) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length > limit - buffer.Length)
                throw new RpcException(MessageLimits.ReceivedTooLarge);
            buffer.Write(bytes);
        }

        public override void Write(byte[] bytes, int offset, int count) => Write(bytes.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] bytes, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
