namespace Directives.Silo.Clock;

/// <summary>Tells whoever waits for a moment of the calendar that the clock was set: a timer knows nothing of it.</summary>
internal sealed class ClockSteps
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the clock is set the next time. Take it before the clock is read.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Tell() =>
        Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
