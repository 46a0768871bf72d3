namespace Directives.Tests.Support;

public sealed class FakeTimeProviderTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Advance_MovesBothClocks()
    {
        var time = new FakeTimeProvider();
        var since = time.GetTimestamp();

        time.Advance(90 * s_second);

        Assert.Equal(time.Start + (90 * s_second), time.GetUtcNow());
        Assert.Equal(90 * s_second, time.GetElapsedTime(since));
    }

    [Fact]
    public void Timers_FireInOrder_EachAtItsOwnTime()
    {
        var time = new FakeTimeProvider();
        var fired = new List<string>();
        using var late = Timer(time, fired, "late", 3 * s_second, Timeout.InfiniteTimeSpan);
        using var periodic = Timer(time, fired, "periodic", s_second, s_second);

        time.Advance(2.5 * s_second);
        Assert.Equal(["periodic 1", "periodic 2"], fired);
        time.Advance(s_second);

        Assert.Equal(["late 3", "periodic 3"], fired[2..].Order());
        Assert.Equal(1, time.PendingTimers);
    }

    [Fact]
    public void Timer_ChangedOrDisposed_FiresAnewOrNoMore()
    {
        var time = new FakeTimeProvider();
        var fired = new List<string>();
        var timer = Timer(time, fired, "timer", s_second, Timeout.InfiniteTimeSpan);

        timer.Change(5 * s_second, Timeout.InfiniteTimeSpan);
        time.Advance(4 * s_second);
        Assert.Empty(fired);
        time.Advance(s_second);
        Assert.Equal(["timer 5"], fired);
        timer.Dispose();

        Assert.False(timer.Change(s_second, s_second), "a disposed timer took a change");
        time.Advance(10 * s_second);
        Assert.Equal(["timer 5"], fired);
    }

    [Fact]
    public async Task TimerThatItsOwnTickSetsAgain_FiresWithinOneAdvance()
    {
        var time = new FakeTimeProvider();
        var ticks = 0;
        ITimer timer = null!;
        timer = time.CreateTimer(_ => timer.Change(++ticks < 3 ? s_second : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), null, s_second, Timeout.InfiniteTimeSpan);
        await using var _ = timer;

        time.Advance(10 * s_second);

        Assert.Equal(3, ticks);
    }

    [Fact]
    public async Task Delay_OnTheClock_EndsWhenItIsAdvanced()
    {
        var time = new FakeTimeProvider();
        var waiting = time.WaitForTimersAsync(1);
        var delay = Task.Delay(TimeSpan.FromDays(1), time);

        await waiting;
        Assert.False(delay.IsCompleted, "the delay ended before its time");
        time.Advance(TimeSpan.FromDays(1));

        await delay;
    }

    [Fact]
    public void Advance_Backward_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FakeTimeProvider().Advance(-s_second));

    private static ITimer Timer(FakeTimeProvider time, List<string> fired, string name, TimeSpan due, TimeSpan period) =>
        time.CreateTimer(_ => fired.Add($"{name} {(time.GetUtcNow() - time.Start).TotalSeconds}"), null, due, period);
}
