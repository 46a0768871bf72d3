using System.Globalization;
using System.Text.Json;
using Directives.V1;
using Grpc.Core;
using Spectre.Console;

namespace Directives.Cli.Reports;

/// <summary>What was written.</summary>
/// <param name="Lines">Offices, posts or facts in it.</param>
internal sealed record ExportedFile(string File, long Lines, long Bytes, string Sha256);

/// <summary>Takes a file from the server, whole or not at all.</summary>
internal static class ExportRun
{
    /// <exception cref="UsageException">The file is there, or cannot be written.</exception>
    /// <exception cref="RpcException">Refused; or UNAVAILABLE where the file was cut off.</exception>
    public static async Task RunAsync(
        CommandSession session, string path, bool force, Func<AsyncServerStreamingCall<ExportChunk>> open, CancellationToken cancellation)
    {
        using var file = PendingFile.Create(path, force);
        await session.Connection.FindAsync(cancellation);
        using var call = open();
        var lines = session.Terminal.IsLive && !session.Json
            ? await session.Terminal.DrawProgress().Status().StartAsync(
                "Waiting for the first lines …", status => TakeAsync(call, file, (count, bytes) => status.Status(Progress(count, bytes)), cancellation))
            : await TakeAsync(call, file, (_, _) => { }, cancellation);
        var exported = new ExportedFile(path, lines, file.Length, file.Digest());
        file.Commit(force);
        session.Terminal.Output.WriteLine(session.Json
            ? JsonSerializer.Serialize(exported, CliJson.Readable.ExportedFile)
            : string.Create(CultureInfo.InvariantCulture, $"{Plain.Line(path)}: {exported.Lines:N0} lines, {exported.Bytes:N0} bytes, SHA-256 {exported.Sha256}"));
    }

    private static async Task<long> TakeAsync(
        AsyncServerStreamingCall<ExportChunk> call, PendingFile file, Action<long, long> report, CancellationToken cancellation)
    {
        ExportChunk? last = null;
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(cancellation))
        {
            last = chunk;
            await file.AddAsync(chunk.Data.Memory, cancellation);
            report(chunk.Lines, file.Length);
        }

        return last is not null && last.Sha256 == file.Digest()
            ? last.Lines
            : throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "The file was cut off and is not kept; export it again."));
    }

    private static string Progress(long lines, long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines, {bytes / 1024:N0} KiB");
}
