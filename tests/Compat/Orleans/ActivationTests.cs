using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

public sealed class ActivationTests
{
    [Fact]
    public async Task Activation_GetsItsDependencies()
    {
        await using var silo = await StartAsync();

        Assert.Equal("the special one, same scope, own context", await silo.Get<ILifeGrain>("a").Dependencies());
    }

    [Fact]
    public async Task GrainType_ComesFromTheAttributeOrTheClassName()
    {
        await using var silo = await StartAsync();

        Assert.Equal("life/a life/a", await silo.Get<ILifeGrain>("a").Identity());
        Assert.Equal("kept-for-ever/a kept-for-ever/a", await silo.Get<IKeptGrain>("a").Identity());
    }

    [Fact]
    public async Task FailedActivation_FailsTheCallsThatWait_AndTheNextCallTriesAgain()
    {
        var gate = new TaskCompletionSource();
        var script = new LifeScript
        {
            OnActivate = async (incarnation, _) =>
            {
                if (incarnation > 1)
                    return;
                await gate.Task;
                throw new InvalidDataException("cannot come to life");
            },
        };
        await using var silo = await StartAsync(script);
        var grain = silo.Get<ILifeGrain>("a");

        var first = grain.Incarnation();
        await silo.Probe.Saw("activating 1");
        var second = grain.Incarnation();
        gate.SetResult();

        Assert.Equal("cannot come to life", (await Assert.ThrowsAsync<InvalidDataException>(() => first)).Message);
        await Assert.ThrowsAsync<InvalidDataException>(() => second);
        Assert.Equal(2, await grain.Incarnation());
        Assert.Equal(["activating 1", "disposed 1", "scope disposed", "activating 2"], silo.Probe.Events);
    }

    [Fact]
    public async Task Activation_ThatTakesTooLong_Fails()
    {
        var script = new LifeScript { OnActivate = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) };
        await using var silo = await StartAsync(script, s => s
            .Configure<GrainCollectionOptions>(o => o.ActivationTimeout = TimeSpan.FromSeconds(3))
            .Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromHours(1)));
        var call = silo.Get<ILifeGrain>("a").Incarnation();
        await silo.Probe.Saw("activating 1");

        silo.Time.Advance(TimeSpan.FromSeconds(4));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task DeactivateOnIdle_LetsTheCallFinish_AndReroutesThoseThatWait()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<ILifeGrain>("a");

        var ending = grain.EndAfter("gate");
        await silo.Probe.Saw("ending 1");
        var waiting = new[] { grain.Incarnation(), grain.Incarnation() };
        silo.Probe.Open("gate");

        Assert.Equal(1, await ending);
        Assert.All(await Task.WhenAll(waiting), incarnation => Assert.Equal(2, incarnation));
        Assert.Equal(
            ["activating 1", "ending 1", "deactivating 1 ApplicationRequested", "disposed 1", "scope disposed", "activating 2"],
            silo.Probe.Events);
    }

    [Fact]
    public async Task Call_ReroutedMoreOftenThanAllowed_IsRefused()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<ILifeGrain>("a");
        var first = grain.EndAfter("gate");
        await silo.Probe.Saw("ending 1");
        var calls = Enumerable.Range(0, 3).Select(_ => grain.EndNow()).ToArray();

        silo.Probe.Open("gate");

        Assert.Equal(1, await first);
        Assert.Equal(2, await calls[0]);
        Assert.Equal(3, await calls[1]);
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => calls[2]);
    }

    [Fact]
    public async Task ActivationThatEndsItselfWhileActivating_IsReplaced()
    {
        await using var silo = await StartAsync(new() { EndsWhileActivating = 1 });

        Assert.Equal(2, await silo.Get<ILifeGrain>("a").Incarnation());
        Assert.Equal(["activating 1", "disposed 1", "scope disposed", "activating 2"], silo.Probe.Events);
    }

    [Fact]
    public async Task IdleActivation_IsCollectedAfterItsAge_AndNotBefore()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<ILifeGrain>("a");
        await grain.Incarnation();

        silo.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await grain.Incarnation());
        silo.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, await grain.Incarnation());
        silo.Time.Advance(TimeSpan.FromMinutes(17));
        await silo.Probe.Saw("deactivating 1 ActivationIdle");
        Assert.Equal(2, await grain.Incarnation());
    }

    [Fact]
    public async Task CollectionAge_OfAClass_TakesTheSilosPlace()
    {
        await using var silo = await StartAsync(configure: s => s.Configure<GrainCollectionOptions>(o =>
        {
            o.CollectionAge = TimeSpan.FromHours(5);
            o.ClassSpecificCollectionAge[typeof(LifeGrain).FullName!] = TimeSpan.FromMinutes(2);
        }));
        await silo.Get<ILifeGrain>("a").Incarnation();

        silo.Time.Advance(TimeSpan.FromMinutes(4));

        await silo.Probe.Saw("deactivating 1 ActivationIdle");
    }

    [Fact]
    public async Task KeepAlive_IsNeverCollected()
    {
        await using var silo = await StartAsync();
        await silo.Get<IKeptGrain>("a").Incarnation();

        silo.Time.Advance(TimeSpan.FromDays(3));

        Assert.Equal(1, await silo.Get<IKeptGrain>("a").Incarnation());
    }

    [Fact]
    public async Task DelayDeactivation_KeepsAnIdleActivation_UntilItIsTakenBack()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<ILifeGrain>("a");
        await grain.Stay(TimeSpan.FromHours(2));

        silo.Time.Advance(TimeSpan.FromMinutes(100));
        Assert.Equal(1, await grain.Incarnation());
        await grain.Stay(TimeSpan.Zero);
        silo.Time.Advance(TimeSpan.FromMinutes(17));

        await silo.Probe.Saw("deactivating 1 ActivationIdle");
    }

    [Fact]
    public async Task BusyActivation_IsNotCollected()
    {
        await using var silo = await StartAsync(configure: s => s.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromDays(1)));
        var call = silo.Get<ICallGrain>("a").Wait("gate");
        await silo.Probe.Saw("begin gate");

        silo.Time.Advance(TimeSpan.FromHours(1));
        silo.Probe.Open("gate");

        await call;
    }

    [Fact]
    public async Task Calls_WhileActivationsKeepEnding_AreAllAnswered()
    {
        await using var silo = await StartAsync();
        var answered = 0;
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var grain = silo.Get<ILifeGrain>($"{(caller + i) % 5}");
                try
                {
                    await ((caller * i) % 11 == 0 ? grain.EndNow() : grain.Incarnation());
                    Interlocked.Increment(ref answered);
                }
                catch (OrleansMessageRejectionException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(32 * 200, answered + refused);
        Assert.True(answered > refused, $"{answered} answered, {refused} refused after being rerouted too often");
    }

    private static Task<TestSilo> StartAsync(LifeScript? script = null, Action<ISiloBuilder>? configure = null) => TestSilo.StartAsync(silo =>
    {
        silo.Services.AddSingleton(script ?? new LifeScript());
        silo.Services.AddScoped<LifeGrain.Scoped>();
        silo.Services.AddKeyedSingleton("special", "the special one");
        configure?.Invoke(silo);
    });
}
