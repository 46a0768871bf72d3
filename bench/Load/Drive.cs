namespace Directives.Bench.Load;

/// <summary>Runs callers, and measures after they have run for a while.</summary>
internal static class Drive
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Measures for the time given, or until something has been answered.</summary>
    /// <param name="call">A caller by its number; returns when there is nothing left, or when the function says that the time is over.</param>
    public static async Task RunAsync(int callers, Func<int, Func<bool>, Task> call, TimeSpan warm, TimeSpan time, Meter meter)
    {
        var over = false;
        var running = Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => call(caller, () => Volatile.Read(ref over)))));
        await Task.WhenAny(running, Task.Delay(warm, TimeProvider.System));
        meter.Begin();
        await Task.WhenAny(running, Task.Delay(time, TimeProvider.System));
        while (meter.IsEmpty && !running.IsCompleted)
            await Task.WhenAny(running, Task.Delay(Glance, TimeProvider.System));
        meter.End();
        Volatile.Write(ref over, true);
        await running;
    }
}
