using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Directives.Bench.Limits;

/// <summary>S: rows a second into one SQLite table, WAL and synchronous=FULL, so many rows a commit.</summary>
internal static class SqliteLimit
{
    public static Figure Measure(string folder, int rowsPerCommit, TimeSpan time)
    {
        var path = Path.Combine(folder, $"limit-{rowsPerCommit}.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE limit_row (k TEXT PRIMARY KEY, version INTEGER, payload TEXT) WITHOUT ROWID");
        using var upsert = connection.CreateCommand();
        upsert.CommandText =
            "INSERT INTO limit_row VALUES ($k, 1, $p) ON CONFLICT (k) DO UPDATE SET version = version + 1, payload = $p";
        var key = upsert.Parameters.Add("$k", SqliteType.Text);
        upsert.Parameters.AddWithValue("$p", new string('x', 200));
        var rows = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            using var transaction = connection.BeginTransaction();
            upsert.Transaction = transaction;
            for (var i = 0; i < rowsPerCommit; i++)
            {
                key.Value = $"post-{rows++ % 1_000_000:D7}";
                upsert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return new Figure(Name(rowsPerCommit), "sqlite", rows / watch.Elapsed.TotalSeconds, "rows/s");
    }

    public static string Name(int rowsPerCommit) => $"S: upserts, {rowsPerCommit} a commit";

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
