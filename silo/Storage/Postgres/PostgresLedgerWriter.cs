using Npgsql;
using static Directives.Silo.Storage.Postgres.PostgresCommands;

namespace Directives.Silo.Storage.Postgres;

/// <summary>
/// Sends a batch as one statement for each table in one round trip, which is one transaction. The server ends it where a
/// state was stale; which one it was is only then looked up, and the rest is sent again.
/// </summary>
internal sealed class PostgresLedgerWriter : ILedgerWriter
{
    private const string StaleCode = "LD001";
    private const string LostCode = "LD002";

    /// <summary>Ends the transaction unless this session's epoch still has the chain and this is the next commit.</summary>
    private const string MoveChain =
        $"""
        WITH moved AS (
            UPDATE chain SET commits = $3, last_block = $4, last_number = $5, head = $6, renewed = clock_timestamp()
            WHERE id = $1 AND epoch = $2 AND commits = $3 - 1 RETURNING 1)
        SELECT ledger_require(count(*) = 1, '{LostCode}', 'the chain was taken over') FROM moved
        """;

    /// <summary>
    /// Ends the transaction unless every row was written. Rows never vanish, so that one which is inserted was not there:
    /// its version must be 1.
    /// </summary>
    private const string PutStates =
        $"""
        WITH written AS (
            INSERT INTO grain_state AS stored (grain_type, grain_key, state_name, version, payload)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
            ON CONFLICT (grain_type, grain_key, state_name) DO UPDATE SET version = excluded.version, payload = excluded.payload
            WHERE stored.version = excluded.version - 1
            RETURNING version = 1 AS first, xmax = 0 AS inserted)
        SELECT ledger_require(count(*) = $6 AND coalesce(bool_and(first = inserted), true), '{StaleCode}', 'a state was stale') FROM written
        """;

    private const string AppendEntries =
        """
        INSERT INTO ledger_entry (chain, number, block, kind, grain_type, grain_key, directive, at, payload)
        SELECT $1, $2 + entry.n - 1, $3, entry.kind, entry.grain_type, entry.grain_key, entry.directive, entry.at, entry.payload
        FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[])
            WITH ORDINALITY AS entry (kind, grain_type, grain_key, directive, at, payload, n)
        """;

