using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Directives.Crash.Load;

namespace Directives.Crash.World;

/// <summary>A load client as the run sees it: a process of its own that is told what to do and says what was confirmed.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> doing = new(StringComparer.Ordinal);
    private readonly Action confirmed;

    private LoadClient(string name, Process process, Action confirmed)
    {
        (Name, this.process, this.confirmed) = (name, process, confirmed);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
    }

    public string Name { get; }

    /// <param name="ledger">Its ledger, kept over the whole run.</param>
    /// <param name="confirmed">Told of each confirmed command.</param>
    public static LoadClient Start(string name, string ledger, string server, Action confirmed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["client", name, ledger, server])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_gcServer"] = "0";
        return new LoadClient(name, Process.Start(start)!, confirmed);
    }

    /// <summary>Tells it what to do and returns when it is done.</summary>
    /// <exception cref="CrashException">It failed.</exception>
    public async Task DoAsync(ClientCommand command)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!doing.TryAdd(command.Do, done))
            throw new InvalidOperationException($"{Name} is at {command.Do} already.");
        lock (process)
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
            process.StandardInput.Flush();
        }

        await done.Task;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
            process.Kill();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            foreach (var (what, done) in doing)
                done.TrySetException(new CrashException($"The load client {Name} ended while it was to {what}."));
        }
        else if (line == "+")
        {
            confirmed();
        }
        else if (line.Split(' ', 3) is ["done", var finished, ..] && doing.TryRemove(finished, out var done))
        {
            done.TrySetResult();
        }
        else if (line.Split(' ', 3) is ["failed", var failed, var message] && doing.TryRemove(failed.TrimEnd(':'), out var wrong))
        {
            wrong.TrySetException(new CrashException($"The load client {Name}: {message}"));
        }
    }
}
