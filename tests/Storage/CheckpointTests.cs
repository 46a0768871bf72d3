using Directives.Silo.Storage;
using Directives.Silo.Storage.Sqlite;
using Directives.Tests.Support;

namespace Directives.Tests.Storage;

/// <summary>What is committed goes from SQLite's log into its file without a commit having to do it.</summary>
public sealed class CheckpointTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Committed_FewerPagesThanACommitWouldMove_AreTakenIntoTheFile()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var file = new FileInfo(database.Settings["Storage:Path"]!);
        using var ledger = new SqliteLedgerDatabase(file.FullName);
        using var writer = ledger.OpenWriter(new ChainClaim(1, "a test", null, s_lease, TestLedger.Noon));
        var payload = new byte[4_096];
        Array.Fill(payload, (byte)'x');

        writer.Commit(new CommitBatch([.. Enumerable.Range(1, 400).Select(Write)], TestLedger.Noon), writer.Head);

        await Waits.UntilAsync(
            () =>
            {
                file.Refresh();
                return file.Length > 400 * payload.Length;
            },
            () => $"the file was to have all 400 rows of {payload.Length} bytes, and has {file.Length} bytes");

        StateWrite Write(int row) => new(new RowKey("officer", $"sgad/{row:0000}", "directive/1"), 0, payload, TestLedger.Acted($"op-{row}"));
    }
}
