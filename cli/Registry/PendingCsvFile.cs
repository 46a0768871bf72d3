using CsvHelper;

namespace Directives.Cli.Registry;

/// <summary>
/// A CSV file (RFC 4180, UTF-8) that is written beside its place and moved there by <see cref="CommitAsync"/>;
/// disposed before that, it leaves nothing.
/// </summary>
internal sealed class PendingCsvFile(string path) : IAsyncDisposable
{
    private readonly string _pendingPath = path + ".partial";
    private readonly CsvWriter _writer = CsvWriter.ToFile(path + ".partial");

    public ValueTask AddAsync(string[] fields, CancellationToken cancellationToken) =>
        _writer.WriteRecordAsync(fields, cancellationToken);

    public async Task CommitAsync()
    {
        await _writer.DisposeAsync();
        File.Move(_pendingPath, path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        File.Delete(_pendingPath);
    }
}
