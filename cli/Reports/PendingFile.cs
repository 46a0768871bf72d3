using System.Security.Cryptography;

namespace Directives.Cli.Reports;

/// <summary>
/// A file that is written beside its place and moved there by <see cref="Commit"/> once it is whole and on the disk; disposed
/// before that, it leaves nothing.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string path;
    private readonly string pendingPath;
    private readonly FileStream stream;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PendingFile(string path, string pendingPath, FileStream stream) =>
        (this.path, this.pendingPath, this.stream) = (path, pendingPath, stream);

    public long Length => stream.Length;

    /// <param name="force">Replace a file that is there.</param>
    /// <exception cref="UsageException">There is a file already, or none can be written there.</exception>
    public static PendingFile Create(string path, bool force)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder; name a file.");
        if (!force && File.Exists(path))
            throw Exists(path);
        var pendingPath = $"{path}.{Guid.CreateVersion7():N}.partial";
        try
        {
            return new PendingFile(path, pendingPath, new FileStream(pendingPath, FileMode.CreateNew, FileAccess.Write, FileShare.None));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {wrong.Message}");
        }
    }

    public async Task AddAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        digest.AppendData(data.Span);
        await stream.WriteAsync(data, cancellation);
    }

    /// <summary>The SHA-256 of what has been added, lower-case hex.</summary>
    public string Digest() => Convert.ToHexStringLower(digest.GetCurrentHash());

    /// <exception cref="UsageException">Meanwhile there is a file, and it is not to be replaced.</exception>
    public void Commit(bool force)
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        try
        {
            File.Move(pendingPath, path, force);
        }
        catch (IOException) when (!force && File.Exists(path))
        {
            throw Exists(path);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        digest.Dispose();
        File.Delete(pendingPath);
    }

    private static UsageException Exists(string path) => new($"{path} is there already; --force replaces it.");
}
