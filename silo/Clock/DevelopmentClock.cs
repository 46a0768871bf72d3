namespace Directives.Silo.Clock;

/// <summary>
/// The time of this machine and so much more. Only the calendar is ahead: timers, timeouts and leases run by the machine's
/// own monotonic clock. It never goes back.
/// </summary>
internal sealed class DevelopmentClock : TimeProvider
{
    private long ahead;

    public TimeSpan Ahead => new(Volatile.Read(ref ahead));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    /// <returns>False where that would set it back.</returns>
    public bool TrySet(TimeSpan further)
    {
        if (further < Ahead)
            return false;
        Volatile.Write(ref ahead, further.Ticks);
        return true;
    }
}
