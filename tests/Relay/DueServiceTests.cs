using Directives.Grains;
using Directives.Silo.Clock;
using Directives.Silo.Relay;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Directives.Tests.Relay;

public sealed class DueServiceTests
{
    [Fact]
    public async Task Wait_ClockSetForwardWhileItBegins_DeliversWhatIsDue()
    {
        var clock = new FakeTimeProvider();
        var queue = new OneRow(new DueRow(clock.Start.AddDays(7), "nobody", "anything", "expiry"));
        using var service = Create(queue, new SetForward(clock, queue.Row.At), new ClockSteps());

        await service.StartAsync(TestContext.Current.CancellationToken);
        var removed = await queue.Removed.InTime("the row to be delivered");
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(queue.Row, removed);
    }

    [Fact]
    public async Task Wait_DevelopmentClockSetForwardDuringIt_DeliversWhatIsDue()
    {
        var (clock, steps) = (new DevelopmentClock(), new ClockSteps());
        var queue = new OneRow(new DueRow(clock.GetUtcNow().AddDays(7), "nobody", "anything", "expiry"));
        using var service = Create(queue, clock, steps);

        await service.StartAsync(TestContext.Current.CancellationToken);
        await queue.Asked.InTime("the wait to begin");
        Assert.True(clock.TrySet(TimeSpan.FromDays(8)));
        steps.Tell();
        var removed = await queue.Removed.InTime("the row to be delivered");
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(queue.Row, removed);
    }

    [Fact]
    public async Task Wait_MachinesClockSetForwardDuringIt_DeliversWhatIsDueSoon()
    {
        var timers = new FakeTimeProvider();
        var clock = new SetAhead(timers);
        var queue = new OneRow(new DueRow(timers.Start.AddDays(7), "nobody", "anything", "expiry"));
        using var service = Create(queue, clock, new ClockSteps());

        await service.StartAsync(TestContext.Current.CancellationToken);
        await timers.WaitForTimersAsync(1);
        clock.Ahead = TimeSpan.FromDays(8);
        timers.Advance(TimeSpan.FromSeconds(10));
        var removed = await queue.Removed.InTime("the row to be delivered");
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(queue.Row, removed);
    }

    /// <summary>It begins before the relay has said which chain it follows; then a fact comes with something that is due at once.</summary>
    [Fact]
    public async Task Wait_BegunBeforeTheRelay_DeliversWhatComesWithTheNextFact()
    {
        var (clock, progress) = (new FakeTimeProvider(), new RelayProgress());
        var queue = new OneRow(new DueRow(clock.Start, "nobody", "anything", "expiry")) { IsThere = false };
        using var service = new DueService(
            queue, new EmptyLedger { Head = new(1, 5) }, grains: null!, progress, Options.Create(new RelayOptions()), new ProductClock(clock), new ClockSteps(), NullLogger<DueService>.Instance);

        await service.StartAsync(TestContext.Current.CancellationToken);
        await queue.Asked.InTime("the service to look for what is due");
        queue.IsThere = true;
        progress.Set(new(1, 5));
        var removed = await queue.Removed.InTime("the row to be delivered");
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(queue.Row, removed);
    }

    private static DueService Create(OneRow queue, TimeProvider time, ClockSteps steps) => new(
        queue, new EmptyLedger(), grains: null!, new RelayProgress(), Options.Create(new RelayOptions()), new ProductClock(time), steps, NullLogger<DueService>.Instance);

    /// <summary>A clock that is set forward between the reading of the time and the start of the wait that follows from it.</summary>
    private sealed class SetForward(FakeTimeProvider clock, DateTimeOffset to) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            clock.SetUtcNow(to);
            return clock.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>A clock that can be set, and timers that know nothing of it.</summary>
    private sealed class SetAhead(FakeTimeProvider timers) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => timers.GetUtcNow() + Ahead;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            timers.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class EmptyLedger : ILedger
    {
        public LedgerPosition Head { get; init; }

        public Task<IReadOnlyList<LedgerEntry>> ReadAsync(LedgerPosition after, int count, string? directive, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<LedgerEntry>>([]);

        public Task WaitAsync(LedgerPosition after, CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
    }

    private sealed class OneRow(DueRow row) : IDueQueue
    {
        private readonly TaskCompletionSource<DueRow> removed = new();
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool isThere = true;

        public DueRow Row => row;

        public bool IsThere { get => isThere && !removed.Task.IsCompleted; set => isThere = value; }

        public Task<DueRow> Removed => removed.Task;

        /// <summary>It was asked what comes next.</summary>
        public Task Asked => asked.Task;

        public Task<IReadOnlyList<DueRow>> ReadAsync(DateTimeOffset now, int count, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<DueRow>>(now >= row.At && IsThere ? [row] : []);

        public Task<DateTimeOffset?> NextAsync(CancellationToken cancellation)
        {
            DateTimeOffset? next = IsThere ? row.At : null;
            asked.TrySetResult();
            return Task.FromResult(next);
        }

        public Task RemoveAsync(DueRow row, CancellationToken cancellation)
        {
            removed.TrySetResult(row);
            return Task.CompletedTask;
        }
    }
}
