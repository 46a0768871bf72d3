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

    private static DueService Create(OneRow queue, TimeProvider time, ClockSteps steps) => new(
        queue, new EmptyLedger(), grains: null!, new RelayProgress(), Options.Create(new RelayOptions()), time, steps, NullLogger<DueService>.Instance);

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

    private sealed class EmptyLedger : ILedger
    {
        public LedgerPosition Head => default;

        public Task<IReadOnlyList<LedgerEntry>> ReadAsync(LedgerPosition after, int count, string? directive, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<LedgerEntry>>([]);

        public Task WaitAsync(LedgerPosition after, CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
    }

    private sealed class OneRow(DueRow row) : IDueQueue
    {
        private readonly TaskCompletionSource<DueRow> removed = new();
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DueRow Row => row;

        public Task<DueRow> Removed => removed.Task;

        /// <summary>Completes when the next row has been asked for.</summary>
        public Task Asked => asked.Task;

        public Task<IReadOnlyList<DueRow>> ReadAsync(DateTimeOffset now, int count, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<DueRow>>(now >= row.At && !removed.Task.IsCompleted ? [row] : []);

        public Task<DateTimeOffset?> NextAsync(CancellationToken cancellation)
        {
            asked.TrySetResult();
            return Task.FromResult<DateTimeOffset?>(removed.Task.IsCompleted ? null : row.At);
        }

        public Task RemoveAsync(DueRow row, CancellationToken cancellation)
        {
            removed.TrySetResult(row);
            return Task.CompletedTask;
        }
    }
}
