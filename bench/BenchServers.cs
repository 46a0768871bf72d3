using Directives.Bench.Limits;
using Directives.Bench.Load;
using Directives.Bench.Work;
using Directives.Demo.Processes;
using Npgsql;

namespace Directives.Bench;

/// <summary>Where databases are made for the product.</summary>
internal interface IBenchServer : IAsyncDisposable
{
    Task MeasureLimitsAsync(BenchOptions options, Report report, CancellationToken cancellation);

    /// <summary>An empty database.</summary>
    Task<BenchDatabase> CreateAsync(string name, CancellationToken cancellation);

    /// <summary>Drops a database, where there is one of the name.</summary>
    Task DropAsync(string name, CancellationToken cancellation);
}

internal sealed class SqliteBench(DemoFolder folder) : IBenchServer
{
    public Task MeasureLimitsAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        foreach (var rows in (int[])[1, 100, 1_000])
            report.Add(SqliteLimit.Measure(folder.Path, rows, options.LimitTime));
        return Task.CompletedTask;
    }

    public Task<BenchDatabase> CreateAsync(string name, CancellationToken cancellation) => Task.FromResult(new BenchDatabase(
        "sqlite", ["Storage:Provider=sqlite", $"Storage:Path={PathOf(name)}"], null,
        () => Task.FromResult((double)FilesOf(name).Sum(file => file.Length))));

    public Task DropAsync(string name, CancellationToken cancellation)
    {
        foreach (var file in FilesOf(name))
            file.Delete();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(string name) => folder.In($"{name}.db");

    /// <summary>The database and what is written ahead of it.</summary>
    private FileInfo[] FilesOf(string name) => new DirectoryInfo(folder.Path).GetFiles($"{name}.db*");
}

internal sealed class PostgresBench : IBenchServer
{
    /// <summary>What k8s/postgres.yaml runs it with: its own defaults are those of a server that shares a small machine.</summary>
    private static readonly string[] Settings =
        ["shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=15min", "wal_compression=lz4"];

    private readonly PostgresServer server;

    private PostgresBench(PostgresServer server, NpgsqlDataSource source)
    {
        this.server = server;
        Source = source;
    }

    public NpgsqlDataSource Source { get; }

    public string ConnectionString => server.ConnectionString;

    /// <summary>Of the PostgreSQL that started all others.</summary>
    public int ProcessId { get; private init; }

    public static async Task<PostgresBench> StartAsync(DemoFolder folder, CancellationToken cancellation)
    {
        var server = await PostgresServer.StartAsync(folder.Path, [], Settings, cancellation);
        var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var backend = source.CreateCommand("SELECT pg_backend_pid()");
        return new PostgresBench(server, source) { ProcessId = ProcessorTime.ParentOf((int)(await backend.ExecuteScalarAsync(cancellation))!) };
    }

    public async Task MeasureLimitsAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        var limit = new PostgresLimit(Source, ConnectionString, server.Binaries);
        var seconds = Math.Max(1, (int)options.LimitTime.TotalSeconds);
        foreach (var protocol in (string[])["prepared", "simple"])
        {
            foreach (var sessions in (int[])[1, 32])
                report.Add(await limit.UpsertsAsync(sessions, protocol, seconds, Path.GetTempPath()));
        }

        report.Add(await limit.BatchesAsync(scattered: false, options.LimitTime));
        report.Add(await limit.BatchesAsync(scattered: true, options.LimitTime));
        var rows = options.IsShort ? 50_000 : 1_000_000;
        report.Add(await limit.CopyAsync(rows, primaryKey: true));
        report.Add(await limit.CopyAsync(rows, primaryKey: false));
        await limit.DropAsync();
    }

    public async Task<BenchDatabase> CreateAsync(string name, CancellationToken cancellation)
    {
        await ExecuteAsync($"CREATE DATABASE {name}", cancellation);
        return new BenchDatabase(
            "postgres", ["Storage:Provider=postgres", $"Storage:ConnectionString={AddressOf(name).ConnectionString}"], ProcessId,
            async () =>
            {
                await using var size = Source.CreateCommand($"SELECT pg_database_size('{name}')");
                return (long)(await size.ExecuteScalarAsync(cancellation))!;
            });
    }

    public NpgsqlConnectionStringBuilder AddressOf(string name) => new(ConnectionString) { Database = name };

    public Task DropAsync(string name, CancellationToken cancellation) => ExecuteAsync($"DROP DATABASE IF EXISTS {name}", cancellation);

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await server.DisposeAsync();
    }
}
