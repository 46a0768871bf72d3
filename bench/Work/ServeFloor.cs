using System.Diagnostics;
using Directives.V1;
using Npgsql;

namespace Directives.Bench.Work;

/// <summary>
/// The least that serving can take of PostgreSQL: the rows that a directive left behind are written once more, by the
/// server itself, into empty tables like those that they are in, as many offices a transaction as a commit has.
/// </summary>
internal static class ServeFloor
{
    private const int OfficesTogether = 500;

    private const string Prepare =
        """
        CREATE TEMP TABLE office AS
            SELECT grain_key, (row_number() OVER (ORDER BY number) - 1) / $2 AS part FROM ledger_entry WHERE directive = $1 AND kind = 'Received';
        CREATE TEMP TABLE served AS
            SELECT part, row.* FROM grain_state AS row JOIN office USING (grain_key) WHERE grain_type = 'department' AND state_name = 'entry/' || $1;
        CREATE TEMP TABLE page AS
            SELECT part, row.* FROM grain_state AS row JOIN office USING (grain_key) WHERE grain_type = 'department' AND state_name = 'diary';
        CREATE TEMP TABLE fact AS
            SELECT part, row.* FROM ledger_entry AS row JOIN office USING (grain_key) WHERE directive = $1 AND kind IN ('Received', 'RosterServed');
        CREATE TEMP TABLE deadline AS
            SELECT part, row.* FROM due AS row JOIN office USING (grain_key) WHERE grain_type = 'department' AND what LIKE '%' || $1;
        CREATE TABLE floor_state (LIKE grain_state INCLUDING ALL);
        CREATE TABLE floor_entry (LIKE ledger_entry INCLUDING ALL);
        CREATE TABLE floor_due (LIKE due INCLUDING ALL);
        INSERT INTO floor_state SELECT grain_type, grain_key, state_name, version, payload FROM page ORDER BY grain_key;
        CREATE INDEX ON served (part); CREATE INDEX ON page (part); CREATE INDEX ON fact (part); CREATE INDEX ON deadline (part);
        ANALYZE served; ANALYZE page; ANALYZE fact; ANALYZE deadline; ANALYZE floor_state;
        """;

    private static readonly string[] Together =
    [
        "INSERT INTO floor_state SELECT grain_type, grain_key, state_name, version, payload FROM served WHERE part = $1 ORDER BY grain_key",
        """
        UPDATE floor_state AS row SET version = row.version + 1, payload = page.payload FROM page
        WHERE part = $1 AND row.grain_type = page.grain_type AND row.grain_key = page.grain_key AND row.state_name = page.state_name
        """,
        """
        INSERT INTO floor_entry SELECT chain, number, block, kind, grain_type, grain_key, directive, at, payload
        FROM fact WHERE part = $1 ORDER BY number
        """,
        "INSERT INTO floor_due SELECT grain_type, grain_key, what, at FROM deadline WHERE part = $1 ORDER BY grain_key",
    ];

    /// <param name="address">Of the product's database.</param>
    /// <param name="directive">One that has been served on so many offices.</param>
    public static async Task MeasureAsync(
        NpgsqlConnectionStringBuilder address, string directive, ImportResult organogram, Report report, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection($"{address.ConnectionString};Pooling=false;Max Auto Prepare=10");
        await connection.OpenAsync(cancellation);
        var sql = Prepare.Replace("$1", $"'{directive}'", StringComparison.Ordinal).Replace("$2", $"{OfficesTogether}", StringComparison.Ordinal);
        await using (var prepare = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 })
            await prepare.ExecuteNonQueryAsync(cancellation);
        await using (var checkpoint = new NpgsqlCommand("CHECKPOINT", connection) { CommandTimeout = 0 })
            await checkpoint.ExecuteNonQueryAsync(cancellation);

        var rows = 0;
        var watch = Stopwatch.StartNew();
        for (long part = 0; part * OfficesTogether < organogram.Departments; part++)
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var statement in Together)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { new NpgsqlParameter<long> { TypedValue = part } } });
            rows += await batch.ExecuteNonQueryAsync(cancellation);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        await using (var drop = new NpgsqlCommand("DROP TABLE floor_state, floor_entry, floor_due", connection))
            await drop.ExecuteNonQueryAsync(cancellation);
        ServeWork.Hold($"floor: only the {rows:N0} rows of a directive, {OfficesTogether} offices a transaction", seconds, "postgres", organogram, isProduct: false, report);
    }
}
