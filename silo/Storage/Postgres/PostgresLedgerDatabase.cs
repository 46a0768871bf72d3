using Npgsql;

namespace Directives.Silo.Storage.Postgres;

/// <summary>The ledger in a PostgreSQL database.</summary>
internal sealed class PostgresLedgerDatabase : ILedgerDatabase
{
    /// <summary>Keys of the advisory locks: this one and the number of a chain; this one and 0 for the tables.</summary>
    private const int LockSpace = 0x44495245;

    /// <summary>
    /// Whether the owner's lease has run out or was given up, by this server's clock. After a restart of the server an owner
    /// has as long to come back.
    /// </summary>
    private const string Expired =
        """
        (lease = '0' OR lease <= clock_timestamp() - greatest(
            renewed, CASE WHEN pg_postmaster_start_time() <= clock_timestamp() THEN pg_postmaster_start_time() ELSE renewed END))
        """;

    private readonly NpgsqlDataSource readers;
    private readonly string writer;
    private NpgsqlConnection? candidate;
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
    /// owner is still on its way. The lease tells whether it may be taken from an owner that is not heard of.
    /// </remarks>
    public ILedgerWriter OpenWriter(ChainClaim claim)
    {
        var connection = candidate ?? Open(writer);
        candidate = null;
        try
        {
            EndFormerSession(connection);
            if (claim.Epoch is null)
                RequireFree(connection, claim.Chain);
            if (!connection.Scalar<bool>("SELECT pg_try_advisory_lock($1, $2)", LockSpace, claim.Chain))
                throw Held(connection, claim);

            var opened = new PostgresLedgerWriter(connection, claim);
            session = (connection.ProcessID, connection.Scalar<DateTime>("SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"));
            return opened;
        }
        catch (ChainHeldException) when (claim.Epoch is null)
        {
            // Whoever waits asks again, and need not connect again for it.
            candidate = connection;
            throw;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ILedgerReader OpenReader() => new PostgresLedgerReader(readers.OpenConnection());

    public void Dispose()
    {
        candidate?.Dispose();
        readers.Dispose();
    }

    /// <exception cref="ChainHeldException">The owner's lease has not run out, and it is not known to be dead.</exception>
    private static void RequireFree(NpgsqlConnection connection, int chain)
    {
        // A clock that was set back would keep a dead owner in office.
        connection.Run("UPDATE chain SET renewed = clock_timestamp() WHERE id = $1 AND renewed > clock_timestamp()", chain);
        using var command = connection.Command($"SELECT owner, process, {Expired} FROM chain WHERE id = $1", chain);
        using var row = command.ExecuteReader();
        if (row.Read() && !row.GetBoolean(2) && !OwnerProcess.HasEnded(row.GetString(1)))
            throw Held(chain, row.GetString(0));
    }

    /// <summary>Why the lock cannot be had; a session of an owner whose lease has run out is ended for the next try.</summary>
    private static Exception Held(NpgsqlConnection connection, ChainClaim claim)
    {
        if (claim.Epoch is { } epoch && connection.Scalar<long>("SELECT epoch FROM chain WHERE id = $1", claim.Chain) != epoch)
            return PostgresLedgerWriter.Lost(claim.Chain, epoch);
        if (claim.Epoch is null)
        {
            connection.Run(
                $"""
                SELECT pg_terminate_backend(pid) FROM pg_locks, chain
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND classid::bigint = $1 AND objid::bigint = $2 AND granted AND chain.id = $2 AND lease > '0' AND {Expired}
                """,
                (long)LockSpace, (long)claim.Chain);
        }

        return Held(claim.Chain, connection.Scalar<string?>("SELECT owner FROM chain WHERE id = $1", claim.Chain));
    }

    private static ChainHeldException Held(int chain, string? owner) => new(
        $"Chain {chain} of this database is in use by another process ({owner ?? "starting"}). One process at a time can write a chain.");

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
