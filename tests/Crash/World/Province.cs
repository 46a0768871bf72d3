using Directives.Demo.Processes;
using Directives.Tests.Support;

namespace Directives.Crash.World;

/// <summary>Everything that runs: the database, the gateway, the wire to it, and the load clients.</summary>
internal sealed class Province : IAsyncDisposable
{
    /// <summary>How long the chain stays a gateway's that is not heard of.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private const int OfficerClients = 2;

    /// <summary>Bounds small enough that a batch, a fan-out and a transaction can be struck in their middle.</summary>
    private static readonly string[] SmallSteps =
        ["Relay:BatchSize=16", "Relay:MaxInFlight=4", "Relay:StoreInterval=00:00:00.3", "Storage:MaxBatch=8", "Storage:TailEntries=64"];
    private readonly DemoFolder folder;
    private readonly Gateway[] gateways;
    private long confirmed;

    private Province(DemoFolder folder, IStore store)
    {
        (this.folder, Store) = (folder, store);
        gateways =
        [
            .. (store is PostgresStore ? (string[])["gateway", "gateway-2"] : ["gateway"])
                .Select(name => new Gateway(name, folder.Path, Ports.FreeOr(0))),
        ];
        Gateway = gateways[0];
        Wires = [.. gateways.Select(gateway => new FaultyProxy(gateway.Port))];
        Disk = new SmallDisk(store.SmallDiskPath);
    }

    public IStore Store { get; }

    /// <summary>The one that is active.</summary>
    public Gateway Gateway { get; private set; }

    /// <summary>Another one for the same database, to take over; null where the database allows none.</summary>
    public Gateway? Standby => Array.Find(gateways, gateway => gateway != Gateway);

    /// <summary>Between the clients and the gateways, of which clients have to find the active one.</summary>
    public IReadOnlyList<FaultyProxy> Wires { get; }

    public SmallDisk Disk { get; }

    /// <summary>Imports, issues and watches.</summary>
    public LoadClient Secretariat { get; private set; } = null!;

    /// <summary>Act as officers and heads of offices.</summary>
    public IReadOnlyList<LoadClient> Officers { get; private set; } = [];

    /// <summary>Commands that were confirmed to clients.</summary>
    public long Confirmed => Interlocked.Read(ref confirmed);

    /// <summary>The ledgers of all clients.</summary>
    public IEnumerable<string> Ledgers => Directory.EnumerateFiles(folder.Path, "client-*.jsonl");

    public string ClockFile => folder.In("clock");

    public static async Task<Province> StartAsync(CrashOptions options, CancellationToken cancellation)
    {
        var folder = DemoFolder.Take(options.Folder);
        Province? province = null;
        try
        {
            IStore store = options.OnPostgres ? await PostgresStore.StartAsync(folder.Path, cancellation) : new SqliteStore(folder.Path);
            province = new Province(folder, store);
            await province.StartGatewayAsync([], smallSteps: false, cancellation);
            province.StartClients();
            return province;
        }
        catch
        {
            if (province is not null)
                await province.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The folder of a round: its organogram, its order and what the watcher was told.</summary>
    public string FolderOf(int round) => Directory.CreateDirectory(folder.In($"round-{round:D5}")).FullName;

    /// <param name="environment">Of the gateway, beside its usual one.</param>
    public Task StartGatewayAsync(IReadOnlyList<string> environment, bool smallSteps, CancellationToken cancellation) =>
        Gateway.StartAsync(StartOf(environment, smallSteps), cancellation);

    /// <summary>Starts the other gateway, and returns when it waits to take over.</summary>
    public async Task StartStandbyAsync(CancellationToken cancellation)
    {
        var standby = Standby!;
        var start = StartOf([], smallSteps: false);
        File.Delete(standby.Log);
        await standby.LaunchAsync(start with { Settings = [.. start.Settings, "Storage:Standby=true", "Logging:LogLevel:Directives.Silo.Storage=Information"] });
        while (standby.IsRunning && !(File.Exists(standby.Log) && (await File.ReadAllTextAsync(standby.Log, cancellation)).Contains("Waiting to take over", StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
    }

    /// <summary>The other gateway is the active one from now on.</summary>
    public void TakeOver() => Gateway = Standby!;

    private GatewayStart StartOf(IReadOnlyList<string> environment, bool smallSteps) => new(
        environment, [.. Store.Settings, "Storage:OutageWait=00:00:00.4", "Storage:TakeOverWait=00:00:30", $"Storage:Lease={Lease}", "Relay:StoreInterval=00:00:01", .. smallSteps ? SmallSteps : []]);

    /// <summary>Stops the gateway in order and starts it otherwise.</summary>
    public async Task RestartGatewayAsync(IReadOnlyList<string> environment, bool smallSteps, CancellationToken cancellation)
    {
        await Gateway.EndAsync(Signals.Terminate, cancellation);
        await StartGatewayAsync(environment, smallSteps, cancellation);
    }

    /// <summary>Mends what is broken and starts what has ended, the gateway without what it was to be broken by.</summary>
    public async Task ReviveAsync(CancellationToken cancellation)
    {
        foreach (var wire in Wires)
            wire.Mend();
        (Store as PostgresStore)?.Proxy.Mend();
        Gateway.Signal(Signals.Continue);
        await Store.ReviveAsync(cancellation);
        if (!Gateway.IsRunning)
            await Gateway.StartAsync(Gateway.Started! with { Environment = [] }, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Officers.Append(Secretariat))
            client?.Dispose();
        foreach (var gateway in gateways)
            await gateway.DisposeAsync();
        foreach (var wire in Wires)
            await wire.DisposeAsync();
        await Disk.UnmountAsync(CancellationToken.None);
        await Store.DisposeAsync();
        folder.Dispose();
    }

    private void StartClients()
    {
        Secretariat = Start("secretariat");
        Officers = [.. Enumerable.Range(1, OfficerClients).Select(number => Start($"officers-{number}"))];
    }

    private LoadClient Start(string name) => LoadClient.Start(
        name, folder.In($"client-{name}.jsonl"), string.Join(',', Wires.Select(wire => $"http://127.0.0.1:{wire.Port}")), () => Interlocked.Increment(ref confirmed));
}
