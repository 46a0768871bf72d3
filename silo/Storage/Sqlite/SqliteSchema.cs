using Microsoft.Data.Sqlite;

namespace Directives.Silo.Storage.Sqlite;

/// <summary>The version of an SQLite file's tables.</summary>
internal static class SqliteSchema
{
    /// <summary>0 where there are no tables.</summary>
    /// <exception cref="SchemaException">The tables are of a newer program.</exception>
    public static int ReadVersion(SqliteConnection connection, IReadOnlyList<Migration> steps)
    {
        var version = connection.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'") == 0
            ? 0
            : (int)connection.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        _ = Migration.After(version, steps);
        return version;
    }

    /// <summary>Takes the steps that are still to be taken, in the transaction that is open.</summary>
    /// <exception cref="SchemaException">The tables are of a newer program, or a step cannot be taken.</exception>
    public static void Migrate(SqliteConnection connection, IReadOnlyList<Migration> steps, DateTimeOffset now)
    {
        var version = ReadVersion(connection, steps);
        if (version == 0)
            connection.Run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT");
        foreach (var step in Migration.After(version, steps))
        {
            try
            {
                connection.Run(step.Sql);
            }
            catch (SqliteException exception)
            {
                throw step.Failed(exception);
            }

            connection.Run(
                "INSERT INTO schema_version (version, name, at) VALUES ($version, $name, $at)",
                ("$version", step.Version), ("$name", step.Name), ("$at", LedgerTime.ToMicros(now)));
        }
    }
}
