namespace Directives.Tests.Support;

/// <summary>
/// A clock that stands until it is moved. <see cref="Advance"/> fires the timers that fall due, in order, each at
/// its own time, on the thread that advances.
/// </summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Timer> _pending = [];
    private readonly List<(Func<bool> Reached, TaskCompletionSource Told)> _waiters = [];
    private DateTimeOffset _now;

    /// <param name="start">The first moment; 1 March 2020, 09:00 UTC unless given.</param>
    public FakeTimeProvider(DateTimeOffset? start = null)
    {
        Start = start ?? new(2020, 3, 1, 9, 0, 0, TimeSpan.Zero);
        _now = Start;
    }

    public DateTimeOffset Start { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that are still to fire.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks - Start.UtcTicks;

    /// <summary>
    /// Completes once so many timers are pending. Only for code that has no other timers than those awaited: how many a
    /// whole gateway has changes by itself.
    /// </summary>
    public Task WaitForTimersAsync(int count) => WaitAsync(() => _pending.Count >= count, $"{count} timers to be pending");

    /// <summary>Completes once a timer is pending that falls due after exactly this time: the code under test has reached that wait.</summary>
    public Task WaitForTimerAsync(TimeSpan due) => WaitAsync(() => _pending.Any(timer => timer.Due == _now + due), $"a timer of {due}");

    private Task WaitAsync(Func<bool> reached, string what)
    {
        lock (_gate)
        {
            if (reached())
                return Task.CompletedTask;
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((reached, told));
            return told.Task.InTime(what);
        }
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        SetUtcNow(GetUtcNow() + by);
    }

    /// <summary>Moves the clock forward to a moment.</summary>
    public void SetUtcNow(DateTimeOffset target)
    {
        while (NextDue(target) is { } timer)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private Timer? NextDue(DateTimeOffset target)
    {
        lock (_gate)
        {
            var next = _pending.MinBy(t => t.Due);
            if (next is null || next.Due > target)
            {
                _now = target > _now ? target : _now;
                return null;
            }
            _now = next.Due > _now ? next.Due : _now;
            if (next.Period > TimeSpan.Zero)
                next.Due += next.Period;
            else
                _pending.Remove(next);
            return next;
        }
    }

    private sealed class Timer(FakeTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._pending.Remove(this);
                if (_disposed)
                    return false;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock._now + dueTime;
                Period = period;
                clock._pending.Add(this);
                foreach (var waiter in clock._waiters.Where(waiter => waiter.Reached()).ToArray())
                {
                    waiter.Told.SetResult();
                    clock._waiters.Remove(waiter);
                }
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._pending.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
