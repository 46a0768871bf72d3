using Orleans.Hosting;

namespace Directives.Tests.Compat.Silo;

public sealed class TimerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Timer_TicksWhenDueAndThenEachPeriod()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(5 * s_second, 60 * s_second);

        silo.Time.Advance(4 * s_second);
        Assert.Equal(0, await grain.Ticks());
        await TickAsync(silo, grain, s_second, 1);
        await TickAsync(silo, grain, 60 * s_second, 2);
        await TickAsync(silo, grain, 60 * s_second, 3);
    }

    [Fact]
    public async Task Timer_WithoutAPeriod_TicksOnce()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, Timeout.InfiniteTimeSpan);

        await TickAsync(silo, grain, s_second, 1);
        silo.Time.Advance(500 * s_second);

        Assert.Equal(1, await grain.Ticks());
    }

    [Fact]
    public async Task Tick_WhileACallRuns_WaitsForIt()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, 60 * s_second);
        var call = grain.Wait("gate");
        await silo.Probe.Saw("begin gate");

        silo.Time.Advance(2 * s_second);
        silo.Probe.Open("gate");
        await call;
        await silo.Probe.Saw("tick 1");

        Assert.Equal(["begin gate", "end gate", "tick 1"], silo.Probe.Events);
    }

    [Fact]
    public async Task Tick_ThatInterleaves_RunsBesideACall()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, 60 * s_second, interleave: true);
        var call = grain.Wait("gate");
        await silo.Probe.Saw("begin gate");

        silo.Time.Advance(2 * s_second);
        await silo.Probe.Saw("tick 1");
        silo.Probe.Open("gate");
        await call;
    }

    [Fact]
    public async Task Change_TakesThePlaceOfTheOldTimes()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, 60 * s_second);
        await grain.Change(10 * s_second, 20 * s_second);

        silo.Time.Advance(9 * s_second);
        Assert.Equal(0, await grain.Ticks());
        await TickAsync(silo, grain, s_second, 1);
        await TickAsync(silo, grain, 20 * s_second, 2);
    }

    [Fact]
    public async Task Dispose_EndsTheTimer()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, s_second);
        await grain.Stop();

        silo.Time.Advance(100 * s_second);

        Assert.Equal(0, await grain.Ticks());
    }

    [Fact]
    public async Task Tick_ThatThrows_IsLoggedAndTheTimerGoesOn()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, s_second);
        await grain.FailNext();

        await TickAsync(silo, grain, s_second, 1);
        await TickAsync(silo, grain, s_second, 2);

        Assert.Contains(silo.Warnings, w => w.Contains("timer callback of grain timer/a", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Timer_EndsWithItsActivation()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(s_second, s_second);
        await grain.End();
        Assert.Equal(0, await grain.Ticks());

        silo.Time.Advance(100 * s_second);
        Assert.Equal(0, await grain.Ticks());

        Assert.Equal(["deactivating"], silo.Probe.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticks_KeepAnActivationOnlyWhenAsked(bool keepAlive)
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITimerGrain>("a");
        await grain.Start(30 * s_second, 60 * s_second, interleave: false, keepAlive);

        // Ticks fall between the looks for idle activations; the third timer is the grain's own.
        for (var minute = 1; minute <= (keepAlive ? 20 : 15); minute++)
        {
            silo.Time.Advance(30 * s_second);
            await silo.Probe.Saw($"tick {minute}");
            await silo.Time.WaitForTimersAsync(3);
            silo.Time.Advance(30 * s_second);
        }

        if (keepAlive)
            Assert.DoesNotContain("deactivating", silo.Probe.Events);
        else
            await silo.Probe.Saw("deactivating");
    }

    // The next tick is scheduled when this one has ended, so a call after it finds the timer set.
    private static async Task TickAsync(TestSilo silo, ITimerGrain grain, TimeSpan by, int tick)
    {
        silo.Time.Advance(by);
        await silo.Probe.Saw($"tick {tick}");
        Assert.Equal(tick, await grain.Ticks());
    }
}
