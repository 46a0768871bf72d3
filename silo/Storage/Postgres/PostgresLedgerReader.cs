using Directives.Grains;
using Npgsql;
using static Directives.Silo.Storage.Postgres.PostgresCommands;

namespace Directives.Silo.Storage.Postgres;

internal sealed class PostgresLedgerReader(NpgsqlConnection connection) : ILedgerReader
{
    /// <summary>The limit keeps each key a look-up in the primary key, whatever the planner believes about the table.</summary>
    private const string StatesOf =
        """
        FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (grain_type, grain_key, state_name, n)
        CROSS JOIN LATERAL (
            SELECT version, payload FROM grain_state AS stored
            WHERE stored.grain_type = asked.grain_type AND stored.grain_key = asked.grain_key AND stored.state_name = asked.state_name
            LIMIT 1) AS found
        """;

    private const string EntryColumns =
        "SELECT number, block, kind, grain_type, grain_key, directive, at, payload FROM ledger_entry WHERE chain = $1 AND number > $2";

    public StoredState?[] ReadStates(IReadOnlyList<RowKey> keys)
    {
        var states = new StoredState?[keys.Count];
        using var command = Select(connection, $"SELECT n, version, payload {StatesOf}", keys);
        using var rows = command.ExecuteReader();
        while (rows.Read())
            states[rows.GetInt64(0) - 1] = new(rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<byte[]>(2));
        return states;
    }

    /// <summary>The versions of rows, in the order asked for; 0 where there is no row.</summary>
    public static long[] ReadVersions(NpgsqlConnection connection, IReadOnlyList<RowKey> keys)
    {
        var versions = new long[keys.Count];
        using var command = Select(connection, $"SELECT n, version {StatesOf}", keys);
        using var rows = command.ExecuteReader();
        while (rows.Read())
            versions[rows.GetInt64(0) - 1] = rows.GetInt64(1);
        return versions;
    }

    public List<StoredEntry> ReadEntries(int chain, long after, int count, string? directive)
    {
        using var command = directive is null
            ? connection.Command($"{EntryColumns} ORDER BY number LIMIT $3", chain, after, count)
            : connection.Command($"{EntryColumns} AND directive = $4 ORDER BY number LIMIT $3", chain, after, count, directive);
        using var rows = command.ExecuteReader();
        var read = new List<StoredEntry>();
        while (rows.Read())
        {
            read.Add(new(
                new LedgerPosition(chain, rows.GetInt64(0)), rows.GetInt64(1), rows.GetString(2), rows.GetString(3), rows.GetString(4),
                rows.IsDBNull(5) ? null : rows.GetString(5), rows.GetInt64(6), rows.GetFieldValue<byte[]>(7)));
        }

        return read;
    }

    public List<LedgerBlock> ReadBlocks(int chain, long after, int count)
    {
        using var command = connection.Command(
            """
            SELECT block, first_number, entries, at, root, previous, hash FROM ledger_block
            WHERE chain = $1 AND block > $2 ORDER BY block LIMIT $3
            """,
            chain, after, count);
        using var rows = command.ExecuteReader();
        var read = new List<LedgerBlock>();
        while (rows.Read())
        {
            read.Add(new(
                chain, rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), rows.GetInt64(3),
                rows.GetFieldValue<byte[]>(4), rows.GetFieldValue<byte[]>(5), rows.GetFieldValue<byte[]>(6)));
        }

        return read;
    }

    public ChainHead? ReadHead(int chain) => ReadHead(connection, chain);

    public static ChainHead? ReadHead(NpgsqlConnection connection, int chain)
    {
        using var command = connection.Command("SELECT epoch, commits, last_block, last_number, head FROM chain WHERE id = $1", chain);
        using var row = command.ExecuteReader();
        return row.Read()
            ? new(chain, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4))
            : null;
    }

    public List<DueRow> ReadDue(DateTimeOffset until, int count)
    {
        using var command = connection.Command(
            "SELECT at, grain_type, grain_key, what FROM due WHERE at <= $1 ORDER BY at, grain_type, grain_key, what LIMIT $2",
            LedgerTime.ToMicros(until), count);
        using var rows = command.ExecuteReader();
        var read = new List<DueRow>();
        while (rows.Read())
            read.Add(new(LedgerTime.FromMicros(rows.GetInt64(0)), rows.GetString(1), rows.GetString(2), rows.GetString(3)));
        return read;
    }

    public DateTimeOffset? NextDue()
    {
        using var command = connection.Command("SELECT min(at) FROM due");
        return command.ExecuteScalar() is long at ? LedgerTime.FromMicros(at) : null;
    }

    public long ReadPosition(int chain, string name)
    {
        using var command = connection.Command("SELECT number FROM relay_position WHERE chain = $1 AND name = $2", chain, name);
        return command.ExecuteScalar() as long? ?? 0;
    }

    public void Dispose() => connection.Dispose();

    private static NpgsqlCommand Select(NpgsqlConnection connection, string sql, IReadOnlyList<RowKey> keys)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(Texts([.. keys.Select(key => key.GrainType)]));
        command.Parameters.Add(Texts([.. keys.Select(key => key.GrainKey)]));
        command.Parameters.Add(Texts([.. keys.Select(key => key.StateName)]));
        return command;
    }
}
