using Directives.Grains;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>The latest entries of the chain that this process appends to, as the facts themselves.</summary>
internal sealed class LedgerTail(IOptions<StorageOptions> options)
{
    private readonly int maxEntries = options.Value.TailEntries;
    private readonly long maxBytes = options.Value.TailBytes;
    private readonly Lock gate = new();
    private readonly Queue<(LedgerEntry Entry, int Bytes)> entries = new();
    private long bytes;
    private LedgerPosition head;
    private TaskCompletionSource appended = NewSignal();

    public LedgerPosition Head
    {
        get
        {
            lock (gate)
                return head;
        }
    }

    /// <summary>Where the chain ended when it was taken.</summary>
    public void Start(LedgerPosition position)
    {
        lock (gate)
            head = position;
    }

    /// <summary>Takes in what has become durable and wakes who waits for it.</summary>
    public void Append(LedgerPosition position, IReadOnlyList<EntryWrite> written)
    {
        if (written.Count == 0)
            return;

        TaskCompletionSource signal;
        lock (gate)
        {
            var number = position.Number - written.Count;
            foreach (var entry in written)
            {
                var key = entry.Write.Key;
                entries.Enqueue((new(position with { Number = ++number }, key.GrainType, key.GrainKey, entry.Fact), entry.Payload.Length));
                bytes += entry.Payload.Length;
            }

            while (entries.Count > maxEntries || bytes > maxBytes)
                bytes -= entries.Dequeue().Bytes;
            head = position;
            signal = appended;
            appended = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Entries after a position, or null where they are no longer all here.</summary>
    public IReadOnlyList<LedgerEntry>? Read(LedgerPosition after, int count, string? directive)
    {
        lock (gate)
        {
            if (after.Chain != head.Chain || after.Number < head.Number - entries.Count)
                return null;
            var read = entries.Select(entry => entry.Entry).Skip((int)Math.Max(0, after.Number - (head.Number - entries.Count)));
            if (directive is not null)
                read = read.Where(entry => entry.Fact.Directive == directive);
            return [.. read.Take(count)];
        }
    }

    /// <summary>Returns when the chain is longer than a position.</summary>
    public async Task WaitAsync(LedgerPosition after, CancellationToken cancellation)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (head.Number > after.Number)
                    return;
                signal = appended.Task;
            }

            await signal.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
