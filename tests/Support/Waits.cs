using System.Diagnostics;

namespace Directives.Tests.Support;

/// <summary>Waits that end: what does not come about in time fails the test, which then says what it waited for.</summary>
internal static class Waits
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="state">What was waited for and what was found instead.</param>
    public static Task UntilAsync(Func<bool> reached, Func<string> state) => UntilAsync(() => Task.FromResult(reached()), state);

    /// <param name="state">What was waited for and what was found instead.</param>
    public static async Task UntilAsync(Func<Task<bool>> reached, Func<string> state)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"after {Patience}: {state()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <param name="what">What the task does.</param>
    public static async Task<T> InTime<T>(this Task<T> task, string what)
    {
        await ((Task)task).InTime(what);
        return await task;
    }

    /// <param name="what">What the task does.</param>
    public static async Task InTime(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"after {Patience} there was not: {what}");
        }
    }

    /// <summary>Blocks until a process has ended, and its output was read where it is; ends it where it does not do so itself.</summary>
    public static void EndInTime(this Process process, Func<string> state)
    {
        // The wait without a limit is also one for the output, which whoever else holds it open would keep up.
        if (process.WaitForExit(Patience))
            return;
        process.Kill(entireProcessTree: true);
        Assert.Fail($"after {Patience} a process had to be ended: {state()}");
    }
}
