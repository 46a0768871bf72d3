namespace Directives.Grains;

/// <summary>
/// The time that the product goes by: grains, storage, relay and gateway, and nothing else of the process. What they run on
/// (Orleans, ASP.NET) asks the container for a <see cref="TimeProvider"/> and has another, so that its own timeouts
/// and collections go on where this clock stands still or is set. See docs/decisions/0001 and 0014.
/// </summary>
public sealed class ProductClock(TimeProvider source) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => source.LocalTimeZone;

    public override long TimestampFrequency => source.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => source.GetUtcNow();

    public override long GetTimestamp() => source.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        source.CreateTimer(callback, state, dueTime, period);

    /// <summary>Now, to the microsecond, which is what the ledger keeps.</summary>
    public DateTimeOffset GetLedgerTime()
    {
        var now = GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }
}
