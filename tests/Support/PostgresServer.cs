using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Directives.Demo.Processes;
using Npgsql;

namespace Directives.Tests.Support;

/// <summary>
/// A private PostgreSQL on a socket in a temporary folder, from the machine's own binaries and with fsync on. It ends and
/// its folder goes with the process that started it, even when that is killed.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>
    /// Runs the server until a signal's name is read, or the end of input, which is the end of whoever started it.
    /// </summary>
    private const string Guard =
        """
        trap : HUP INT TERM
        "$@" & server=$!
        read signal || { signal=QUIT; gone=1; }
        kill -"$signal" $server; wait $server
        [ -z "$gone" ] || rm -rf "$FOLDER"
        """;

    private static readonly Lazy<PostgresServer> SharedServer = new(StartShared);
    private static readonly PostgresPrograms? Programs = PostgresPrograms.Find();
    private static int databases;

    private readonly string folder = Directory.CreateTempSubdirectory("directives-pg-").FullName;
    private readonly ConcurrentQueue<string> log = new();
    private Process? process;

    private PostgresServer()
    {
        if (Programs!.User is { } user)
            Run("chown", user, folder);
        Run(Programs.Initialise(Data, "--auth=trust", "--no-sync"));
        Start();
    }

    /// <summary>The server that the tests of a run share. A test that has none is skipped, or fails where <c>CI</c> is true.</summary>
    public static PostgresServer Shared
    {
        get
        {
            Require();
            return SharedServer.Value;
        }
    }

    private string Data => Path.Combine(folder, "data");

    /// <summary>A server of a test's own, to stop and start.</summary>
    public static PostgresServer StartOwn()
    {
        Require();
        return new PostgresServer();
    }

    /// <summary>Makes a new database.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        Execute($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) => $"Host={folder};Username={PostgresPrograms.Role};Database={database};Include Error Detail=true";

    /// <summary>Starts the server again after a stop and returns when it accepts connections.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        var server = Programs!.Serve(
            Data, [$"unix_socket_directories={folder}", "listen_addresses=", "max_connections=200", "logging_collector=off", "lc_messages=C"]);
        foreach (var argument in (string[])["-c", Guard, "guard", .. server])
            start.ArgumentList.Add(argument);
        start.Environment["FOLDER"] = folder;

        using var ready = new ManualResetEventSlim();
        void OnLine(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            log.Enqueue(line.Data);
            while (log.Count > 50)
                log.TryDequeue(out _);
            if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
                ready.Set();
        }

        process = new Process { StartInfo = start };
        process.ErrorDataReceived += OnLine;
        process.OutputDataReceived += OnLine;
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var started = ready.Wait(TimeSpan.FromSeconds(60));
        process.ErrorDataReceived -= OnLine;
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        if (!started)
            throw new InvalidOperationException($"PostgreSQL did not start in 60 s:\n{string.Join('\n', log)}");
    }

    /// <summary>Stops the server: at once and without writing anything down, or in order.</summary>
    public void Stop(bool immediate)
    {
        if (process is null)
            return;
        process.StandardInput.WriteLine(immediate ? "QUIT" : "INT");
        process.StandardInput.Flush();
        process.EndInTime(() => $"PostgreSQL did not stop:\n{string.Join('\n', log)}");
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        Stop(immediate: true);
        Directory.Delete(folder, recursive: true);
    }

    private static PostgresServer StartShared()
    {
        var server = new PostgresServer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.process?.StandardInput.Close();
        return server;
    }

    private static void Require()
    {
        if (Programs is not null)
            return;
        const string Reason = "PostgreSQL's initdb and postgres are neither in /usr/lib/postgresql/*/bin nor on the PATH.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            throw new InvalidOperationException(Reason);
        Assert.Skip(Reason);
    }

    /// <summary>The path of a program of the server's own version, such as <c>pg_dump</c>.</summary>
    public static string Tool(string name) => (Programs ?? throw new InvalidOperationException("There is no PostgreSQL on this machine."))[name];

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static void Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        using var run = Process.Start(start)!;
        var output = run.StandardOutput.ReadToEndAsync();
        var errors = run.StandardError.ReadToEndAsync();
        run.EndInTime(() => string.Join(' ', command));
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {run.ExitCode}: {errors.Result}{output.Result}");
    }
}
