using System.Diagnostics;
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
    /// <summary>Every officer's token is remembered, and the next one that he gets while the bench runs.</summary>
    private const string RememberedTokens = "Auth:RememberedTokens=200000";

    private readonly DemoFolder folder;
    private readonly BenchDatabase database;
    private GatewayServer server;
    private Connection connection;

    private Product(DemoFolder folder, BenchDatabase database, GatewayServer server, string files)
    {
        this.folder = folder;
        this.database = database;
        this.server = server;
        Files = files;
        connection = Connect(server);
        ProcessId = ReadProcessId();
    }

    public string Database => database.Name;

    public ImportResult Organogram { get; private set; } = new();

    /// <summary>The folder of departments.csv and posts.csv.</summary>
    public string Files { get; }

    public string PostsFile => Path.Combine(Files, "posts.csv");

    public string DepartmentsFile => Path.Combine(Files, "departments.csv");

    public string Server => server.Grpc;

    /// <summary>Directives that have been served, BENCH/1 to BENCH/n.</summary>
    public int Directives { get; set; }

    public int ProcessId { get; private set; }

    /// <summary>What a client process reads the CPU time of.</summary>
    public IReadOnlyDictionary<string, int> Processes => database.ProcessId is { } postgres
        ? new Dictionary<string, int> { ["gateway"] = ProcessId, ["PostgreSQL"] = postgres }
        : new Dictionary<string, int> { ["gateway"] = ProcessId };

    /// <summary>Starts the gateway on an empty database.</summary>
    public static async Task<Product> StartAsync(BenchDatabase database, string files, DemoFolder folder, CancellationToken cancellation) =>
        new(folder, database, await LaunchAsync(database, folder, cancellation), files);

    public async Task ImportAsync(CancellationToken cancellation)
    {
        var admin = await AsAsync("admin", cancellation);
        var import = new RegistryImport(DepartmentsFile, PostsFile, false, "bench-import");
        Organogram = await import.SendAsync(admin, new Progress<ImportProgress>(), cancellation);
    }

    /// <summary>Calls it in a role.</summary>
    public async Task<Connection> AsAsync(string role, CancellationToken cancellation) =>
        connection.With((await connection.GetTokenAsync(new Bearer("role", role), 0, cancellation)).Token);

    public Task<double> GetDatabaseBytesAsync() => database.GetBytesAsync();

    public Task StopAsync() => server.DisposeAsync().AsTask();

    /// <summary>As a power cut for the process: no signal that it could act on.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        using (var process = Process.GetProcessById(ProcessId))
        {
            process.Kill();
            await process.WaitForExitAsync(cancellation);
        }

        await server.DisposeAsync();
        File.Delete(AnnouncementIn(folder));
    }

    /// <summary>After <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same database.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        server = await LaunchAsync(database, folder, cancellation);
        connection.Dispose();
        connection = Connect(server);
        ProcessId = ReadProcessId();
    }

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        await server.DisposeAsync();
    }

    private static Task<GatewayServer> LaunchAsync(BenchDatabase database, DemoFolder folder, CancellationToken cancellation) =>
        GatewayServer.StartAsync(folder, [.. database.Settings, RememberedTokens], cancellation);

    private static Connection Connect(GatewayServer server) => new(server.Grpc, null, null, TimeProvider.System);

    private static string AnnouncementIn(DemoFolder folder) => folder.In("gateway.json");

    private int ReadProcessId()
    {
        using var said = JsonDocument.Parse(File.ReadAllText(AnnouncementIn(folder)));
        return said.RootElement.GetProperty("pid").GetInt32();
    }
}

/// <param name="Name">sqlite or postgres.</param>
/// <param name="Settings">As the gateway takes them.</param>
/// <param name="ProcessId">Of the PostgreSQL that started all others; null for SQLite.</param>
/// <param name="GetBytesAsync">Its size on the disk.</param>
internal sealed record BenchDatabase(string Name, IReadOnlyList<string> Settings, int? ProcessId, Func<Task<double>> GetBytesAsync);
