namespace Directives.Silo.Clock;

/// <summary>
/// The engine's time: what the machine's clock said when the process began, and by the monotonic clock from there on. Orleans
/// activates no grain while the clock that it reckons their ages by is behind where it has been; this one is never set back.
/// </summary>
internal sealed class SteadyClock(TimeProvider machine) : TimeProvider
{
    private readonly DateTimeOffset began = machine.GetUtcNow();
    private readonly long since = machine.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => began + machine.GetElapsedTime(since);
}
