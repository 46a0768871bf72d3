using Npgsql;

namespace Directives.Silo.Storage.Postgres;

/// <summary>
/// Looks at the owner of a chain again and again, and tells by this process's own monotonic clock whether it is heard of:
/// no clock that is set can give the chain away. What it goes by is that the owner's row changes, not what time is in it.
/// </summary>
internal sealed class OwnerWatch(TimeProvider time)
{
    private (long Epoch, long Commits, DateTime Renewed)? seen;
    private long since;

    /// <summary>What was seen counts no longer: over a new session, the owner has a lease's time anew to be heard of.</summary>
    public void Forget() => seen = null;

    /// <returns>Null where the chain has never been taken.</returns>
    public Owner? Look(NpgsqlConnection connection, int chain)
    {
        using var command = connection.Command(
            "SELECT owner, process, epoch, commits, renewed, extract(epoch FROM lease)::float8 FROM chain WHERE id = $1", chain);
        using var row = command.ExecuteReader();
        if (!row.Read())
            return null;
        var (name, process, lease) = (row.GetString(0), row.GetString(1), TimeSpan.FromSeconds(row.GetDouble(5)));
        var found = (row.GetInt64(2), row.GetInt64(3), row.GetDateTime(4));
        if (seen != found)
            (seen, since) = (found, time.GetTimestamp());
        if (lease == TimeSpan.Zero || OwnerProcess.HasEnded(process))
            return new(name, OwnerPresence.Gone);
        return new(name, time.GetElapsedTime(since) >= lease ? OwnerPresence.Silent : OwnerPresence.Alive);
    }
}

/// <param name="Name">Names its process to people.</param>
internal sealed record Owner(string Name, OwnerPresence Presence);

internal enum OwnerPresence
{
    /// <summary>Its lease has not run out, and it is not known to have ended.</summary>
    Alive,

    /// <summary>It has not been heard of for a lease's time; its session may be there still.</summary>
    Silent,

    /// <summary>It has given the chain up or has ended.</summary>
    Gone,
}
