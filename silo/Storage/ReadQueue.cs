using Directives.Grains;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>
/// Reads that wait for one of a few sessions. Reads of states are taken together: all that wait, up to a bound, with one
/// statement.
/// </summary>
internal sealed partial class ReadQueue(
    ILedgerDatabase database, StorageMetrics metrics, IOptions<StorageOptions> options, ILogger<ReadQueue> logger) : IDisposable
{
    private const int MaxStates = 1_024;

    /// <summary>How long a stop waits for a database that neither answers nor fails.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly Queue<StateRead> states = new();
    private readonly Queue<Job> jobs = new();
    private readonly List<Thread> threads = [];
    private int idle;
    private bool statesNext;
    private bool closed;

    public Task<StoredState?> ReadStateAsync(in RowKey key)
    {
        var read = new StateRead(key);
        Add(states, read);
        return read.Task;
    }

    public Task<T> RunAsync<T>(Func<ILedgerReader, T> read, CancellationToken cancellation)
    {
        var job = new Job<T>(read);
        Add(jobs, job);
        return job.Task.WaitAsync(cancellation);
    }

    public void Start()
    {
        for (var i = 1; i <= options.Value.Readers; i++)
        {
            var thread = new Thread(Run) { IsBackground = true, Name = $"ledger read {i}" };
            threads.Add(thread);
            thread.Start();
        }
    }

    public void Stop()
    {
        lock (gate)
            closed = true;
        arrived.Release(threads.Count);
        foreach (var thread in threads)
        {
            if (!thread.Join(StopTime))
                LogStuck(thread.Name, StopTime);
        }
    }

    public void Dispose() => arrived.Dispose();

    private void Add<T>(Queue<T> queue, T read)
    {
        lock (gate)
        {
            if (closed)
                throw new LedgerUnavailableException(outcomeUnknown: false, "The storage is stopping.");
            if (queue.Count >= options.Value.MaxReadQueue)
            {
                throw new RefusedException(
                    Refusal.Exhausted, "STORAGE_BUSY", $"{queue.Count} reads are waiting for the database already. Try again later.");
            }

            queue.Enqueue(read);
            if (idle == 0)
                return;
            idle--;
        }

        arrived.Release();
    }

    private void Run()
    {
        ILedgerReader? reader = null;
        while (Take() is var (job, batch))
        {
            if (job is not null)
                Read(ref reader, job.Run, job.Fail);
            else
                Read(ref reader, session => Complete(batch, session), exception => Fail(batch, exception));
        }

        reader?.Dispose();
    }

    /// <summary>Waits for reads and takes a job or as many states as there are.</summary>
    private (Job? Job, List<StateRead> States)? Take()
    {
        while (true)
        {
            lock (gate)
            {
                // In turn, so that neither those who read on in the ledger nor the grains hold the others up.
                statesNext = !statesNext;
                if (statesNext && states.Count > 0)
                    return (null, TakeStates());
                if (jobs.TryDequeue(out var job))
                    return (job, []);
                if (states.Count > 0)
                    return (null, TakeStates());
                if (closed)
                    return null;
                idle++;
            }

            arrived.Wait();
        }
    }

    private List<StateRead> TakeStates()
    {
        var batch = new List<StateRead>(Math.Min(states.Count, MaxStates));
        while (batch.Count < MaxStates && states.TryDequeue(out var read))
            batch.Add(read);
        return batch;
    }

    /// <summary>Reads, and once more with a new session where the first was lost.</summary>
    private void Read(ref ILedgerReader? reader, Action<ILedgerReader> read, Action<Exception> fail)
    {
        for (var fresh = reader is null; ; fresh = true)
        {
            try
            {
                reader ??= database.OpenReader();
                read(reader);
                return;
            }
            catch (Exception exception)
            {
                reader?.Dispose();
                reader = null;
                if (!fresh)
                    continue;
                LogFailed(exception);
                fail(new LedgerUnavailableException(outcomeUnknown: false, $"The database could not be read: {exception.Message}"));
                return;
            }
        }
    }

    private void Complete(List<StateRead> batch, ILedgerReader reader)
    {
        var stored = reader.ReadStates([.. batch.Select(read => read.Key)]);
        for (var i = 0; i < stored.Length; i++)
            batch[i].TrySetResult(stored[i]);
        metrics.Read(batch.Count);
    }

    private static void Fail(List<StateRead> batch, Exception exception)
    {
        foreach (var read in batch)
            read.TrySetException(exception);
    }

    private sealed class StateRead(RowKey key) : TaskCompletionSource<StoredState?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RowKey Key => key;
    }

    private abstract class Job
    {
        public abstract void Run(ILedgerReader reader);

        public abstract void Fail(Exception exception);
    }

    private sealed class Job<T>(Func<ILedgerReader, T> read) : Job
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => completion.Task;

        public override void Run(ILedgerReader reader) => completion.TrySetResult(read(reader));

        public override void Fail(Exception exception) => completion.TrySetException(exception);
    }
}
