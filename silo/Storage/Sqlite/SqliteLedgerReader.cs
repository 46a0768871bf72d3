using Directives.Grains;
using Microsoft.Data.Sqlite;

namespace Directives.Silo.Storage.Sqlite;

internal sealed class SqliteLedgerReader(SqliteConnection connection) : ILedgerReader
{
    private const string EntryColumns = "SELECT number, block, kind, grain_type, grain_key, directive, at, payload FROM ledger_entry";

    private readonly SqliteCommand state = connection.Prepare(
        "SELECT version, payload FROM grain_state WHERE grain_type = $t AND grain_key = $k AND state_name = $n", "$t", "$k", "$n");

    private readonly SqliteCommand entries = connection.Prepare(
        $"{EntryColumns} WHERE chain = $c AND number > $i ORDER BY number LIMIT $m", "$c", "$i", "$m");

    private readonly SqliteCommand entriesOfDirective = connection.Prepare(
        $"{EntryColumns} WHERE directive = $d AND chain = $c AND number > $i ORDER BY number LIMIT $m", "$c", "$i", "$m", "$d");

    private readonly SqliteCommand blocks = connection.Prepare(
        "SELECT block, first_number, entries, at, root, previous, hash FROM ledger_block WHERE chain = $c AND block > $b ORDER BY block LIMIT $m",
        "$c", "$b", "$m");

    private readonly SqliteCommand due = connection.Prepare(
        "SELECT at, grain_type, grain_key, what FROM due WHERE at <= $a ORDER BY at, grain_type, grain_key, what LIMIT $m", "$a", "$m");

    private readonly SqliteCommand nextDue = connection.Prepare("SELECT min(at) FROM due");

    private readonly SqliteCommand position = connection.Prepare(
        "SELECT number FROM relay_position WHERE chain = $c AND name = $n", "$c", "$n");

    public StoredState?[] ReadStates(IReadOnlyList<RowKey> keys)
    {
        var states = new StoredState?[keys.Count];
        for (var i = 0; i < states.Length; i++)
        {
            using var row = state.With(keys[i].GrainType, keys[i].GrainKey, keys[i].StateName).ExecuteReader();
            if (row.Read())
                states[i] = new(row.GetInt64(0), row.Bytes(1));
        }

        return states;
    }

    public List<StoredEntry> ReadEntries(int chain, long after, int count, string? directive)
    {
        using var rows = directive is null
            ? entries.With(chain, after, count).ExecuteReader()
            : entriesOfDirective.With(chain, after, count, directive).ExecuteReader();
        var read = new List<StoredEntry>();
        while (rows.Read())
        {
            read.Add(new(
                new LedgerPosition(chain, rows.GetInt64(0)), rows.GetInt64(1), rows.GetString(2), rows.GetString(3), rows.GetString(4),
                rows.IsDBNull(5) ? null : rows.GetString(5), rows.GetInt64(6), rows.Bytes(7)!));
        }

        return read;
    }

    public List<LedgerBlock> ReadBlocks(int chain, long after, int count)
    {
        using var rows = blocks.With(chain, after, count).ExecuteReader();
        var read = new List<LedgerBlock>();
        while (rows.Read())
        {
            read.Add(new(
                chain, rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), rows.GetInt64(3),
                rows.Bytes(4)!, rows.Bytes(5)!, rows.Bytes(6)!));
        }

        return read;
    }

    public ChainHead? ReadHead(int chain) => ReadHead(connection, chain);

    public List<DueRow> ReadDue(DateTimeOffset until, int count)
    {
        using var rows = due.With(LedgerTime.ToMicros(until), count).ExecuteReader();
        var read = new List<DueRow>();
        while (rows.Read())
            read.Add(new(LedgerTime.FromMicros(rows.GetInt64(0)), rows.GetString(1), rows.GetString(2), rows.GetString(3)));
        return read;
    }

    public DateTimeOffset? NextDue() => nextDue.ExecuteScalar() is long at ? LedgerTime.FromMicros(at) : null;

    public long ReadPosition(int chain, string name) => position.With(chain, name).ExecuteScalar() as long? ?? 0;

    public void Dispose() => connection.Dispose();

    public static ChainHead? ReadHead(SqliteConnection connection, int chain)
    {
        using var command = connection.Prepare("SELECT epoch, commits, last_block, last_number, head FROM chain WHERE id = $c", "$c");
        using var row = command.With(chain).ExecuteReader();
        return row.Read()
            ? new(chain, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.Bytes(4)!)
            : null;
    }
}
