using System.Security.Cryptography;
using System.Text;

namespace Directives.Demo.Processes;

/// <summary>
/// A PostgreSQL from the machine's binaries: on loopback, with a password of its own, with data that goes when the demo's
/// folder is emptied.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly Place place;
    private readonly string? outside;
    private ChildProcess? process;

    private PostgresServer(Place place, string password, string? outside)
    {
        this.place = place;
        this.outside = outside;
        ConnectionString = $"Host=127.0.0.1;Port={place.Port};Username={PostgresPrograms.Role};Password={password};Database=postgres";
    }

    /// <summary>The folder of its programs, pgbench among them.</summary>
    public string Binaries => place.Programs.Folder;

    public string ConnectionString { get; }

    public int Port => place.Port;

    /// <summary>The folder of its data.</summary>
    public string Data => place.Data;

    /// <summary>The user that it runs as; null where that is the caller.</summary>
    public string? User => place.Programs.User;

    /// <summary>Whether it was started and has not ended since.</summary>
    public bool IsRunning => process is { HasEnded: false };

    /// <exception cref="DemoException">There is no PostgreSQL on this machine, or it does not start.</exception>
    public static Task<PostgresServer> StartAsync(DemoFolder folder, CancellationToken cancellation) =>
        StartAsync(folder.Path, [], [], cancellation);

    /// <param name="folder">Where its data and its log go.</param>
    /// <param name="initial">Further options of initdb.</param>
    /// <param name="settings">Its settings, <c>name=value</c>.</param>
    /// <exception cref="DemoException">There is no PostgreSQL on this machine, or it does not start.</exception>
    public static async Task<PostgresServer> StartAsync(
        string folder, IReadOnlyList<string> initial, IReadOnlyList<string> settings, CancellationToken cancellation)
    {
        var programs = PostgresPrograms.Find()
            ?? throw new DemoException("There is no PostgreSQL on this machine: install it (Debian: apt-get install postgresql), or play on SQLite without POSTGRES=1.");
        var (data, outside) = await PrepareDataAsync(folder, programs, cancellation);
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await InitialiseAsync(programs, data, password, initial, cancellation);
        var place = new Place(programs, data, Path.Combine(folder, "postgres.log"), Ports.FreeOr(0), settings);
        var server = new PostgresServer(place, password, outside);
        try
        {
            await server.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, the first time or after a stop or a crash, and returns when it answers.</summary>
    /// <exception cref="DemoException">It does not start.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (process is not null)
            await process.DisposeAsync();
        process = ChildProcess.Start(
            "PostgreSQL", place.Log, "INT",
            place.Programs.Serve(Data, ["listen_addresses=127.0.0.1", $"port={Port}", "unix_socket_directories=", .. place.Settings]));
        await WaitForAsync(process, cancellation);
    }

    /// <summary>Stops it: in order, or at once as a crash would.</summary>
    public async Task StopAsync(bool immediate, CancellationToken cancellation)
    {
        await Programs.RunAsync(
            [.. place.Programs.AsUser, place.Programs["pg_ctl"], "stop", "-D", Data, "-m", immediate ? "immediate" : "fast", "-w"], cancellation);
        await process!.DisposeAsync();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        if (outside is not null && Directory.Exists(outside))
            Directory.Delete(outside, recursive: true);
    }

    private async Task WaitForAsync(ChildProcess starting, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            starting.ThrowIfEnded();
            try
            {
                await Programs.RunAsync([place.Programs["pg_isready"], "-q", "-h", "127.0.0.1", "-p", $"{Port}"], cancellation);
                return;
            }
            catch (DemoException) when (TimeProvider.System.GetElapsedTime(started) < StartTime)
            {
                await Task.Delay(Glance, TimeProvider.System, cancellation);
            }
        }
    }

    private static async Task InitialiseAsync(
        PostgresPrograms programs, string data, string password, IReadOnlyList<string> initial, CancellationToken cancellation)
    {
        var passwordFile = Path.Combine(data, "..", $"postgres-{Path.GetRandomFileName()}.pw");
        await WriteSecretAsync(passwordFile, password, cancellation);
        try
        {
            if (programs.User is { } user)
                await Programs.RunAsync(["chown", user, passwordFile], cancellation);
            await Programs.RunAsync(programs.Initialise(data, ["--auth=scram-sha-256", $"--pwfile={passwordFile}", .. initial]), cancellation);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private static async Task WriteSecretAsync(string path, string secret, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.ASCII.GetBytes(secret), cancellation);
    }

    /// <summary>The data folder: in the one given, or outside it where the other user cannot reach that.</summary>
    private static async Task<(string Data, string? Outside)> PrepareDataAsync(string folder, PostgresPrograms programs, CancellationToken cancellation)
    {
        var data = Path.Combine(folder, "postgres");
        Directory.CreateDirectory(data);
        if (programs.User is not { } user)
            return (data, null);

        await Programs.RunAsync(["chown", user, data], cancellation);
        if (await CanWriteAsync(programs.AsUser, data, cancellation))
            return (data, null);

        var outside = Directory.CreateTempSubdirectory("directives-demo-").FullName;
        var inner = Path.Combine(outside, "postgres");
        Directory.CreateDirectory(inner);
        await Programs.RunAsync(["chown", "-R", user, outside], cancellation);
        return (inner, outside);
    }

    private static async Task<bool> CanWriteAsync(string[] asUser, string path, CancellationToken cancellation)
    {
        try
        {
            await Programs.RunAsync([.. asUser, "test", "-w", path], cancellation);
            return true;
        }
        catch (DemoException)
        {
            return false;
        }
    }

    private sealed record Place(PostgresPrograms Programs, string Data, string Log, int Port, IReadOnlyList<string> Settings);
}
