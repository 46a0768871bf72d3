using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Directives.Silo.Storage.Sqlite;

/// <summary>Writes a batch row by row with prepared statements, which SQLite is quick at, and commits once.</summary>
internal sealed class SqliteLedgerWriter : ILedgerWriter
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;
    private readonly SqliteCommand insertState;
    private readonly SqliteCommand updateState;
    private readonly SqliteCommand storedVersion;
    private readonly SqliteCommand insertEntry;
    private readonly SqliteCommand insertBlock;
    private readonly SqliteCommand removeDue;
    private readonly SqliteCommand setDue;
    private readonly SqliteCommand setPosition;
    private readonly SqliteCommand moveChain;

    /// <param name="steps">Of the tables, for when it takes the chain anew.</param>
    public SqliteLedgerWriter(SqliteConnection connection, ChainClaim claim, IReadOnlyList<Migration> steps)
    {
        this.connection = connection;
        Head = Take(claim, steps);
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        insertState = connection.Prepare(
            "INSERT INTO grain_state (grain_type, grain_key, state_name, version, payload) VALUES ($t, $k, $n, $v, cast($p AS TEXT)) ON CONFLICT DO NOTHING",
            "$t", "$k", "$n", "$v", "$p");
        updateState = connection.Prepare(
            "UPDATE grain_state SET version = $v, payload = cast($p AS TEXT) WHERE grain_type = $t AND grain_key = $k AND state_name = $n AND version = $v - 1",
            "$t", "$k", "$n", "$v", "$p");
        storedVersion = connection.Prepare(
            "SELECT version FROM grain_state WHERE grain_type = $t AND grain_key = $k AND state_name = $n", "$t", "$k", "$n");
        insertEntry = connection.Prepare(
            """
            INSERT INTO ledger_entry (chain, number, block, kind, grain_type, grain_key, directive, at, payload)
            VALUES ($c, $i, $b, $w, $t, $k, $d, $a, cast($p AS TEXT))
            """,
            "$c", "$i", "$b", "$w", "$t", "$k", "$d", "$a", "$p");
        insertBlock = connection.Prepare(
            """
            INSERT INTO ledger_block (chain, block, first_number, entries, at, root, previous, hash)
            VALUES ($c, $b, $f, $e, $a, $r, $p, $h)
            """,
            "$c", "$b", "$f", "$e", "$a", "$r", "$p", "$h");
        removeDue = connection.Prepare(
            "DELETE FROM due WHERE grain_type = $t AND grain_key = $k AND what = $w AND at = $a", "$t", "$k", "$w", "$a");
        setDue = connection.Prepare(
            "INSERT INTO due (grain_type, grain_key, what, at) VALUES ($t, $k, $w, $a) ON CONFLICT DO UPDATE SET at = excluded.at",
            "$t", "$k", "$w", "$a");
        setPosition = connection.Prepare(
            "INSERT INTO relay_position (chain, name, number) VALUES ($c, $n, $i) ON CONFLICT DO UPDATE SET number = excluded.number",
            "$c", "$n", "$i");
        moveChain = connection.Prepare(
            "UPDATE chain SET commits = $n, last_block = $b, last_number = $i, head = $h WHERE id = $c AND epoch = $e AND commits = $n - 1",
            "$c", "$e", "$n", "$b", "$i", "$h");
    }

    public ChainHead Head { get; }

    public Committed Commit(CommitBatch batch, ChainHead head)
    {
        var committing = false;
        begin.ExecuteNonQuery();
        try
        {
            while (!TryPut(batch.Rows()))
            {
                connection.Run("ROLLBACK");
                begin.ExecuteNonQuery();
            }

            var entries = batch.Entries();
            var next = Put(batch, head, entries);
            Failpoint.Reach(Failpoint.CommitWritten);
            committing = true;
            commit.ExecuteNonQuery();
            return new(next, entries);
        }
        catch (Exception exception)
        {
            // Where the disk is full or broken, SQLite has rolled back by itself. Where rolling back fails, or it was the commit
            // that failed and ended the transaction, the outcome is to be looked up with a new connection.
            var isOpen = raw.sqlite3_get_autocommit(connection.Handle) == 0;
            if (isOpen)
                connection.Run("ROLLBACK");
            if (exception is SqliteException && (isOpen || !committing))
                throw new CommitRejectedException(exception);
            throw;
        }
    }

    /// <summary>Writes all but the rows of the states, and moves the chain on.</summary>
    private ChainHead Put(CommitBatch batch, ChainHead head, List<EntryWrite> entries)
    {
        var block = LedgerBlock.Append(head, entries, batch.Now);
        if (block is not null)
            Append(block, entries);
        foreach (var row in batch.Removals)
            removeDue.With(row.GrainType, row.GrainKey, row.What, LedgerTime.ToMicros(row.At)).ExecuteNonQuery();
        foreach (var row in batch.Due())
            setDue.With(row.GrainType, row.GrainKey, row.What, LedgerTime.ToMicros(row.At)).ExecuteNonQuery();
        foreach (var position in batch.Positions)
            setPosition.With(position.Chain, position.Name, position.Number).ExecuteNonQuery();

        var next = head.After(block);
        return moveChain.With(next.Chain, next.Epoch, next.Commits, next.Block, next.Number, next.Hash).ExecuteNonQuery() == 1
            ? next
            : throw new ChainLostException($"Chain {head.Chain} was taken over by another process after epoch {head.Epoch}.");
    }

    /// <summary>Nothing: the file's lock goes with the process that holds it.</summary>
    public void Release()
    {
    }

    public void Dispose() => connection.Dispose();

    /// <returns>Whether no state is half written: all rows of one are written, or none.</returns>
    private bool TryPut(RowWrite[] rows)
    {
        var whole = true;
        foreach (var row in rows)
        {
            var (type, key, name) = row.Key;
            var command = row.Expected == 0 ? insertState : updateState;
            if (command.With(type, key, name, row.Version, row.Payload).ExecuteNonQuery() != 0)
                continue;
            row.Write.MarkStale(row, storedVersion.With(type, key, name).ExecuteScalar() as long? ?? 0);
            whole &= row.Write.Rows.Length == 1;
        }

        return whole;
    }

    private void Append(LedgerBlock block, List<EntryWrite> entries)
    {
        var number = block.First;
        foreach (var entry in entries)
        {
            var key = entry.Write.Key;
            insertEntry
                .With(block.Chain, number++, block.Block, entry.Kind, key.GrainType, key.GrainKey, entry.Directive, entry.At, entry.Payload)
                .ExecuteNonQuery();
        }

        insertBlock
            .With(block.Chain, block.Block, block.First, block.Count, block.At, block.Root, block.Previous, block.Hash)
            .ExecuteNonQuery();
    }

    private ChainHead Take(ChainClaim claim, IReadOnlyList<Migration> steps)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (claim.Epoch is null)
        {
            SqliteSchema.Migrate(connection, steps, claim.Now);
            connection.Run(
                """
                INSERT INTO chain (id, owner, epoch, taken_at, commits, last_block, last_number, head)
                VALUES ($chain, $owner, 1, $at, 0, 0, 0, $genesis)
                ON CONFLICT DO UPDATE SET owner = excluded.owner, epoch = epoch + 1, taken_at = excluded.taken_at
                """,
                ("$chain", claim.Chain), ("$owner", claim.Owner), ("$at", LedgerTime.ToMicros(claim.Now)), ("$genesis", LedgerHash.Genesis));
        }

        var head = SqliteLedgerReader.ReadHead(connection, claim.Chain);
        if (claim.Epoch is { } epoch && head?.Epoch != epoch)
            throw new ChainLostException($"Chain {claim.Chain} was taken over by another process after epoch {epoch}.");
        transaction.Commit();
        return head!;
    }
}
