using Directives.Tests.Support;

namespace Directives.Tests.Relay;

/// <summary>Days and weeks by the test's clock, with all that falls due in them.</summary>
internal static class TimeLapse
{
    /// <summary>Moves the clock and returns when whatever falls due until then has been dealt with.</summary>
    public static async Task MoveAsync(TestSilo silo, TestDatabase database, FakeTimeProvider time, DateTimeOffset to)
    {
        await silo.RestAsync();
        time.SetUtcNow(to);
        await SettleAsync(silo, database, time);
    }

    /// <summary>
    /// The clock goes on a little as it does in life: whoever was about to wait when it jumped would wait for ever otherwise.
    /// </summary>
    public static async Task SettleAsync(TestSilo silo, TestDatabase database, FakeTimeProvider time)
    {
        await silo.RestAsync();
        await Waits.UntilAsync(
            () =>
            {
                // What is committed is in the database a moment before the ledger tells of it.
                if (CountDue(database, time.GetUtcNow()) == 0)
                    return database.Scalar<long>("SELECT coalesce(max(number), 0) FROM ledger_entry") == silo.Ledger.Head.Number;
                time.Advance(TimeSpan.FromSeconds(1));
                return false;
            },
            () => $"{CountDue(database, time.GetUtcNow())} rows are due at {time.GetUtcNow():O}: {string.Join(", ", database.Column<string>("SELECT what FROM due"))}. Logged: {string.Join("\n", silo.Logged.TakeLast(3))}");
        await silo.RestAsync();
    }

    public static long CountDue(TestDatabase database, DateTimeOffset now) =>
        database.Scalar<long>(FormattableString.Invariant($"SELECT count(*) FROM due WHERE at <= {(now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}"));
}
