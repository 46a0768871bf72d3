using Npgsql;

namespace Directives.Silo.Storage.Postgres;

/// <summary>The ledger in a PostgreSQL database.</summary>
internal sealed class PostgresLedgerDatabase : ILedgerDatabase
{
    /// <summary>Keys of the advisory locks: this one and the number of a chain; this one and 0 for the tables.</summary>
    public const int LockSpace = 0x44495245;

    private readonly NpgsqlDataSource readers;
    private readonly string writer;
    private readonly IReadOnlyList<Migration> steps;
    private readonly OwnerWatch watch;
    private NpgsqlConnection? candidate;
    private (int Pid, DateTime Started)? session;

    /// <param name="steps">The steps of the tables; the program's own unless given.</param>
    public PostgresLedgerDatabase(string connectionString, int maxReaders, TimeProvider time, IReadOnlyList<Migration>? steps = null)
    {
        this.steps = steps ?? Migration.For("postgres");
        watch = new(time);
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

    public int CurrentVersion => steps.Count;

    public int ReadVersion()
    {
        using var connection = readers.OpenConnection();
        return PostgresSchema.ReadVersion(connection, steps);
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
            if (claim.Epoch is { } epoch)
                LockAgain(connection, claim.Chain, epoch);
            else
                LockFree(connection, claim.Chain);

            var opened = new PostgresLedgerWriter(connection, claim, steps);
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
            watch.Forget();
            throw;
        }
    }

    /// <remarks>
    /// Whatever is read in an order has an index that gives it. Of tables without statistics as yet the server would rather sort
    /// all that is left of the ledger for each few thousand entries.
    /// </remarks>
    public ILedgerReader OpenReader()
    {
        var connection = readers.OpenConnection();
        try
        {
            connection.Run("SET enable_sort = off");
            return new PostgresLedgerReader(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public bool ConcernsAllWrites(Exception error) => error is PostgresException { SqlState: ['5', '3' or '7' or '8', ..] };

    public void Dispose()
    {
        candidate?.Dispose();
        readers.Dispose();
    }

    /// <summary>Locks a chain that nobody has, or whose owner is not heard of.</summary>
    /// <exception cref="ChainHeldException">Its owner may be alive, or its session is still there.</exception>
    private void LockFree(NpgsqlConnection connection, int chain)
    {
        var version = PostgresSchema.ReadVersion(connection, steps);
        var owner = Look();
        if (owner is { Presence: OwnerPresence.Alive })
            throw Held(chain, owner.Name);
        if (!TryLock(connection, chain))
        {
            if (owner is { Presence: OwnerPresence.Silent })
                EndSession(connection, chain);
            throw Held(chain, owner?.Name ?? (version == 0 ? null : ReadName(connection, chain)));
        }

        // Until the lock was there it could be heard of.
        if (Look() is not { Presence: OwnerPresence.Alive } back)
            return;
        connection.Run("SELECT pg_advisory_unlock($1, $2)", LockSpace, chain);
        throw Held(chain, back.Name);

        Owner? Look() => version < PostgresSchema.FirstWithLeases ? null : watch.Look(connection, chain);
    }

    /// <summary>Locks the chain that this process has had in an epoch.</summary>
    private static void LockAgain(NpgsqlConnection connection, int chain, long epoch)
    {
        if (TryLock(connection, chain))
            return;
        throw connection.Scalar<long>("SELECT epoch FROM chain WHERE id = $1", chain) == epoch
            ? Held(chain, ReadName(connection, chain))
            : PostgresLedgerWriter.Lost(chain, epoch);
    }

    private static bool TryLock(NpgsqlConnection connection, int chain) =>
        connection.Scalar<bool>("SELECT pg_try_advisory_lock($1, $2)", LockSpace, chain);

    /// <summary>Ends the session that has a chain, for the next try.</summary>
    private static void EndSession(NpgsqlConnection connection, int chain) => connection.Run(
        """
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND classid::bigint = $1 AND objid::bigint = $2 AND granted
        """,
        (long)LockSpace, (long)chain);

    private static string? ReadName(NpgsqlConnection connection, int chain) =>
        connection.Scalar<string?>("SELECT owner FROM chain WHERE id = $1", chain);

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
