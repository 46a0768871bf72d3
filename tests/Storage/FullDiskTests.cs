using Directives.Silo.Storage;
using Directives.Silo.Storage.Sqlite;
using Directives.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Directives.Tests.Storage;

/// <summary>SQLite ends a transaction by itself when the disk is full: that is a refusal like any other.</summary>
public sealed class FullDiskTests
{
    private const int Full = 13;

    [Fact]
    public void Commit_DiskFull_IsRejectedByItsCauseAndTheSessionGoesOn()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        using var ledger = new SqliteLedgerDatabase(database.Settings["Storage:Path"]!);
        using var connection = new SqliteConnection($"Data Source={database.Settings["Storage:Path"]};Pooling=False");
        connection.Open();
        using var writer = new SqliteLedgerWriter(connection, new ChainClaim(1, "a test", null, TimeSpan.FromSeconds(5), TestLedger.Noon), Migration.For("sqlite"));
        var pages = Run(connection, "PRAGMA page_count");
        Run(connection, $"PRAGMA max_page_count = {pages + 2}");

        var rejected = Assert.Throws<CommitRejectedException>(() => writer.Commit(Large("large"), writer.Head));

        Assert.Equal(Full, Assert.IsType<SqliteException>(rejected.InnerException).SqliteErrorCode);
        Assert.True(ledger.ConcernsAllWrites(rejected.InnerException), $"A full disk was to concern all writes: {rejected.Message}");
        Run(connection, "PRAGMA max_page_count = 100000");
        Assert.Equal(1, writer.Commit(Large("again"), writer.Head).Head.Number);
    }

    private static CommitBatch Large(string operation)
    {
        var payload = new byte[64 * 1024];
        Array.Fill(payload, (byte)'x');
        var write = new StateWrite(new RowKey("officer", "sgad/0001", "directive/1"), 0, payload, TestLedger.Acted(operation));
        return new CommitBatch([write], TestLedger.Noon);
    }

    private static long Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() as long? ?? 0;
    }
}
