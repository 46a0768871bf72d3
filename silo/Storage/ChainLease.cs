using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>
/// This process's right to speak for its chain, by its own monotonic clock. It counts from before a renewal was sent,
/// and a tenth is taken off, so that it has ended here before the database gives the chain to another process.
/// </summary>
public sealed class ChainLease : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private readonly TimeProvider time;
    private readonly long length;
    private readonly CancellationTokenSource lost = new();
    private readonly Lock gate = new();

    /// <summary>Not to be disposed of: it holds nothing, and who was given its token may still be told.</summary>
    private CancellationTokenSource term = new();
    private ITimer? lapse;
    private long ends = long.MinValue;
    private long renewed = long.MinValue;

    internal ChainLease(IOptions<StorageOptions> options, TimeProvider time)
    {
        this.time = time;
        IsLimited = options.Value.Provider is StorageProvider.Postgres;
        Renewal = options.Value.Lease / 3;
        length = (long)(options.Value.Lease.TotalSeconds * 0.9 * time.TimestampFrequency);
        term.Cancel();
    }

    /// <summary>Whether what this process remembers is the truth: no other can have written since.</summary>
    public bool IsHeld => time.GetTimestamp() < Volatile.Read(ref ends);

    /// <summary>
    /// Cancelled when <see cref="IsHeld"/> ends, by time too. What is had again afterwards has another one.
    /// </summary>
    public CancellationToken Lapsed
    {
        get
        {
            lock (gate)
                return term.Token;
        }
    }

    /// <summary>When the database says that another process has the chain: this one can only end.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Why it was lost; null while it is not.</summary>
    public string? Reason { get; private set; }

    /// <summary>False where a lock of the machine does what a lease does, and tells of itself when it is gone.</summary>
    internal bool IsLimited { get; }

    /// <summary>How often it is to be renewed.</summary>
    internal TimeSpan Renewal { get; }

    /// <summary>
    /// Whether it is to be renewed at this turn: nothing has for more than half of the time between two. Each renewal ends
    /// a little after the turn that it was made at, so that the next turn comes a little before a whole one has gone.
    /// </summary>
    internal bool IsDue => time.GetElapsedTime(Volatile.Read(ref renewed)) > Renewal / 2;

    /// <summary>The database has confirmed this process as the owner.</summary>
    /// <param name="asked">The timestamp before it was asked.</param>
    internal void Renew(long asked)
    {
        if (lost.IsCancellationRequested)
            return;
        Volatile.Write(ref renewed, asked);
        lock (gate)
        {
            Volatile.Write(ref ends, IsLimited ? asked + length : long.MaxValue);
            if (!term.IsCancellationRequested || !IsHeld)
                return;
            term = new CancellationTokenSource();
            if (IsLimited)
                WaitForEnd();
        }
    }

    /// <summary>This process no longer speaks for the chain: it has given it up.</summary>
    internal void Release()
    {
        lock (gate)
        {
            Volatile.Write(ref ends, long.MinValue);
            Lapse();
        }
    }

    /// <summary>Another process has the chain. Whoever waits for that is told on another thread, and may block.</summary>
    internal void Lose(string reason)
    {
        Release();
        Reason = reason;
        _ = lost.CancelAsync();
    }

    public void Dispose()
    {
        lock (gate)
            lapse?.Dispose();
        lost.Dispose();
    }

    /// <summary>One timer for a whole term: each time it finds how much longer the lease was made meanwhile.</summary>
    private void WaitForEnd()
    {
        var left = TimeSpan.FromSeconds((double)(Volatile.Read(ref ends) - time.GetTimestamp()) / time.TimestampFrequency);
        lapse ??= time.CreateTimer(_ => LapseInTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lapse.Change(left > ShortestWait ? left : ShortestWait, Timeout.InfiniteTimeSpan);
    }

    private void LapseInTime()
    {
        lock (gate)
        {
            if (term.IsCancellationRequested)
                return;
            if (IsHeld)
                WaitForEnd();
            else
                Lapse();
        }
    }

    /// <summary>Those who are told run on threads of their own, not on the one that has noticed.</summary>
    private void Lapse() => _ = term.CancelAsync();
}
