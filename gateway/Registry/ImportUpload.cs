using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Directives.Gateway;

/// <summary>
/// Takes the two files of an import as they arrive and reads them into their tables at the same time; neither is held.
/// </summary>
internal sealed class ImportUpload : IAsyncDisposable
{
    public const int MaxChunkBytes = 256 * 1024;
    public const long MaxFileBytes = 1L << 30;
    private readonly Part departments;
    private readonly Part posts;

    public ImportUpload(CancellationToken cancellation)
    {
        departments = new Part(new DepartmentTable(), cancellation);
        posts = new Part(new PostTable(), cancellation);
    }

    public long Rows => departments.Table.Rows + posts.Table.Rows;

    /// <summary>As many mistakes as are told have been found, and none can come before them: reading on is of no use.</summary>
    public bool IsGivenUp => departments.Table.Mistakes.IsFull;

    /// <exception cref="RefusedException">InvalidArgument: the chunk is too large, of no file, or one too many.</exception>
    public async ValueTask AddAsync(V1.ImportChunk chunk)
    {
        if (chunk.Data.Length > MaxChunkBytes)
            throw RefusedException.Field("chunk.data", $"has {chunk.Data.Length} bytes; at most {MaxChunkBytes} are allowed");
        await (chunk.File switch
        {
            V1.RegistryFile.Departments => departments,
            V1.RegistryFile.Posts => posts,
            _ => throw RefusedException.Field("chunk.file", "must be departments or posts"),
        }).AddAsync(chunk.Data.Memory);
    }

    /// <summary>Both files have been sent, or as much of them as was worth reading: the organogram that they make, and the digest of both.</summary>
    /// <exception cref="RefusedException">InvalidArgument, with the first mistakes of both files.</exception>
    public async Task<(Organogram Organogram, string Digest)> CompleteAsync()
    {
        var builder = new OrganogramBuilder((DepartmentTable)departments.Table, (PostTable)posts.Table);
        if (IsGivenUp)
        {
            await DisposeAsync();
            builder.ThrowIfWrong();
        }

        await Task.WhenAll(departments.CompleteAsync(), posts.CompleteAsync());
        Span<byte> digests = stackalloc byte[2 * SHA256.HashSizeInBytes];
        departments.GetDigest(digests);
        posts.GetDigest(digests[SHA256.HashSizeInBytes..]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(digests));
        return (builder.Build(), digest);
    }

    public async ValueTask DisposeAsync()
    {
        await departments.DisposeAsync();
        await posts.DisposeAsync();
    }

    /// <summary>One file on its way: the bytes go in at one end of a bounded pipe and are read at the other.</summary>
    private sealed class Part : IAsyncDisposable
    {
        private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly Task reading;
        private long bytes;

        public Part(ImportTable table, CancellationToken cancellation)
        {
            Table = table;
            reading = Task.Run(() => ReadAsync(cancellation), cancellation);
        }

        public ImportTable Table { get; }

        public async ValueTask AddAsync(ReadOnlyMemory<byte> data)
        {
            if (bytes == 0 && data.Span.StartsWith<byte>([0xff, 0xfe]) || bytes == 0 && data.Span.StartsWith<byte>([0xfe, 0xff]))
                throw RefusedException.Field($"{Table.File}:1:{Table.Columns[0]}", "the file is UTF-16; save it as UTF-8");
            bytes += data.Length;
            if (bytes > MaxFileBytes)
                throw RefusedException.Field($"{Table.File}:{Table.Rows + 1}:{Table.Columns[0]}", $"the file has more than {MaxFileBytes} bytes, which is the most");
            hash.AppendData(data.Span);
            await pipe.Writer.WriteAsync(data);
        }

        public async Task CompleteAsync()
        {
            await pipe.Writer.CompleteAsync();
            await reading;
        }

        public void GetDigest(Span<byte> digest) => hash.GetHashAndReset(digest);

        public async ValueTask DisposeAsync()
        {
            await pipe.Writer.CompleteAsync(new OperationCanceledException());
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            hash.Dispose();
        }

        private async Task ReadAsync(CancellationToken cancellation)
        {
            try
            {
                await new CsvFile(Table).ReadAsync(pipe.Reader.AsStream(), cancellation);
            }
            finally
            {
                // What is still sent is dropped: the mistakes that were found are answer enough.
                await pipe.Reader.CompleteAsync();
            }
        }
    }
}
