using System.Text.Json;
using Directives.Demo.Processes;

namespace Directives.Crash.World;

/// <summary>How a gateway is started.</summary>
/// <param name="Environment">Its further environment: a failpoint, the library that moves its clock.</param>
/// <param name="Settings">Its settings, <c>Relay:BatchSize=16</c>.</param>
internal sealed record GatewayStart(IReadOnlyList<string> Environment, IReadOnlyList<string> Settings);

/// <summary>The gateway with its silo, as a process that can be killed, stopped and started again on the same port.</summary>
internal sealed class Gateway(string name, string folder, int port) : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);
    private readonly TimeProvider time = TimeProvider.System;
    private ChildProcess? process;
    private int pid;

    public int Port => port;

    public string Log => Path.Combine(folder, $"{name}.log");

    private string Announcement => Path.Combine(folder, $"{name}.json");

    public bool IsRunning => process is { HasEnded: false };

    /// <summary>How the one that runs, or ran last, was started.</summary>
    public GatewayStart? Started { get; private set; }

    /// <summary>Starts it and returns when it listens.</summary>
    /// <exception cref="CrashException">It ended first, or does not listen in time.</exception>
    public async Task StartAsync(GatewayStart start, CancellationToken cancellation)
    {
        await LaunchAsync(start);
        await UntilListeningAsync(cancellation);
    }

    /// <summary>Starts it and does not wait: a standby listens only when it has taken over.</summary>
    public async Task LaunchAsync(GatewayStart start)
    {
        if (process is not null)
            await process.DisposeAsync();
        File.Delete(Announcement);
        string[] settings =
        [
            $"Gateway:AnnounceFile={Announcement}", $"Gateway:GrpcPort={port}", "Gateway:WebPort=0", $"Auth:KeyPath={Path.Combine(folder, "development-key.pem")}",
            "Logging:LogLevel:Default=Warning", .. start.Settings,
        ];
        process = ChildProcess.Start(
            "The gateway", Log, "KILL",
            ["env", "DOTNET_TieredPGO=0", "DOTNET_gcServer=0", .. start.Environment, "dotnet", Programs.FindBuilt("gateway", "Directives.Gateway"), .. settings.Select(setting => $"--{setting}")]);
        Started = start;
    }

    /// <exception cref="CrashException">It ended first, or does not listen in time.</exception>
    public async Task UntilListeningAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (!File.Exists(Announcement))
        {
            if (!IsRunning)
                throw new CrashException($"The gateway ended before it listened; {Log} says why.");
            if (time.GetElapsedTime(started) > StartTime)
                throw new CrashException($"The gateway does not listen after {StartTime.TotalSeconds:N0} s; {Log} says why.");
            await Task.Delay(Glance, time, cancellation);
        }

        using var said = JsonDocument.Parse(await File.ReadAllTextAsync(Announcement, cancellation));
        pid = said.RootElement.GetProperty("pid").GetInt32();
    }

    /// <summary>Signals it, where it runs.</summary>
    public void Signal(int signal)
    {
        if (IsRunning)
            Signals.Send(pid, signal);
    }

    /// <summary>Ends it and returns when it has ended.</summary>
    public async Task EndAsync(int signal, CancellationToken cancellation)
    {
        Signal(signal);
        await UntilEndedAsync(cancellation);
    }

    public async Task UntilEndedAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (IsRunning)
        {
            if (time.GetElapsedTime(started) > StartTime)
                throw new CrashException($"The gateway has not ended after {StartTime.TotalSeconds:N0} s; {Log} may say why.");
            await Task.Delay(Glance, time, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }
}
