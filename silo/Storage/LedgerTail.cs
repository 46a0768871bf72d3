using Directives.Grains;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>The latest entries of the chain that this process appends to, as the facts themselves.</summary>
internal sealed class LedgerTail(IOptions<StorageOptions> options)
{
    private readonly long maxBytes = options.Value.TailBytes;
    private readonly Lock gate = new();

    /// <summary>Entry n stands at n modulo the length.</summary>
    private readonly (LedgerEntry Entry, int Bytes)[] ring = new (LedgerEntry, int)[Math.Max(1, options.Value.TailEntries)];
    private int kept;
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
                if (kept == ring.Length)
                    DropOldest(number);
                ring[++number % ring.Length] =
                    (new(position with { Number = number }, key.GrainType, key.GrainKey, entry.Fact), entry.Payload.Length);
                kept++;
                bytes += entry.Payload.Length;
            }

            while (bytes > maxBytes && kept > 0)
                DropOldest(position.Number);
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
            if (after.Chain != head.Chain || after.Number < head.Number - kept)
                return null;
            var read = new List<LedgerEntry>();
            for (var number = after.Number + 1; number <= head.Number && read.Count < count; number++)
            {
                var entry = ring[number % ring.Length].Entry;
                if (directive is null || entry.Fact.Directive == directive)
                    read.Add(entry);
            }

            return read;
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

    private void DropOldest(long newest)
    {
        ref var oldest = ref ring[(newest - kept + 1) % ring.Length];
        bytes -= oldest.Bytes;
        oldest = default;
        kept--;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
