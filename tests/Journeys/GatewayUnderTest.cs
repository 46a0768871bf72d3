using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Directives.Cli;

namespace Directives.Tests.Journeys;

/// <summary>
/// The gateway as a process of its own, to be killed. It ends with the process that started it, even when that is killed.
/// </summary>
internal sealed class GatewayUnderTest : IDisposable
{
    /// <summary>Runs the gateway until a signal's name is read, or the end of input, which is the end of whoever started it.</summary>
    private const string Guard =
        """
        "$@" & gateway=$!
        read signal || signal=KILL
        kill -"$signal" $gateway; wait $gateway
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private bool _started;

    private GatewayUnderTest(string folder, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        AnnounceFile = Path.Combine(folder, "announce.json");
        File.Delete(AnnounceFile);
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", Guard, "guard", Path.Combine(AppContext.BaseDirectory, "Directives.Gateway")])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (key, value) in Defaults(folder).Concat(settings))
            start.ArgumentList.Add($"--{key}={value}");
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
    }

    /// <summary>Calls it without a token; <see cref="Connection.With"/> gives one.</summary>
    public Connection Connection { get; private set; } = null!;

    /// <summary>What it wrote, for whoever has to find out what went wrong.</summary>
    public string Output => string.Join('\n', _output);

    private string AnnounceFile { get; }

    /// <summary>Starts it and returns when it listens.</summary>
    /// <param name="folder">Its working directory and where its development key is.</param>
    public static async Task<GatewayUnderTest> StartAsync(string folder, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var gateway = new GatewayUnderTest(folder, settings);
        try
        {
            await gateway.StartAsync(folder);
            return gateway;
        }
        catch
        {
            gateway.Dispose();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill() => End("KILL");

    /// <summary>Stops it in order.</summary>
    public void Stop() => End("TERM");

    public void Dispose()
    {
        Connection?.Dispose();
        if (_started)
            End("KILL");
        _process.Dispose();
    }

    private static Dictionary<string, string?> Defaults(string folder) => new()
    {
        ["Gateway:GrpcPort"] = "0",
        ["Gateway:WebPort"] = "0",
        ["Gateway:AnnounceFile"] = Path.Combine(folder, "announce.json"),
        ["Auth:KeyPath"] = Path.Combine(folder, "development.key"),
        ["Logging:LogLevel:Default"] = "Error",
    };

    private async Task StartAsync(string folder)
    {
        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder);
        watcher.Created += (_, file) => Announced(file.FullPath);
        watcher.Renamed += (_, file) => Announced(file.FullPath);
        watcher.EnableRaisingEvents = true;
        _process.Exited += (_, _) => announced.TrySetException(new InvalidOperationException("The gateway ended."));
        _started = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await announced.Task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The gateway did not start: {exception.Message}\n{Output}", exception);
        }

        using var announcement = JsonDocument.Parse(await File.ReadAllTextAsync(AnnounceFile));
        Connection = new Connection(announcement.RootElement.GetProperty("grpc").GetString()!, null, null, TimeProvider.System);

        void Announced(string path)
        {
            if (path == AnnounceFile)
                announced.TrySetResult();
        }
    }

    private void End(string signal)
    {
        if (_process.HasExited)
            return;
        _process.StandardInput.WriteLine(signal);
        _process.StandardInput.Flush();
        Assert.True(_process.WaitForExit(Patience), $"The gateway did not end on {signal}:\n{Output}");
    }
}
