using Npgsql;

namespace Directives.Silo.Storage.Postgres;

/// <summary>The ledger in a PostgreSQL database.</summary>
internal sealed class PostgresLedgerDatabase : ILedgerDatabase
{
    /// <summary>Keys of the advisory locks: this one and the number of a chain; this one and 0 for the tables.</summary>
    private const int LockSpace = 0x44495245;

    private readonly NpgsqlDataSource readers;
    private readonly string writer;
    private (int Pid, DateTime Started)? session;

    public PostgresLedgerDatabase(string connectionString, int maxReaders)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            Enlist = false,
        };
        settings.ApplicationName ??= "directives";
        writer = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString;
        settings.MaxPoolSize = maxReaders + 1;
        settings.MinPoolSize = 0;
        readers = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    public void Migrate(DateTimeOffset now) => Migrate(now, Migration.For("postgres"));

    /// <summary>Takes all steps in one transaction, so that one that fails leaves none.</summary>
    public void Migrate(DateTimeOffset now, IReadOnlyList<Migration> steps)
    {
        using var connection = Open(writer);
        using var transaction = connection.BeginTransaction();
        connection.Run($"SELECT pg_advisory_xact_lock({LockSpace}, 0)");
        connection.Run("CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL, at bigint NOT NULL)");
        var version = connection.Scalar<int>("SELECT coalesce(max(version), 0) FROM schema_version");
        foreach (var step in Migration.After(version, steps))
        {
            connection.Run(step.Sql);
            connection.Run(
                "INSERT INTO schema_version (version, name, at) VALUES ($1, $2, $3)", step.Version, step.Name, LedgerTime.ToMicros(now));
        }

        transaction.Commit();
    }

    /// <remarks>
    /// The lock is held by the very session that commits. So whoever has it knows that no transaction of an earlier
    /// owner is still on its way.
    /// </remarks>
    public ILedgerWriter OpenWriter(ChainClaim claim)
    {
        var connection = Open(writer);
        try
        {
            EndFormerSession(connection);
            if (!connection.Scalar<bool>("SELECT pg_try_advisory_lock($1, $2)", LockSpace, claim.Chain))
            {
                var owner = connection.Scalar<string?>("SELECT owner FROM chain WHERE id = $1", claim.Chain);
                throw new ChainHeldException(
                    $"Chain {claim.Chain} of this database is in use by another process ({owner ?? "starting"}). One process at a time can write a chain.");
            }

            var opened = new PostgresLedgerWriter(connection, claim);
            session = (connection.ProcessID, connection.Scalar<DateTime>("SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"));
            return opened;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ILedgerReader OpenReader() => new PostgresLedgerReader(readers.OpenConnection());

    public void Dispose() => readers.Dispose();

    /// <summary>Ends the session that this process has lost, which the server may not have noticed yet.</summary>
    private void EndFormerSession(NpgsqlConnection connection)
    {
        if (session is not { } former)
            return;
        connection.Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2", former.Pid, former.Started);
    }

    private static NpgsqlConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
