using System.Text.Json;
using Directives.Bench.Load;
using Directives.Cli;
using Directives.Cli.Registry;
using Directives.Demo.Processes;
using Directives.V1;

namespace Directives.Bench.Work;

/// <summary>The gateway as a process of its own on one database, with an organogram in it.</summary>
internal sealed class Product : IAsyncDisposable
{
    /// <summary>Each officer's token is remembered, twice over, as tokens are exchanged while the bench runs.</summary>
    private const string RememberedTokens = "Auth:RememberedTokens=200000";

    private readonly DemoFolder folder;
    private readonly IReadOnlyList<string> storage;
    private readonly int? postgres;
    private readonly GatewayServer server;
    private readonly Connection connection;

    private Product(DemoFolder folder, BenchDatabase database, GatewayServer server, ImportResult organogram, string files)
    {
        this.folder = folder;
        storage = database.Settings;
        postgres = database.ProcessId;
        this.server = server;
        Database = database.Name;
        Organogram = organogram;
        Files = files;
        connection = Connect(server);
    }

    public string Database { get; }

    public ImportResult Organogram { get; }

    /// <summary>The folder of departments.csv and posts.csv.</summary>
    public string Files { get; }

    public string Server => server.Grpc;

    /// <summary>Directives that have been served, BENCH/1 to BENCH/n.</summary>
    public int Directives { get; set; }

    public int ProcessId { get; private set; }

    /// <summary>What a client process reads the CPU time of.</summary>
    public IReadOnlyDictionary<string, int> Processes =>
        postgres is { } server ? new Dictionary<string, int> { ["gateway"] = ProcessId, ["PostgreSQL"] = server } : new Dictionary<string, int> { ["gateway"] = ProcessId };

    /// <summary>Starts the gateway on an empty database and imports the organogram.</summary>
    public static async Task<Product> StartAsync(BenchDatabase database, string files, DemoFolder folder, CancellationToken cancellation)
    {
        var server = await GatewayServer.StartAsync(folder, [.. database.Settings, RememberedTokens], cancellation);
        try
        {
            using var connection = Connect(server);
            var admin = await AsAsync(connection, "admin", cancellation);
            var import = new RegistryImport(Path.Combine(files, "departments.csv"), Path.Combine(files, "posts.csv"), false, "bench-import");
            var organogram = await import.SendAsync(admin, new Progress<ImportProgress>(), cancellation);
            return new Product(folder, database, server, organogram, files) { ProcessId = ReadProcessId(folder) };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls it in a role.</summary>
    public Task<Connection> AsAsync(string role, CancellationToken cancellation) => AsAsync(connection, role, cancellation);

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        await server.DisposeAsync();
    }

    private static Connection Connect(GatewayServer server) => new(server.Grpc, null, null, TimeProvider.System);

    private static async Task<Connection> AsAsync(Connection connection, string role, CancellationToken cancellation) =>
        connection.With((await connection.GetTokenAsync(new Bearer("role", role), 0, cancellation)).Token);

    private static int ReadProcessId(DemoFolder folder)
    {
        using var said = JsonDocument.Parse(File.ReadAllText(folder.In("gateway.json")));
        return said.RootElement.GetProperty("pid").GetInt32();
    }
}

/// <param name="Name">sqlite or postgres.</param>
/// <param name="Settings">As the gateway takes them.</param>
/// <param name="ProcessId">Of the PostgreSQL that started all others; null for SQLite.</param>
internal sealed record BenchDatabase(string Name, IReadOnlyList<string> Settings, int? ProcessId);
