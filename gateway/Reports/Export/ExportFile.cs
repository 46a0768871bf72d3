using System.Buffers;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Directives.Gateway.Reports;

/// <summary>Sends a report as a file in chunks. Of the file, no more than a chunk and a line are in memory.</summary>
internal static class ExportFile
{
    private const int ChunkBytes = 64 * 1024;

    /// <param name="send">Sends a chunk, and returns when it has been taken.</param>
    public static async Task SendAsync(Report report, IReportFormat format, Func<V1.ExportChunk, Task> send, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = new ArrayBufferWriter<byte>(ChunkBytes);
        var lines = 0L;
        format.Begin(report.Head, file);
        await foreach (var line in report.Lines.WithCancellation(cancellation))
        {
            format.Add(line, file);
            lines++;
            if (file.WrittenCount >= ChunkBytes / 2)
                await SendAsync(file, digest, lines, send);
        }

        format.End(file);
        await SendAsync(file, digest, lines, send);
        await send(new V1.ExportChunk { Lines = lines, Sha256 = Convert.ToHexStringLower(digest.GetHashAndReset()) });
    }

    private static async Task SendAsync(ArrayBufferWriter<byte> file, IncrementalHash digest, long lines, Func<V1.ExportChunk, Task> send)
    {
        var written = file.WrittenMemory;
        digest.AppendData(written.Span);
        for (var from = 0; from < written.Length; from += ChunkBytes)
        {
            var part = written[from..Math.Min(from + ChunkBytes, written.Length)];
            await send(new V1.ExportChunk { Data = ByteString.CopyFrom(part.Span), Lines = lines });
        }

        file.ResetWrittenCount();
    }
}
