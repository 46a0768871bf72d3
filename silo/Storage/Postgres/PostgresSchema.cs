using Npgsql;

namespace Directives.Silo.Storage.Postgres;

/// <summary>The version of a PostgreSQL database's tables.</summary>
internal static class PostgresSchema
{
    /// <summary>The first version in which a chain is leased; before, its lock was all.</summary>
    public const int FirstWithLeases = 2;

    /// <summary>0 where there are no tables.</summary>
    /// <exception cref="SchemaException">The tables are of a newer program.</exception>
    public static int ReadVersion(NpgsqlConnection connection, IReadOnlyList<Migration> steps)
    {
        var version = connection.Scalar<bool>("SELECT to_regclass('schema_version') IS NOT NULL")
            ? connection.Scalar<int>("SELECT coalesce(max(version), 0) FROM schema_version")
            : 0;
        _ = Migration.After(version, steps);
        return version;
    }

    /// <summary>Takes the steps that are still to be taken, in the transaction that is open.</summary>
    /// <exception cref="SchemaException">The tables are of a newer program, or a step cannot be taken.</exception>
    public static void Migrate(NpgsqlConnection connection, IReadOnlyList<Migration> steps, DateTimeOffset now)
    {
        if (ReadVersion(connection, steps) == steps.Count)
            return;

        // Whoever takes another chain at the same time may be about to do the same.
        connection.Run("SELECT pg_advisory_xact_lock($1, 0)", PostgresLedgerDatabase.LockSpace);
        connection.Run("CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL, at bigint NOT NULL)");
        foreach (var step in Migration.After(ReadVersion(connection, steps), steps))
        {
            try
            {
                connection.Run(step.Sql);
            }
            catch (PostgresException exception) when (exception is { InvariantSeverity: "ERROR", IsTransient: false })
            {
                throw step.Failed(exception);
            }

            connection.Run(
                "INSERT INTO schema_version (version, name, at) VALUES ($1, $2, $3)", step.Version, step.Name, LedgerTime.ToMicros(now));
        }
    }
}
