using System.Data.Common;
using System.Globalization;
using Directives.Grains;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>
/// The one thread that writes: when a transaction is durable, the next takes all that waits. So a lone write waits for
/// nothing, and many share the cost of one.
/// </summary>
internal sealed partial class Committer(
    ILedgerDatabase database,
    WriteQueue queue,
    LedgerTail tail,
    StorageMetrics metrics,
    ChainLease lease,
    IOptions<StorageOptions> options,
    ProductClock time,
    ILogger<Committer> logger) : IDisposable
{
    private const int MaxTries = 3;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop waits, beyond an outage, for a database that neither answers nor fails.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stopping = new(Timeout.InfiniteTimeSpan, time);
    private readonly string owner = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}");
    private ILedgerWriter? writer;
    private ChainHead head = null!;
    private Thread? thread;

    /// <summary>Takes the chain and begins to write; a standby waits for it.</summary>
    /// <exception cref="ChainHeldException">A process that may be alive has it.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        writer = await TakeAsync(cancellation);
        head = writer.Head;
        tail.Start(head.Position);
        LogStarted(head.Chain, head.Epoch, head.Block, head.Number);
        thread = new Thread(Run) { IsBackground = true, Name = "ledger commit" };
        thread.Start();
    }

    /// <summary>Writes what still waits, then gives the chain up; leaves it to its lease where the database holds it up.</summary>
    public void Stop()
    {
        queue.Close(static () => new LedgerUnavailableException(outcomeUnknown: false, "The storage is stopping; nothing was written."));
        stopping.CancelAfter(options.Value.OutageWait);
        if (thread?.Join(options.Value.OutageWait + StopTime) == false)
        {
            LogStuck(options.Value.OutageWait + StopTime);
            return;
        }

        if (lease.Reason is null)
            Release();
        writer?.Dispose();
        writer = null;
    }

    public void Dispose()
    {
        if (thread is { IsAlive: true })
            return;
        writer?.Dispose();
        stopping.Dispose();
    }

    private async Task<ILedgerWriter> TakeAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var waits = false; ; waits = true)
        {
            try
            {
                return OpenWriter(null);
            }
            catch (ChainHeldException held) when (MayWait())
            {
                if (!waits)
                    LogWaiting(held.Message);
            }
            catch (Exception exception) when (waits && exception is not (ChainHeldException or SchemaException) && MayWait())
            {
                LogUnreachable(exception, options.Value.PollInterval);
            }

            await Task.Delay(options.Value.PollInterval, time, cancellation);
        }

        bool MayWait() => options.Value.Standby || time.GetElapsedTime(started) < options.Value.TakeOverWait;
    }

    private ILedgerWriter OpenWriter(long? epoch)
    {
        var asked = time.GetTimestamp();
        var opened = database.OpenWriter(new ChainClaim(options.Value.Chain, owner, epoch, options.Value.Lease, time.GetLedgerTime()));

        // Whoever sees that the lease is held may write.
        queue.Resume();
        lease.Renew(asked);
        return opened;
    }

    private void Release()
    {
        lease.Release();
        try
        {
            writer?.Release();
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            LogNotReleased(exception);
        }
    }

    private void Run()
    {
        while (queue.Take() is { } writes)
        {
            try
            {
                Commit(writes);
            }
            catch (Exception exception) when (exception is ChainLostException or OperationCanceledException)
            {
                End(writes, exception);
                return;
            }
        }
    }

    private void Commit(List<PendingWrite> writes)
    {
        var batch = new CommitBatch(writes, time.GetLedgerTime());
        for (var tries = 1; ; tries++)
        {
            var started = time.GetTimestamp();
            Failpoint.Reach(Failpoint.CommitTaken);
            try
            {
                var committed = writer!.Commit(batch, head);
                lease.Renew(started);
                Publish(batch, committed);
                metrics.Committed(writes.Count, time.GetElapsedTime(started));
                return;
            }
            catch (CommitRejectedException rejection)
            {
                Split(writes, rejection);
                return;
            }
            catch (Exception exception) when (exception is not ChainLostException)
            {
                LogInterrupted(exception, writes.Count);
                if (IsSettled(batch))
                    return;
                if (tries == MaxTries)
                {
                    Split(writes, new CommitRejectedException(exception));
                    return;
                }
            }
        }
    }

    /// <summary>
    /// Writes each half by itself, so that in the end what the database refuses fails alone. Where no single write can be
    /// what it refuses, all fail at once.
    /// </summary>
    private void Split(List<PendingWrite> writes, CommitRejectedException rejection)
    {
        if (writes.Count == 1 || database.ConcernsAllWrites(rejection.InnerException!))
        {
            var first = (writes[0] as StateWrite)?.Key.ToString() ?? writes[0].GetType().Name;
            LogRejected(rejection.InnerException!, writes.Count == 1 ? first : $"{first} and {writes.Count - 1} more");
            foreach (var write in writes)
            {
                write.TrySetException(new LedgerUnavailableException(
                    outcomeUnknown: false, $"The database refused the write, nothing was written: {rejection.Message}"));
            }

            return;
        }

        Commit(writes[..(writes.Count / 2)]);
        Commit(writes[(writes.Count / 2)..]);
    }

    private void Publish(CommitBatch batch, Committed committed)
    {
        Failpoint.Reach(Failpoint.CommitDurable);
        head = committed.Head;
        tail.Append(head.Position, committed.Entries);
        foreach (var write in batch.Writes)
        {
            if (write is StateWrite { Stale: { } stale } state)
                state.TrySetException(state.Conflict(stale));
            else
                write.TrySetResult();
            Failpoint.Reach(Failpoint.CommitTold);
        }
    }

    /// <summary>Opens a new session after one was lost, and tells whether what it was writing is to be sent again.</summary>
    /// <exception cref="ChainLostException">Another process has the chain; what was being written may have been written before.</exception>
    private bool IsSettled(CommitBatch batch)
    {
        bool waiting;
        try
        {
            waiting = Reconnect(batch);
        }
        catch (ChainLostException lost)
        {
            TellUnknown(batch, lost.Message);
            throw;
        }

        // Only this process commits in this epoch, and it has one transaction at a time on its way.
        if (writer!.Head.Commits == head.Commits)
            return !waiting;
        Publish(batch, new Committed(writer.Head, batch.Entries()));
        return true;
    }

    /// <returns>Whether the batch's callers still wait.</returns>
    private bool Reconnect(CommitBatch batch)
    {
        writer!.Dispose();
        var lost = time.GetTimestamp();
        var waiting = true;
        for (var backoff = FirstBackoff; ; backoff = Longer(backoff))
        {
            try
            {
                writer = OpenWriter(head.Epoch);
                break;
            }
            catch (Exception exception) when (exception is not ChainLostException)
            {
                LogUnreachable(exception, backoff);
                if (waiting && time.GetElapsedTime(lost) >= options.Value.OutageWait)
                {
                    GiveUp(batch);
                    waiting = false;
                }

                Task.Delay(backoff, time, stopping.Token).GetAwaiter().GetResult();
            }
        }

        LogReconnected(time.GetElapsedTime(lost));
        return waiting;
    }

    /// <summary>Nobody waits for a database any longer that is still away.</summary>
    private void GiveUp(CommitBatch batch)
    {
        foreach (var write in queue.Suspend(NotWritten))
            write.TrySetException(NotWritten());
        TellUnknown(batch, "The database went away while it was writing.");
    }

    private static void TellUnknown(CommitBatch batch, string cause)
    {
        foreach (var write in batch.Writes)
            write.TrySetException(new LedgerUnavailableException(outcomeUnknown: true, $"{cause} Whether it has written is not known."));
    }

    private void End(List<PendingWrite> writes, Exception cause)
    {
        LogEnded(cause);
        LedgerUnavailableException Refusal() =>
            new(outcomeUnknown: false, $"This process can write no longer, nothing was written: {cause.Message}");

        queue.Close(Refusal);
        var waiting = queue.Suspend(Refusal);

        // Who is told that the chain is lost may write, which waits for nothing any more.
        if (cause is ChainLostException)
            lease.Lose(cause.Message);
        foreach (var write in waiting)
            write.TrySetException(Refusal());
        foreach (var write in writes)
            write.TrySetException(new LedgerUnavailableException(outcomeUnknown: cause is not ChainLostException, cause.Message));
    }

    private static LedgerUnavailableException NotWritten() =>
        new(outcomeUnknown: false, "The database cannot be reached; nothing was written. Try again later.");

    private static TimeSpan Longer(TimeSpan backoff) => backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
}
