using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

public sealed class CallTests
{
    private static readonly TimeSpan s_almostDefault = TimeSpan.FromSeconds(29.5);

    [Fact]
    public async Task Call_OfEachReturnKind_GivesItsResult()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("ضلع لاہور/1");

        await grain.Nothing();
        await grain.NothingByValue();
        Assert.Equal("ضلع لاہور/1", await grain.Key());
        Assert.Equal(5, await grain.Add(2, 3));
        Assert.Null(await grain.Echo(null));
        Assert.Equal("a", await grain.Echo("a"));
    }

    [Fact]
    public async Task Call_ThatThrows_GivesTheCallerTheSameException()
    {
        await using var silo = await TestSilo.StartAsync();

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => silo.Get<ICallGrain>("a").Throw("as asked"));

        Assert.Equal("as asked", thrown.Message);
        Assert.Contains(nameof(CallGrain), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatThrowsCanceled_GivesACanceledTaskWithTheSameException()
    {
        await using var silo = await TestSilo.StartAsync();

        var task = silo.Get<ICallGrain>("a").ThrowCanceled().AsTask();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);

        Assert.Equal("given up", thrown.Message);
        Assert.True(task.IsCanceled, $"expected a canceled task, found {task.Status}");
    }

    [Fact]
    public async Task References_OfOneGrain_AreEqualAndKnowTheirKey()
    {
        await using var silo = await TestSilo.StartAsync();
        var first = silo.Get<ICallGrain>("a");
        var second = silo.Grains.GetGrain<ICallGrain>(first.GetGrainId());

        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, silo.Get<ICallGrain>("b"));
        Assert.Equal("a", second.GetPrimaryKeyString());
        Assert.Equal(GrainId.Create("call", "a"), first.GetGrainId());
        Assert.Equal("a", await ((ICallGrain)silo.Grains.GetGrain(typeof(ICallGrain), "a")).Key());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task GetGrain_WithAnEmptyKey_IsRefused(string key)
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.Throws<ArgumentException>(() => silo.Get<ICallGrain>(key));
    }

    [Fact]
    public async Task GetGrain_OfAnInterfaceWithoutOneClass_IsRefused()
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.Contains("Could not find an implementation", Assert.Throws<ArgumentException>(() => silo.Get<IMissingGrain>("a")).Message, StringComparison.Ordinal);
        var ambiguous = Assert.Throws<ArgumentException>(() => silo.Get<IAmbiguousGrain>("a")).Message;
        Assert.Contains("oneoftwo", ambiguous, StringComparison.Ordinal);
        Assert.Contains("otheroftwo", ambiguous, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfAnUnknownGrainType_Fails()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<ICallGrain>(GrainId.Create("no-such-type", "a"));

        var thrown = await Assert.ThrowsAsync<ArgumentException>(grain.Nothing);

        Assert.Equal("Could not find an implementation for grain type no-such-type", thrown.Message);
    }

    [Fact]
    public async Task RequestContext_TravelsWithACallAndNotBack()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");

        RequestContext.Set("who", "the test");
        Assert.Equal("the test", await grain.Context("who"));
        Assert.Equal("the test", RequestContext.Get("who"));
        Assert.True(RequestContext.Remove("who"));
        Assert.Equal("nothing", await grain.Context("who"));
        RequestContext.Clear();
    }

    [Fact]
    public async Task OneWay_ReturnsBeforeTheGrainIsDone()
    {
        await using var silo = await TestSilo.StartAsync();

        await silo.Get<ICallGrain>("a").Post("letter");
        Assert.Empty(silo.Probe.Events);
        silo.Probe.Open("letter");
        await silo.Probe.Saw("letter");
    }

    [Fact]
    public async Task OneWay_ThatFails_IsLogged()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");

        await grain.PostAndFail();
        await grain.Nothing();

        Assert.Contains(silo.Warnings, w => w.Contains("One-way call call/a ICallGrain.PostAndFail failed", StringComparison.Ordinal) && w.EndsWith(nameof(InvalidDataException), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_AfterTheResponseTimeout_IsATimeoutExceptionAndTheGrainGoesOn()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");
        var call = grain.Wait("gate");
        await silo.Probe.Saw("begin gate");

        silo.Time.Advance(s_almostDefault);
        Assert.False(call.IsCompleted, "timed out before 30 seconds");
        silo.Time.Advance(TimeSpan.FromSeconds(2));

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.StartsWith("Response did not arrive on time in 00:00:30 for message: call/a ICallGrain.Wait", thrown.Message, StringComparison.Ordinal);
        silo.Probe.Open("gate");
        await silo.Probe.Saw("end gate");
    }

    [Fact]
    public async Task ResponseTimeout_OfTheMethod_TakesTheSilosPlace()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromHours(1)));
        var call = silo.Get<ICallGrain>("a").WaitShortly("gate");
        await silo.Probe.Saw("begin gate");

        silo.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.Contains("00:00:05", (await Assert.ThrowsAsync<TimeoutException>(() => call)).Message, StringComparison.Ordinal);
        silo.Probe.Open("gate");
    }

    [Fact]
    public async Task Call_ThatExpiresWhileItWaits_NeverRuns()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");
        var first = grain.Wait("1");
        await silo.Probe.Saw("begin 1");
        var second = grain.Wait("2");

        silo.Time.Advance(TimeSpan.FromSeconds(32));
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        silo.Probe.Open("1");
        await grain.Nothing();

        Assert.Equal(["begin 1", "end 1"], silo.Probe.Events);
    }

    [Fact]
    public async Task HardLimit_OfWaitingCalls_RefusesMore()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<SiloMessagingOptions>(o => o.MaxEnqueuedRequestsHardLimit = 3));
        var grain = silo.Get<ICallGrain>("a");
        var running = grain.Wait("gate");
        await silo.Probe.Saw("begin gate");
        var waiting = Enumerable.Range(0, 3).Select(_ => grain.Nothing()).ToArray();

        var thrown = await Assert.ThrowsAsync<LimitExceededException>(grain.Nothing);

        Assert.StartsWith("Limit exceeded MaxEnqueuedRequestsHardLimit Current=4 Threshold=3", thrown.Message, StringComparison.Ordinal);
        silo.Probe.Open("gate");
        await running;
        await Task.WhenAll(waiting);
        await grain.Nothing();
    }

    [Fact]
    public async Task Call_AfterTheSiloStopped_IsRefused()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");
        await grain.Nothing();
        await silo.StopAsync();

        await Assert.ThrowsAsync<SiloUnavailableException>(grain.Nothing);
    }

    [Fact]
    public async Task ClusterClient_OfTheHost_CallsTheSameGrains()
    {
        await using var silo = await TestSilo.StartAsync();
        var client = silo.Services.GetRequiredService<IClusterClient>();

        Assert.Equal("a", await client.GetGrain<ICallGrain>("a").Key());
        Assert.NotNull(client.ServiceProvider.GetService<Probe>());
    }
}
