namespace Directives.Tests.Compat.Silo;

/// <summary>One turn at a time, and one call at a time unless it says otherwise.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task Call_ThatAwaits_KeepsOthersOut()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITurnGrain>("a");

        var results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Task.Run(grain.Increment)));

        Assert.Equal(Enumerable.Range(1, 2000), results.Order());
    }

    [Fact]
    public async Task Call_ThatAwaitsWorkElsewhere_GoesOnInItsGrain()
    {
        await using var silo = await TestSilo.StartAsync();

        var stays = silo.Get<ITurnGrain>("a").StaysOnItsScheduler();
        silo.Probe.Open("opened by the test");

        Assert.True(await stays, "after an await the grain's code ran on another scheduler");
    }

    [Fact]
    public async Task PlainCalls_OnOneGrain_RunOneAfterTheOther()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITurnGrain>("a");

        var first = grain.Plain("1");
        await silo.Probe.Saw("begin 1");
        var second = grain.Plain("2");
        silo.Probe.Open("2");
        silo.Probe.Open("1");
        await Task.WhenAll(first, second);

        Assert.Equal(["begin 1", "end 1", "begin 2", "end 2"], silo.Probe.Events);
    }

    [Fact]
    public async Task PlainCalls_OnTwoGrains_RunTogether()
    {
        await using var silo = await TestSilo.StartAsync();

        var first = silo.Get<ITurnGrain>("a").Plain("1");
        var second = silo.Get<ITurnGrain>("b").Plain("2");
        await silo.Probe.Saw("begin 1");
        await silo.Probe.Saw("begin 2");
        silo.Probe.Open("1");
        silo.Probe.Open("2");

        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task PlainCalls_OnAReentrantGrain_Interleave()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IReentrantTurnGrain>("a");

        var first = grain.Plain("1");
        await silo.Probe.Saw("begin 1");
        var second = grain.Plain("2");
        await silo.Probe.Saw("begin 2");
        silo.Probe.Open("2");
        await second;
        Assert.False(first.IsCompleted, "the first call ended before its gate was opened");
        silo.Probe.Open("1");
        await first;
    }

    [Fact]
    public async Task AlwaysInterleave_BehindCallsThatWait_RunsAtOnce()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITurnGrain>("a");

        var plain = grain.Plain("1");
        await silo.Probe.Saw("begin 1");
        var waiting = grain.Plain("2");
        var interleaving = grain.Interleaving("3");
        silo.Probe.Open("3");
        await interleaving;

        Assert.DoesNotContain("begin 2", silo.Probe.Events);
        silo.Probe.Open("1");
        silo.Probe.Open("2");
        await Task.WhenAll(plain, waiting);
    }

    [Fact]
    public async Task PlainCall_WhileOnlyInterleavingOnesRun_Runs()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITurnGrain>("a");

        var interleaving = grain.Interleaving("1");
        await silo.Probe.Saw("begin 1");
        silo.Probe.Open("2");
        await grain.Plain("2");
        silo.Probe.Open("1");
        await interleaving;
    }

    [Fact]
    public async Task ReadOnly_BesideReadOnly_RunsAndKeepsPlainCallsOut()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITurnGrain>("a");

        var first = grain.Reading("1");
        await silo.Probe.Saw("begin 1");
        var plain = grain.Plain("2");
        var second = grain.Reading("3");
        await silo.Probe.Saw("begin 3");
        silo.Probe.Open("2");
        silo.Probe.Open("3");
        await second;
        Assert.DoesNotContain("begin 2", silo.Probe.Events);
        silo.Probe.Open("1");
        await Task.WhenAll(first, plain);
    }

    [Fact]
    public async Task ReadOnly_BesidePlain_Waits()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ITurnGrain>("a");

        var plain = grain.Plain("1");
        await silo.Probe.Saw("begin 1");
        var reading = grain.Reading("2");
        silo.Probe.Open("2");
        silo.Probe.Open("1");
        await Task.WhenAll(plain, reading);

        Assert.Equal(["begin 1", "end 1", "begin 2", "end 2"], silo.Probe.Events);
    }

    [Fact]
    public async Task CallBack_IntoAGrainThatAwaitsIt_TimesOut()
    {
        await using var silo = await TestSilo.StartAsync();

        var call = silo.Get<ITurnGrain>("a").CallThrough("b", allowReentrancy: false);
        await silo.Probe.Saw("called back");
        silo.Time.Advance(TimeSpan.FromSeconds(32));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task CallBack_WithCallChainReentrancyAllowed_Answers()
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.Equal("answer of a", await silo.Get<ITurnGrain>("a").CallThrough("b", allowReentrancy: true));
    }
}
