using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Directives.Silo;

/// <summary>
/// Named points on the way of a fact at which this process can be made to kill itself (SIGKILL), so that what comes
/// after a crash there can be tested. Off, and no more than a comparison with null, unless the environment variable
/// <c>DIRECTIVES_FAILPOINT</c> names a point and how many times it is to be reached: <c>commit.durable:7</c>.
/// </summary>
internal static class Failpoint
{
    public const string Variable = "DIRECTIVES_FAILPOINT";

    /// <summary>A transaction's writes were taken from the queue; nothing was sent.</summary>
    public const string CommitTaken = "commit.taken";

    /// <summary>All of a transaction was written and it was not committed. SQLite only: PostgreSQL gets both in one message.</summary>
    public const string CommitWritten = "commit.written";

    /// <summary>A transaction is durable and none of its callers has been told.</summary>
    public const string CommitDurable = "commit.durable";

    /// <summary>Some callers of a transaction have been told and others not.</summary>
    public const string CommitTold = "commit.told";

    /// <summary>Facts were read and nothing of what follows from them was done.</summary>
    public const string RelayRead = "relay.read";

    /// <summary>One office of several has received a directive.</summary>
    public const string RelayReceived = "relay.received";

    /// <summary>One of those that a version names has been told of it.</summary>
    public const string RelayLinked = "relay.linked";

    /// <summary>The register of one office of several has the acts, and no tally has gone up.</summary>
    public const string RelayRegistered = "relay.registered";

    /// <summary>One parent has counted its children's tallies; the levels above have not.</summary>
    public const string RelayClimbed = "relay.climbed";

    /// <summary>Everything that follows from a batch has taken place, and what was counted is in memory.</summary>
    public const string RelayDelivered = "relay.delivered";

    /// <summary>One register of several is stored, and the relay's position is the old one.</summary>
    public const string RegisterStored = "register.stored";

    /// <summary>The relay's position is stored.</summary>
    public const string RelayStored = "relay.stored";

    /// <summary>One department of several has taken its place in a new organogram.</summary>
    public const string DepartmentEstablished = "establish.department";

    /// <summary>A part of an organogram is established, and the registry does not know it.</summary>
    public const string PartEstablished = "establish.part";

    private static readonly string[] All =
    [
        CommitTaken, CommitWritten, CommitDurable, CommitTold, RelayRead, RelayReceived, RelayLinked, RelayRegistered, RelayClimbed,
        RelayDelivered, RegisterStored, RelayStored, DepartmentEstablished, PartEstablished,
    ];

    private static readonly Armed? At = Armed.Read(Environment.GetEnvironmentVariable(Variable));

    /// <exception cref="InvalidOperationException">The variable names no point, or no count.</exception>
    public static void Check() => Armed.Read(Environment.GetEnvironmentVariable(Variable));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reach(string point)
    {
        if (At is not null)
            At.Reach(point);
    }

    private sealed class Armed(string point, int hits)
    {
        private int left = hits;

        public static Armed? Read(string? setting)
        {
            if (string.IsNullOrEmpty(setting))
                return null;
            return setting.Split(':') is [var point, var count] && All.Contains(point)
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var hits) && hits > 0
                ? new Armed(point, hits)
                : throw new InvalidOperationException($"{Variable} must name a point and a count, such as {CommitDurable}:7, not \"{setting}\". The points: {string.Join(", ", All)}.");
        }

        public void Reach(string reached)
        {
            if (reached == point && Interlocked.Decrement(ref left) == 0)
                Process.GetCurrentProcess().Kill();
        }
    }
}
