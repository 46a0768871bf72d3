using Directives.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Directives.Cli.Registry;

/// <summary>Streams two CSV files to the registry and follows the import to its result.</summary>
internal sealed class RegistryImport(string departments, string posts, bool dryRun, string operationId)
{
    private const int ChunkBytes = 256 * 1024;

    /// <exception cref="UsageException">A file cannot be read.</exception>
    /// <exception cref="RpcException">The server refuses the import; with a violation for each mistake in the files.</exception>
    public async Task<ImportResult> SendAsync(Connection connection, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        await using var departmentsFile = Open(departments);
        await using var postsFile = Open(posts);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = connection.Registry.Import(cancellationToken: stop.Token);
        var sending = SendAsync(call.RequestStream, departmentsFile, postsFile, stop.Token);
        try
        {
            var result = await ReadAsync(call.ResponseStream, progress, cancellation);
            await sending;
            return result;
        }
        catch
        {
            await stop.CancelAsync();
            await sending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (sending is { IsFaulted: true, Exception.InnerException: UsageException unreadable })
                throw unreadable;
            throw;
        }
    }

    private async Task SendAsync(IClientStreamWriter<ImportRequest> requests, FileStream departmentsFile, FileStream postsFile, CancellationToken cancellation)
    {
        await WriteAsync(requests, new ImportRequest { Header = new ImportHeader { OperationId = operationId, DryRun = dryRun } }, cancellation);
        await SendFileAsync(requests, RegistryFile.Departments, departmentsFile, cancellation);
        await SendFileAsync(requests, RegistryFile.Posts, postsFile, cancellation);
        await requests.CompleteAsync();
    }

    private static async Task SendFileAsync(
        IClientStreamWriter<ImportRequest> requests, RegistryFile kind, FileStream file, CancellationToken cancellation)
    {
        var buffer = new byte[ChunkBytes];
        while (await ReadAsync(file, buffer, cancellation) is > 0 and var length)
        {
            var chunk = new ImportChunk { File = kind, Data = ByteString.CopyFrom(buffer.AsSpan(0, length)) };
            await WriteAsync(requests, new ImportRequest { Chunk = chunk }, cancellation);
        }
    }

    private static async Task<int> ReadAsync(FileStream file, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        }
        catch (IOException unreadable)
        {
            throw new UsageException($"A file cannot be read: {unreadable.Message}");
        }
    }

    private static async Task WriteAsync(IClientStreamWriter<ImportRequest> requests, ImportRequest request, CancellationToken cancellation)
    {
        try
        {
            await requests.WriteAsync(request, cancellation);
        }
        catch (IOException cut)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The connection broke off while the files were sent.", cut));
        }
    }

    private static async Task<ImportResult> ReadAsync(
        IAsyncStreamReader<ImportResponse> responses, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        ImportResult? result = null;
        await foreach (var response in responses.ReadAllAsync(cancellation))
        {
            if (response.Progress is not null)
                progress.Report(response.Progress);
            result = response.Result ?? result;
        }

        return result ?? throw new RpcException(new Status(StatusCode.Internal, "The server ended the import without a result."));
    }

    /// <summary>A violation's place, <c>posts.csv:12:bps</c>, as the caller's own file has it: <c>my/posts.csv:12: bps</c>.</summary>
    public string Locate(string field)
    {
        if (field.Split(':', 3) is not [var file, var row, var column])
            return field;
        var path = file.StartsWith("departments", StringComparison.Ordinal) ? departments : posts;
        return $"{path}:{row}: {column}";
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
    }
}
