using Directives.Grains;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>
/// Writes that wait for a transaction, within bounds. A transaction takes all that waits, up to its own bounds; a second
/// write to a row waits for the one after. What only follows from facts (registers and tallies) always has some of a
/// transaction, and no more of it than the facts where somebody waits for those: nobody who acts waits for the counting,
/// and the counting does not wait for ever.
/// </summary>
internal sealed class WriteQueue(IOptions<StorageOptions> options) : IDisposable
{
    /// <summary>So many derived rows go before the facts, where they do not take more than half of the transaction.</summary>
    private const int DerivedBeforeFacts = 256;

    private readonly StorageOptions bounds = options.Value;
    private readonly Lock gate = new();
    private readonly AutoResetEvent arrived = new(initialState: false);
    private readonly HashSet<RowKey> taken = [];
    private LinkedList<PendingWrite> waiting = new();
    private LinkedList<PendingWrite> derived = new();
    private long bytes;
    private Func<Exception>? closed;
    private Func<Exception>? suspended;
    private bool idle;

    /// <summary>How many writes wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return Waiting;
        }
    }

    private int Waiting => waiting.Count + derived.Count;

    /// <exception cref="RefusedException">Too much is waiting.</exception>
    public Task Add(PendingWrite write)
    {
        if (write.Bytes > bounds.MaxWriteBytes)
        {
            throw RefusedException.NotAllowedNow(
                "STATE_TOO_LARGE", $"A write of {write.Bytes} bytes is larger than one may be ({bounds.MaxWriteBytes} bytes).");
        }

        bool wake;
        lock (gate)
        {
            if ((closed ?? suspended) is { } refusal)
                throw refusal();
            if (Waiting >= bounds.MaxQueue || (bytes > 0 && bytes + write.Bytes > bounds.MaxQueueBytes))
            {
                throw new RefusedException(
                    Refusal.Exhausted, "STORAGE_BUSY", $"{Waiting} writes are waiting for the database already. Try again later.");
            }

            (write is StateWrite { Entries: [] } ? derived : waiting).AddLast(write);
            bytes += write.Bytes;
            wake = idle;
            idle = false;
        }

        if (wake)
            arrived.Set();
        return write.Task;
    }

    /// <summary>Waits for writes and takes what goes into one transaction; null once the queue is closed and empty.</summary>
    public List<PendingWrite>? Take()
    {
        while (true)
        {
            lock (gate)
            {
                if (Waiting > 0)
                    return TakeWaiting();
                if (closed is not null)
                    return null;
                idle = true;
            }

            arrived.WaitOne();
        }
    }

    /// <summary>Refuses what comes from now on, for good; what waits can still be taken.</summary>
    public void Close(Func<Exception> refusal)
    {
        lock (gate)
            closed = refusal;
        arrived.Set();
    }

    /// <summary>Refuses what comes until it is resumed.</summary>
    /// <returns>All that was waiting, which is no longer.</returns>
    public IReadOnlyCollection<PendingWrite> Suspend(Func<Exception> refusal)
    {
        lock (gate)
        {
            suspended = refusal;
            PendingWrite[] all = [.. waiting, .. derived];
            waiting = new();
            derived = new();
            bytes = 0;
            return all;
        }
    }

    public void Resume()
    {
        lock (gate)
            suspended = null;
    }

    public void Dispose() => arrived.Dispose();

    private List<PendingWrite> TakeWaiting()
    {
        var batch = new List<PendingWrite>(Math.Min(Waiting, bounds.MaxBatch));
        long size = 0;
        taken.Clear();
        TakeFrom(derived, Math.Min(DerivedBeforeFacts, bounds.MaxBatch / 2), batch, ref size);
        var before = batch.Count;
        TakeFrom(waiting, bounds.MaxBatch, batch, ref size);
        var facts = batch.Count - before;
        TakeFrom(derived, facts == 0 ? bounds.MaxBatch : Math.Min(bounds.MaxBatch, Math.Max(batch.Count, 2 * facts)), batch, ref size);
        bytes -= size;
        return batch;
    }

    private void TakeFrom(LinkedList<PendingWrite> from, int most, List<PendingWrite> batch, ref long size)
    {
        for (var node = from.First; node is not null && batch.Count < most;)
        {
            var (write, next) = (node.Value, node.Next);
            if (batch.Count > 0 && size + write.Bytes > bounds.MaxBatchBytes)
                break;
            if (write is not StateWrite state || taken.Add(state.Key))
            {
                batch.Add(write);
                size += write.Bytes;
                from.Remove(node);
            }

            node = next;
        }
    }
}
