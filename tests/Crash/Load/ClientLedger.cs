using System.Text.Json;
using System.Threading.Channels;

namespace Directives.Crash.Load;

/// <summary>A line of a client's ledger: an attempt before it is sent, or what was learned from it.</summary>
/// <param name="Attempt">Numbers the client's attempts from 1.</param>
/// <param name="Act">Of an attempt; null in an answer.</param>
/// <param name="Outcome">Of an answer; null in an attempt.</param>
internal sealed record LedgerLine(int Round, long Attempt, Act? Act, string? Outcome, string? Reason, string? Message);

/// <summary>A client's own ledger: a file of lines, each on the disk before the call that appends it returns.</summary>
internal sealed class ClientLedger : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly Channel<(byte[] Line, TaskCompletionSource Written)> waiting = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>();
    private readonly Task writing;

    public ClientLedger(string path)
    {
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        writing = WriteAsync();
    }

    public Task AppendAsync(LedgerLine line)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        return waiting.Writer.TryWrite((text, written)) ? written.Task : throw new ObjectDisposedException(nameof(ClientLedger));
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        await writing;
        await file.DisposeAsync();
    }

    /// <summary>All lines that wait share one fsync.</summary>
    private async Task WriteAsync()
    {
        var taken = new List<TaskCompletionSource>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            taken.Clear();
            while (waiting.Reader.TryRead(out var next))
            {
                file.Write(next.Line);
                taken.Add(next.Written);
            }

            file.Flush(flushToDisk: true);
            foreach (var written in taken)
                written.SetResult();
        }
    }
}
