using System.Data.Common;
using Directives.Demo.Processes;
using Directives.Tests.Support;
using Npgsql;

namespace Directives.Crash.World;

/// <summary>A PostgreSQL of the run's own. The gateway reaches it through a proxy, the checker directly.</summary>
internal sealed class PostgresStore : IStore
{
    /// <summary>Small segments that are never recycled: the log needs new room all the time, which a full disk has not.</summary>
    private static readonly string[] Initial = ["--wal-segsize=1"];
    private static readonly string[] Tuning =
    [
        "wal_recycle=off", "min_wal_size=2MB", "max_wal_size=8MB", "shared_buffers=64MB", "logging_collector=off", "lc_messages=C", "autovacuum_naptime=10",
    ];

    private readonly PostgresServer server;
    private (string Place, string Real)? moved;

    private PostgresStore(PostgresServer server)
    {
        this.server = server;
        Proxy = new FaultyProxy(server.Port);
    }

    public FaultyProxy Proxy { get; }

    public IReadOnlyList<string> Settings =>
    [
        "Storage:Provider=postgres",
        $"Storage:ConnectionString={new NpgsqlConnectionStringBuilder(server.ConnectionString) { Port = Proxy.Port, Timeout = 3 }.ConnectionString}",
    ];

    public string SmallDiskPath => Path.Combine(Path.GetDirectoryName(server.Data)!, "small");

    public static async Task<PostgresStore> StartAsync(string folder, CancellationToken cancellation) =>
        new(await PostgresServer.StartAsync(folder, Initial, Tuning, cancellation));

    public DbConnection Open()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false, Timeout = 5 }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>pg_ctl stop -m immediate.</summary>
    public Task CrashAsync(CancellationToken cancellation) => server.StopAsync(immediate: true, cancellation);

    public async Task ReviveAsync(CancellationToken cancellation)
    {
        if (!server.IsRunning)
            await server.StartAsync(cancellation);
    }

    public long SizeOf(string what) =>
        new DirectoryInfo(PlaceOf(what)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public Task MoveToAsync(SmallDisk disk, string what, CancellationToken cancellation) => MoveAsync(async () =>
    {
        var place = PlaceOf(what);
        var real = Path.Combine(disk.Path, Path.GetFileName(place));
        await RunAsync(["cp", "-a", place, real], cancellation);
        await RunAsync(["mv", place, $"{place}.away"], cancellation);
        await RunAsync(["ln", "-s", real, place], cancellation);
        moved = (place, real);
    }, cancellation);

    public Task MoveBackAsync(CancellationToken cancellation) => MoveAsync(async () =>
    {
        if (moved is not var (place, real))
            return;
        await RunAsync(["rm", place], cancellation);
        await RunAsync(["rm", "-rf", $"{place}.away"], cancellation);
        await RunAsync(["cp", "-a", real, place], cancellation);
        moved = null;
    }, cancellation);

    private string PlaceOf(string what) => Path.Combine(server.Data, what == "wal" ? "pg_wal" : "base");

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task MoveAsync(Func<Task> move, CancellationToken cancellation)
    {
        if (server.IsRunning)
            await server.StopAsync(immediate: false, cancellation);
        await move();
        await server.StartAsync(cancellation);
    }

    private static Task<string> RunAsync(string[] command, CancellationToken cancellation) => Programs.RunAsync(command, cancellation);
}
