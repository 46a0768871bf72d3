using System.Diagnostics;
using System.Text;

namespace Directives.Tests.Support;

/// <summary>A program of the product as a process of its own, with what it writes.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Lock gate = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    private ProgramRun(Process process) => this.process = process;

    public int Id => process.Id;

    public string Output
    {
        get
        {
            lock (gate)
                return output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (gate)
                return error.ToString();
        }
    }

    /// <param name="folder">Where its project is, from the repository's root: <c>cli</c>.</param>
    /// <param name="assembly">The name of its program, without .dll.</param>
    public static ProgramRun Start(string folder, string assembly, params string[] args)
    {
        var target = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository, folder, "bin", target.Parent!.Name, target.Name, $"{assembly}.dll");
        Assert.True(File.Exists(program), $"expected {program} to be built, found nothing");
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        var run = new ProgramRun(new Process { StartInfo = start });
        run.process.OutputDataReceived += (_, line) => run.Take(run.output, line.Data);
        run.process.ErrorDataReceived += (_, line) => run.Take(run.error, line.Data);
        run.process.Start();
        run.process.BeginOutputReadLine();
        run.process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Waits until a line that it writes has this text.</summary>
    public async Task UntilAsync(string text, TimeSpan patience)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (output.ToString().Contains(text, StringComparison.Ordinal) || error.ToString().Contains(text, StringComparison.Ordinal))
                return;
            awaited.Add((text, seen));
        }

        var first = await Task.WhenAny(seen.Task, process.WaitForExitAsync(TestContext.Current.CancellationToken))
            .WaitAsync(patience, TestContext.Current.CancellationToken).ContinueWith(done => done.IsCompletedSuccessfully, TaskScheduler.Default);
        Assert.True(first && seen.Task.IsCompleted, $"after {patience} \"{text}\" was expected; the program wrote:\n{Output}\n{Error}");
    }

    /// <summary>Waits until it has ended and all that it wrote was read.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var stop = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"after {patience} the program still ran; it wrote:\n{Output}\n{Error}");
        }

        return process.ExitCode;
    }

    /// <summary>Asks it to stop, as Ctrl+C does.</summary>
    public void Stop() => Signal("TERM");

    /// <summary>Ends it at once: it learns nothing of it.</summary>
    public void Kill() => Signal("KILL");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).InTime("the end of a program that was killed");
        }

        process.Dispose();
    }

    private static string Repository => Path.GetDirectoryName(Samples.OrganogramFiles.SamplesFolder)!;

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
        kill.EndInTime(() => $"kill -s {signal}");
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            text.Append(line).Append('\n');
            foreach (var (_, seen) in awaited.Where(one => line.Contains(one.Text, StringComparison.Ordinal)))
                seen.TrySetResult();
        }
    }
}
