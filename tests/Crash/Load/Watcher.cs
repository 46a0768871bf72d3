using System.Text.Json;
using Directives.Crash.World;
using Directives.V1;
using Grpc.Core;

namespace Directives.Crash.Load;

/// <summary>What the watcher was told of one fact.</summary>
internal sealed record Told(string Position, string Kind);

/// <summary>Follows the directive of the round from its first fact on, resuming whenever it is cut off.</summary>
internal sealed class Watcher(Caller caller, TimeProvider time) : IDisposable
{
    /// <summary>Where a chain begins.</summary>
    private const string Beginning = "1.0";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private CancellationTokenSource? stop;
    private Task watching = Task.CompletedTask;
    private long told;

    public void Begin(ClientCommand command)
    {
        stop?.Dispose();
        stop = new CancellationTokenSource();
        Interlocked.Exchange(ref told, 0);
        watching = WatchAsync(Order.Read(Path.Combine(command.Folder, "order.json")).Number, Path.Combine(command.Folder, "watched.jsonl"), stop.Token);
    }

    /// <summary>Waits until so many facts have been told, then a little for any that must not come, and ends the watch.</summary>
    public async Task EndAsync(long count)
    {
        var started = time.GetTimestamp();
        while (Interlocked.Read(ref told) < count && time.GetElapsedTime(started) < Patience)
            await Task.Delay(Pause, time);
        await Task.Delay(Pause * 3, time);
        await stop!.CancelAsync();
        await watching;
    }

    public void Dispose() => stop?.Dispose();

    private async Task WatchAsync(string directive, string path, CancellationToken cancellation)
    {
        await using var file = new StreamWriter(path, append: true);
        var after = Beginning;
        for (var attempt = 0L; !cancellation.IsCancellationRequested; attempt++)
        {
            await caller.CallAsync(
                attempt, "role:oversight",
                async (channel, options) =>
                {
                    using var watch = new OversightService.OversightServiceClient(channel).Watch(new WatchRequest { Directive = directive, After = after }, options);
                    while (await watch.ResponseStream.MoveNext(cancellation))
                    {
                        var update = watch.ResponseStream.Current;
                        foreach (var fact in update.Events)
                            await file.WriteLineAsync(JsonSerializer.Serialize(new Told(fact.Position, fact.Kind)));
                        await file.FlushAsync(CancellationToken.None);
                        after = update.Position;
                        Interlocked.Add(ref told, update.Events.Count);
                    }
                },
                TimeSpan.FromSeconds(2 + attempt % 3), cancellation);
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
