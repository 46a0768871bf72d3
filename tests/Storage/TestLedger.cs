using System.Collections.Immutable;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>The storage of one process on a test database, started.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2020, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly IHost host;
    private readonly TestDatabase? owned;

    private TestLedger(IHost host, TestDatabase database, bool owns)
    {
        this.host = host;
        Database = database;
        owned = owns ? database : null;
    }

    public TestDatabase Database { get; }

    public IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>(LedgerStorage.Name);

    public ILedger Ledger => host.Services.GetRequiredService<ILedger>();

    public IDueQueue Due => host.Services.GetRequiredService<IDueQueue>();

    public IRelayPositions Positions => host.Services.GetRequiredService<IRelayPositions>();

    public ChainLease Lease => host.Services.GetRequiredService<ChainLease>();

    public LedgerVerifier Verifier => host.Services.GetRequiredService<LedgerVerifier>();

    /// <summary>Starts on a new database that goes with it.</summary>
    public static Task<TestLedger> StartAsync(string provider, params (string Key, string Value)[] settings) =>
        StartAsync(TestDatabase.Create(provider), true, settings);

    /// <summary>Starts on a database that stays.</summary>
    public static Task<TestLedger> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(database, false, settings);

    public static GrainId Officer(int number) => GrainId.Create("officer", $"sgad/{number:d4}");

    /// <summary>A state as an act leaves it, with the fact of the act.</summary>
    public static OfficerDirectiveState Acted(string operation, string directive = "SGAD-2020-1", OfficerDirectiveState? before = null)
    {
        var acts = before?.Acts ?? [];
        var name = new LocalText("Ayesha Khan", "عائشہ خان");
        return new OfficerDirectiveState
        {
            Acts = acts.Add(new StoredAct(Standing.Opened, Noon, "p-000123", name, 1, null, operation)),
            Facts = [new Opened(acts.Length + 1, 1, "p-000123", name, operation) { Directive = directive, At = Noon.AddSeconds(acts.Length) }],
        };
    }

    public static GrainState<OfficerDirectiveState> New() => new(new OfficerDirectiveState());

    public async Task<GrainState<OfficerDirectiveState>> ReadAsync(GrainId grain, string state = "directive/1")
    {
        var read = New();
        await Storage.ReadStateAsync(state, grain, read);
        return read;
    }

    public Task WriteAsync(GrainId grain, GrainState<OfficerDirectiveState> state, string name = "directive/1") =>
        Storage.WriteStateAsync(name, grain, state);

    /// <summary>Writes the first version of a state with one fact.</summary>
    public async Task<GrainState<OfficerDirectiveState>> WriteNewAsync(GrainId grain, string operation, string directive = "SGAD-2020-1")
    {
        var state = new GrainState<OfficerDirectiveState>(Acted(operation, directive));
        await WriteAsync(grain, state);
        return state;
    }

    /// <summary>The operation ids of all facts that the database has, in order.</summary>
    public IReadOnlyList<string?> Operations() => Operations(Database);

    public static IReadOnlyList<string?> Operations(TestDatabase database) =>
        [.. database.Column<string>("SELECT payload FROM ledger_entry ORDER BY chain, number")
            .Select(payload => System.Text.Json.JsonDocument.Parse(payload!).RootElement.GetProperty("operationId").GetString())];

    public async Task VerifyAsync()
    {
        var found = await Verifier.VerifyAsync(1, null, CancellationToken.None);
        Assert.True(found.Mismatch is null, $"The chain was to be right after {found.Blocks} blocks, found: {found.Mismatch}");
        Assert.Equal(Ledger.Head.Number, found.Entries);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync().InTime("the stop of the storage");
        host.Dispose();
        owned?.Dispose();
    }

    private static async Task<TestLedger> StartAsync(TestDatabase database, bool owns, (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Storage:{setting.Key}", (string?)setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddLedgerStorage(builder.Configuration);
        var ledger = new TestLedger(builder.Build(), database, owns);
        try
        {
            await ledger.host.StartAsync();
            return ledger;
        }
        catch
        {
            ledger.host.Dispose();
            if (owns)
                database.Dispose();
            throw;
        }
    }
}
