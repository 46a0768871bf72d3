using System.Collections.Concurrent;
using System.Diagnostics;
using Directives.Demo.Processes;
using Directives.Tests.Support;

namespace Directives.Tests.Journeys;

/// <summary>
/// One of two gateways on one PostgreSQL, as a process that is sent signals and started again at the same addresses. It
/// ends with the process that started it, even when that is killed.
/// </summary>
internal sealed class StandbyProcess(string folder, IReadOnlyDictionary<string, string?> database) : IDisposable
{
    /// <summary>Tells the gateway's id, and kills it at the end of input, which is the end of whoever started it.</summary>
    private const string Guard =
        """
        exec 3<&0
        "$@" & gateway=$!
        echo "gateway $gateway"
        { read _ <&3; kill -KILL $gateway; } 2>/dev/null & guard=$!
        wait $gateway; code=$?
        kill $guard 2>/dev/null; exit $code
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly int[] ports = FreePorts();
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;
    private TaskCompletionSource<int> id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Grpc => $"http://127.0.0.1:{ports[0]}";

    /// <summary>What it wrote.</summary>
    public string Output => string.Join('\n', output);

    public void Start(params (string Key, string? Value)[] settings)
    {
        process?.Dispose();
        id = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", Guard, "guard", Path.Combine(AppContext.BaseDirectory, "Directives.Gateway")])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in database.Select(setting => (setting.Key, setting.Value)).Concat(Defaults()).Concat(settings))
            start.ArgumentList.Add($"--{key}={value}");
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Take(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Returns when it is the one that answers.</summary>
    public Task ActiveAsync() => UntilAsync("ready", state => state.StartsWith("200 active", StringComparison.Ordinal));

    /// <summary>Returns when it waits for the other.</summary>
    public Task WaitingAsync() => UntilAsync("live", state => state == "200 waiting");

    /// <summary>Returns when it either answers or waits.</summary>
    /// <returns>Whether it answers.</returns>
    public async Task<bool> SettledAsync()
    {
        var active = false;
        await UntilAsync("live", state => (active = state.StartsWith("200 active", StringComparison.Ordinal)) || state == "200 waiting");
        return active;
    }

    /// <returns>The status and the text that it answers; empty where it does not.</returns>
    public async Task<string> StateAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{ports[2]}/{path}"));
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{await id.Task.InTime("the start of the gateway")}"]);
        kill.EndInTime(() => $"kill -{signal}");
    }

    /// <returns>Its exit code; 137 where it was killed.</returns>
    public async Task<int> EndedAsync()
    {
        await process!.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (process is null)
            return;
        process.StandardInput.Close();
        process.EndInTime(() => Output);
        process.Dispose();
    }

    private async Task UntilAsync(string path, Func<string, bool> reached)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        for (var state = ""; !reached(state); state = await StateAsync(path))
        {
            Assert.False(patience.IsCancellationRequested, $"After {Patience} /{path} says \"{state}\":\n{Output}");
            Assert.False(process!.HasExited, $"It has ended:\n{Output}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    private void Take(string line)
    {
        output.Enqueue(line);
        if (line.Split(' ') is ["gateway", var number])
            id.TrySetResult(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
    }

    private IEnumerable<(string, string?)> Defaults() =>
    [
        ("Gateway:GrpcPort", $"{ports[0]}"),
        ("Gateway:WebPort", $"{ports[1]}"),
        ("Gateway:HealthPort", $"{ports[2]}"),
        ("Auth:KeyPath", Path.Combine(folder, "development.key")),
        ("Storage:Standby", "true"),
        ("Logging:LogLevel:Default", "Warning"),
        ("Logging:LogLevel:Directives.Silo.Storage", "Information"),
    ];

    private static int[] FreePorts() => [Ports.FreeOr(0), Ports.FreeOr(0), Ports.FreeOr(0)];
}
