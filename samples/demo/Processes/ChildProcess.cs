using System.Diagnostics;

namespace Directives.Demo.Processes;

/// <summary>
/// A program that never outlives the demo. It runs under a guard whose standard input is held open by the demo: when
/// that closes, because the demo stops it or has died in whatever way, the guard sends the program its stop signal. It
/// has a session of its own, so that Ctrl+C reaches only the demo, which then stops its programs in order.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Arguments: the signal, the log, then the program with its own arguments.</summary>
    private const string Guard =
        """
        signal=$1; log=$2; shift 2
        exec 3<&0 >>"$log" 2>&1 </dev/null
        "$@" 3<&- &
        program=$!
        { read -r _; kill -s "$signal" "$program" 2>/dev/null; } <&3 &
        guard=$!
        exec 3<&-
        wait "$program"
        code=$?
        kill "$guard" 2>/dev/null
        exit "$code"
        """;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly string log;

    private ChildProcess(Process process, string name, string log)
    {
        this.process = process;
        this.log = log;
        Name = name;
    }

    public string Name { get; }

    public bool HasEnded => process.HasExited;

    /// <param name="name">As messages call it.</param>
    /// <param name="log">Where its output is appended.</param>
    /// <param name="stopSignal">TERM, INT …</param>
    /// <exception cref="DemoException">It cannot be started.</exception>
    public static ChildProcess Start(string name, string log, string stopSignal, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["sh", "-c", Guard, "sh", stopSignal, log, .. command])
            start.ArgumentList.Add(argument);
        try
        {
            return new ChildProcess(Process.Start(start)!, name, log);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new DemoException($"{name} cannot be started: {missing.Message}. The demo needs setsid (util-linux) and sh.");
        }
    }

    /// <exception cref="DemoException">It has ended.</exception>
    public void ThrowIfEnded()
    {
        if (process.HasExited)
            throw new DemoException($"{Name} has ended with code {process.ExitCode}: {LastLine()} (all of it: {log})");
    }

    /// <summary>For when it has stopped answering: whoever dies is cut off before its end can be seen.</summary>
    /// <exception cref="DemoException">It has ended, or does so in two seconds.</exception>
    public async Task ThrowIfEndingAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(EndTime);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ThrowIfEnded();
    }

    /// <summary>Stops it and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopTime);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private string LastLine() =>
        File.Exists(log) && File.ReadLines(log).LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) is { } last ? last.Trim() : "it wrote nothing";
}