    private const string AppendBlock =
        """
        INSERT INTO ledger_block (chain, block, first_number, entries, at, root, previous, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string RemoveDue =
        """
        DELETE FROM due USING unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS gone (grain_type, grain_key, what, at)
        WHERE due.grain_type = gone.grain_type AND due.grain_key = gone.grain_key AND due.what = gone.what AND due.at = gone.at
        """;

    private const string SetDue =
        """
        INSERT INTO due (grain_type, grain_key, what, at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
        ON CONFLICT (grain_type, grain_key, what) DO UPDATE SET at = excluded.at
        """;

    private const string SetPositions =
        """
        INSERT INTO relay_position (chain, name, number)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[])
        ON CONFLICT (chain, name) DO UPDATE SET number = excluded.number
        """;

    private readonly NpgsqlConnection connection;

    /// <param name="steps">Of the tables, for when it takes the chain anew.</param>
    public PostgresLedgerWriter(NpgsqlConnection connection, ChainClaim claim, IReadOnlyList<Migration> steps)
    {
        this.connection = connection;
        Head = Take(claim, steps);
    }

    public ChainHead Head { get; }

    public static ChainLostException Lost(int chain, long epoch) =>
        new($"Chain {chain} was taken over by another process after epoch {epoch}.");

    public Committed Commit(CommitBatch batch, ChainHead head)
    {
        while (true)
        {
            var rows = batch.Rows();
            var entries = batch.Entries();
            var block = LedgerBlock.Append(head, entries, batch.Now);
            var next = head.After(block);
            try
            {
                Send(batch, rows, entries, block, next);
                return new(next, entries);
            }
            catch (PostgresException exception) when (exception.SqlState == StaleCode)
            {
                MarkStale(rows, exception);
            }
            catch (PostgresException exception) when (exception.SqlState == LostCode)
            {
                throw Lost(head.Chain, head.Epoch);
            }
            catch (PostgresException exception) when (IsRejection(exception))
            {
                throw new CommitRejectedException(exception);
            }
        }
    }

    /// <remarks>The lock is given back here: the server may take its time to notice that the session has ended.</remarks>
    public void Release()
    {
        connection.Run("UPDATE chain SET lease = '0' WHERE id = $1 AND epoch = $2", Head.Chain, Head.Epoch);
        connection.Run("SELECT pg_advisory_unlock($1, $2)", PostgresLedgerDatabase.LockSpace, Head.Chain);
    }

    public void Dispose() => connection.Dispose();

    private void Send(CommitBatch batch, RowWrite[] rows, List<EntryWrite> entries, LedgerBlock? block, ChainHead next)
    {
        using var statements = connection.CreateBatch();
        statements.Add(
            MoveChain,
            Int(next.Chain), Long(next.Epoch), Long(next.Commits), Long(next.Block), Long(next.Number), Bytes(next.Hash));
        if (rows.Length > 0)
            Add(statements, rows);
        if (block is not null)
            Add(statements, block, entries);
        if (batch.Removals.Count > 0)
            statements.Add(RemoveDue, Columns(batch.Removals));
        if (batch.Due() is { Count: > 0 } due)
            statements.Add(SetDue, Columns(due));
        if (batch.Positions is { Count: > 0 } positions)
        {
            statements.Add(
                SetPositions,
                Ints([.. positions.Select(position => position.Chain)]),
                Texts([.. positions.Select(position => position.Name)]),
                Longs([.. positions.Select(position => position.Number)]));
        }

        statements.ExecuteNonQuery();
    }

    private static void Add(NpgsqlBatch statements, RowWrite[] rows) => statements.Add(
        PutStates,
        Texts(Array.ConvertAll(rows, row => row.Key.GrainType)),
        Texts(Array.ConvertAll(rows, row => row.Key.GrainKey)),
        Texts(Array.ConvertAll(rows, row => row.Key.StateName)),
        Longs(Array.ConvertAll(rows, row => row.Version)),
        Utf8(Array.ConvertAll(rows, row => row.Payload)),
        Long(rows.Length));

    private static void Add(NpgsqlBatch statements, LedgerBlock block, List<EntryWrite> entries)
    {
        statements.Add(
            AppendEntries,
            Int(block.Chain), Long(block.First), Long(block.Block),
            Texts([.. entries.Select(entry => entry.Kind)]),
            Texts([.. entries.Select(entry => entry.Write.Key.GrainType)]),
            Texts([.. entries.Select(entry => entry.Write.Key.GrainKey)]),
            Texts([.. entries.Select(entry => entry.Directive)]),
            Longs([.. entries.Select(entry => entry.At)]),
            Utf8([.. entries.Select(entry => entry.Payload)]));
        statements.Add(
            AppendBlock,
            Int(block.Chain), Long(block.Block), Long(block.First), Int(block.Count), Long(block.At),
            Bytes(block.Root), Bytes(block.Previous), Bytes(block.Hash));
    }

    private static NpgsqlParameter[] Columns(IReadOnlyList<DueRow> rows) =>
    [
        Texts([.. rows.Select(row => row.GrainType)]),
        Texts([.. rows.Select(row => row.GrainKey)]),
        Texts([.. rows.Select(row => row.What)]),
        Longs([.. rows.Select(row => LedgerTime.ToMicros(row.At))]),
    ];

    private void MarkStale(RowWrite[] rows, PostgresException cause)
    {
        var stored = PostgresLedgerReader.ReadVersions(connection, Array.ConvertAll(rows, row => row.Key));
        var found = false;
        for (var i = 0; i < rows.Length; i++)
        {
            if (stored[i] == rows[i].Expected)
                continue;
            rows[i].Write.MarkStale(rows[i], stored[i]);
            found = true;
        }

        if (!found)
            throw new CommitRejectedException(cause);
    }

    /// <summary>Whether the server has ended the transaction and only that: the session is as before.</summary>
    private static bool IsRejection(PostgresException exception) =>
        exception.InvariantSeverity == "ERROR" && exception.SqlState is not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown);

    private ChainHead Take(ChainClaim claim, IReadOnlyList<Migration> steps)
    {
        using var transaction = connection.BeginTransaction();
        if (claim.Epoch is null)
        {
            PostgresSchema.Migrate(connection, steps, claim.Now);
            connection.Run(
                """
                INSERT INTO chain (id, owner, process, epoch, taken_at, commits, last_block, last_number, head, renewed, lease)
                VALUES ($1, $2, $3, 1, $4, 0, 0, 0, $5, clock_timestamp(), $6)
                ON CONFLICT (id) DO UPDATE SET
                    owner = excluded.owner, process = excluded.process, epoch = chain.epoch + 1, taken_at = excluded.taken_at,
                    renewed = excluded.renewed, lease = excluded.lease
                """,
                claim.Chain, claim.Owner, OwnerProcess.Current, LedgerTime.ToMicros(claim.Now), LedgerHash.Genesis, claim.Lease);
        }
        else
        {
            connection.Run("UPDATE chain SET renewed = clock_timestamp() WHERE id = $1 AND epoch = $2", claim.Chain, claim.Epoch);
        }

        var head = PostgresLedgerReader.ReadHead(connection, claim.Chain);
        if (claim.Epoch is { } epoch && head?.Epoch != epoch)
            throw Lost(claim.Chain, epoch);
        transaction.Commit();
        return head!;
    }
}
