using System.Security.Cryptography;
using System.Text;

namespace Directives.Demo.Processes;

/// <summary>
/// A PostgreSQL from the machine's binaries: on loopback, with a password of its own, with data that goes when the demo's
/// folder is emptied. PostgreSQL refuses to run as root, so for root it runs as another user.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Role = "directives";

    /// <summary>The user that Debian's packages make for PostgreSQL.</summary>
    private const string OtherUser = "postgres";

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess process;
    private readonly string? outside;

    private PostgresServer(ChildProcess process, string binaries, string connectionString, string? outside)
    {
        this.process = process;
        this.outside = outside;
        Binaries = binaries;
        ConnectionString = connectionString;
    }

    /// <summary>The folder of its programs, pgbench among them.</summary>
    public string Binaries { get; }

    public string ConnectionString { get; }

    /// <exception cref="DemoException">There is no PostgreSQL on this machine, or it does not start.</exception>
    public static async Task<PostgresServer> StartAsync(DemoFolder folder, CancellationToken cancellation)
    {
        var binaries = FindBinaries();
        string[] asUser = Environment.IsPrivilegedProcess ? AsOtherOtherUser : [];
        var (data, outside) = await PrepareDataAsync(folder, asUser, cancellation);
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await InitialiseAsync(binaries, data, password, asUser, cancellation);
        var port = Ports.FreeOr(0);
        var process = ChildProcess.Start(
            "PostgreSQL", folder.In("postgres.log"), "INT",
            [.. asUser, Path.Combine(binaries, "postgres"), "-D", data, "-h", "127.0.0.1", "-p", $"{port}", "-k", ""]);
        var server = new PostgresServer(
            process, binaries, $"Host=127.0.0.1;Port={port};Username={Role};Password={password};Database=postgres", outside);
        try
        {
            await server.WaitForAsync(binaries, port, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        if (outside is not null && Directory.Exists(outside))
            Directory.Delete(outside, recursive: true);
    }

    private async Task WaitForAsync(string binaries, int port, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            process.ThrowIfEnded();
            try
            {
                await Programs.RunAsync([Path.Combine(binaries, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", $"{port}"], cancellation);
                return;
            }
            catch (DemoException) when (TimeProvider.System.GetElapsedTime(started) < StartTime)
            {
                await Task.Delay(Glance, TimeProvider.System, cancellation);
            }
        }
    }

    private static async Task InitialiseAsync(string binaries, string data, string password, string[] asUser, CancellationToken cancellation)
    {
        var passwordFile = Path.Combine(data, "..", $"postgres-{Path.GetRandomFileName()}.pw");
        await WriteSecretAsync(passwordFile, password, cancellation);
        try
        {
            if (asUser.Length > 0)
                await Programs.RunAsync(["chown", OtherUser, passwordFile], cancellation);
            await Programs.RunAsync(
                [
                    .. asUser, Path.Combine(binaries, "initdb"), "-D", data, "-U", Role, "-E", "UTF8", "--locale=C",
                    "--auth=scram-sha-256", $"--pwfile={passwordFile}",
                ],
                cancellation);
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

    /// <summary>The data folder: in the demo's own, or outside it where the other user cannot reach that.</summary>
    private static async Task<(string Data, string? Outside)> PrepareDataAsync(DemoFolder folder, string[] asUser, CancellationToken cancellation)
    {
        var data = folder.In("postgres");
        Directory.CreateDirectory(data);
        if (asUser.Length == 0)
            return (data, null);

        await Programs.RunAsync(["chown", OtherUser, data], cancellation);
        if (await CanWriteAsync(asUser, data, cancellation))
            return (data, null);

        var outside = Directory.CreateTempSubdirectory("directives-demo-").FullName;
        var inner = Path.Combine(outside, "postgres");
        Directory.CreateDirectory(inner);
        await Programs.RunAsync(["chown", "-R", OtherUser, outside], cancellation);
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

    private static string[] AsOtherOtherUser => ["setpriv", $"--reuid={OtherUser}", $"--regid={OtherUser}", "--clear-groups", "--"];

    private static string FindBinaries()
    {
        string[] folders =
        [
            .. Directory.Exists("/usr/lib/postgresql")
                ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0).Select(version => Path.Combine(version, "bin"))
                : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        ];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new DemoException("There is no PostgreSQL on this machine: install it (Debian: apt-get install postgresql), or play on SQLite without POSTGRES=1.");
    }
}
