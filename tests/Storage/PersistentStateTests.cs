using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>A grain whose state is a facet of the ledger's storage.</summary>
public interface IFacetGrain : IGrainWithStringKey
{
    Task<int> Act(string operation);

    Task<int> Count();

    Task End();
}

/// <summary>The storage as grains use it.</summary>
public sealed class PersistentStateTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Facet_GrainActsAndEnds_NextActivationHasItsState(string provider)
    {
        using var database = TestDatabase.Create(provider);
        using var host = await StartAsync(database);
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IFacetGrain>("a");

        Assert.Equal(1, await grain.Act("op-1"));
        Assert.Equal(2, await grain.Act("op-2"));
        await grain.End();

        Assert.Equal(2, await grain.Count());
        Assert.Equal(["op-1", "op-2"], TestLedger.Operations(database));
        await host.StopAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Facet_RowWrittenByAnother_IsInconsistentAndReadAnew(string provider)
    {
        using var database = TestDatabase.Create(provider);
        using var host = await StartAsync(database);
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IFacetGrain>("a");
        await grain.Act("op-1");
        database.Execute("UPDATE grain_state SET version = 7");

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Act("op-2"));

        Assert.Equal(2, await grain.Act("op-3"));
        Assert.Equal(["op-1", "op-3"], TestLedger.Operations(database));
        await host.StopAsync();
    }

    [Fact]
    public async Task Facet_WriteRefused_CallerGetsTheRefusalItself()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        using var host = await StartAsync(database, ("Storage:MaxWriteBytes", "2000"));
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IFacetGrain>("a");

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => grain.Act(new string('x', 2000)));

        Assert.Equal("STATE_TOO_LARGE", refusal.Reason);
        await host.StopAsync();
    }

    private static async Task<IHost> StartAsync(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.Services.AddLedgerStorage(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    internal sealed class FacetGrain([PersistentState("state", LedgerStorage.Name)] IPersistentState<OfficerDirectiveState> state)
        : Grain, IFacetGrain
    {
        public async Task<int> Act(string operation)
        {
            await state.WriteAsync(TestLedger.Acted(operation, before: state.State), this);
            return state.State.Acts.Length;
        }

        public Task<int> Count() => Task.FromResult(state.State.Acts.Length);

        public Task End()
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }
    }
}
