using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Directives.Tests.Compat.Silo;

public sealed class StateTests
{
    [Fact]
    public async Task State_IsReadBeforeTheGrainIsActivated_AndOutlivesIt()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");

        Assert.Equal("new", await grain.Read());
        Assert.Equal("none, exists: False", await grain.Etag());
        await grain.Write("written");
        Assert.Equal("1, exists: True", await grain.Etag());
        await EndAsync(silo, grain);

        Assert.Equal("written", await grain.Read());
        Assert.Equal(
            ["storage starts", "storage starts", "activated with new, new, exists: False", "activated with written, new, exists: True"],
            silo.Probe.Events);
    }

    [Fact]
    public async Task Clear_ForgetsTheState()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");
        await grain.Write("written");

        await grain.Clear();

        Assert.Equal("new", await grain.Read());
        Assert.Equal("none, exists: False", await grain.Etag());
    }

    [Fact]
    public async Task StaleWrite_ThatEscapes_EndsTheActivation()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");
        await grain.Write("first");
        Storage(silo).ChangeBehindItsBack("note", grain.GetGrainId());

        var thrown = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write("second"));

        Assert.Equal("2", thrown.StoredEtag);
        Assert.Equal("1", thrown.CurrentEtag);
        Assert.Equal("another's", await grain.Read());
        Assert.Contains("activated with another's, new, exists: True", silo.Probe.Events);
    }

    [Fact]
    public async Task StaleWrite_ThatTheGrainHandles_LeavesItAlive()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");
        await grain.Write("first");
        Storage(silo).ChangeBehindItsBack("note", grain.GetGrainId());

        await grain.WriteSwallowing("second");

        Assert.Equal("another's", await grain.Read());
        Assert.Single(silo.Probe.Events, e => e.StartsWith("activated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StorageFailure_IsWrapped()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");
        await grain.Read();
        Storage(silo).FailWith = new IOException("disk full");

        var thrown = await Assert.ThrowsAsync<OrleansException>(() => grain.Write("x"));

        Assert.StartsWith("Error from storage provider MemoryStorage.note during WriteStateAsync for grain state/a", thrown.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(thrown.InnerException);
    }

    [Fact]
    public async Task ReadFailure_FailsTheActivation_AndTheNextCallTriesAgain()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");
        Storage(silo).FailWith = new IOException("disk gone");

        await Assert.ThrowsAsync<OrleansException>(grain.Read);
        Storage(silo).FailWith = null;

        Assert.Equal("new", await grain.Read());
    }

    [Fact]
    public async Task WritesAskedForTogether_AreOneWriteOfTheLastState()
    {
        await using var silo = await StartAsync();
        var grain = silo.Get<IStateGrain>("a");

        await grain.WriteTogether(10);

        Assert.Equal(1, Storage(silo).Writes);
        await EndAsync(silo, grain);
        Assert.Equal("text 10", await grain.Read());
    }

    [Fact]
    public async Task State_TouchedOutsideTheGrain_IsRefused()
    {
        await using var silo = await StartAsync();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(silo.Get<IStateGrain>("a").TouchOutside);

        Assert.StartsWith("Activation access violation", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_OfAnUnknownStorage_FailsTheActivation()
    {
        await using var silo = await StartAsync();

        var thrown = await Assert.ThrowsAsync<BadProviderConfigException>(silo.Get<IBadStateGrain>("a").Nothing);

        Assert.Equal("No storage provider named \"no such storage\" found loading grain type badstate.", thrown.Message);
    }

    private static Task<TestSilo> StartAsync() => TestSilo.StartAsync(silo =>
    {
        silo.Services.AddGrainStorage("memory", (services, _) => new MemoryStorage(services.GetRequiredService<Probe>()));
        silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => new MemoryStorage(services.GetRequiredService<Probe>()));
    });

    private static MemoryStorage Storage(TestSilo silo) => (MemoryStorage)silo.Services.GetRequiredKeyedService<IGrainStorage>("memory");

    // Fails a write once, which ends the activation, and waits for the next one.
    private static async Task EndAsync(TestSilo silo, IStateGrain grain)
    {
        Storage(silo).FailWith = new InconsistentStateException("asked for by the test");
        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write("not written"));
        Storage(silo).FailWith = null;
    }
}
