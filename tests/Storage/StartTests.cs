using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Microsoft.Extensions.Options;

namespace Directives.Tests.Storage;

/// <summary>Tables, settings and the claim to a chain when a process starts.</summary>
public sealed class StartTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Start_WhileAnotherProcessWrites_IsRefusedByItsName(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var first = await TestLedger.StartAsync(database))
        {
            var refusal = await Assert.ThrowsAsync<ChainHeldException>(() => TestLedger.StartAsync(database, ("TakeOverWait", "0")));

            Assert.Contains($"process {Environment.ProcessId} on ", refusal.Message, StringComparison.Ordinal);
            await first.WriteNewAsync(TestLedger.Officer(1), "op-1");
        }

        await using var second = await TestLedger.StartAsync(database, ("TakeOverWait", "0"));
        await second.WriteNewAsync(TestLedger.Officer(2), "op-2");
        Assert.Equal(["op-1", "op-2"], second.Operations());
        await second.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Start_WhileAnotherProcessEnds_TakesOverFromIt(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var first = await TestLedger.StartAsync(database);
        var second = TestLedger.StartAsync(database, ("TakeOverWait", "00:01:00"));
        await first.WriteNewAsync(TestLedger.Officer(1), "op-1");

        await first.DisposeAsync();

        await using var ledger = await second;
        Assert.Equal(new LedgerPosition(1, 1), ledger.Ledger.Head);
        Assert.Equal(2, database.Scalar<long>("SELECT epoch FROM chain"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_ChainTakenOver_IsFenced(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        ledger.Database.Execute("UPDATE chain SET epoch = epoch + 1, owner = 'another'");

        var lost = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.WriteNewAsync(TestLedger.Officer(2), "op-2"));
        var later = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.WriteNewAsync(TestLedger.Officer(3), "op-3"));

        Assert.Contains("taken over", lost.Message, StringComparison.Ordinal);
        Assert.False(lost.OutcomeUnknown || later.OutcomeUnknown);
        Assert.Equal(["op-1"], ledger.Operations());
        Assert.Equal(1, ledger.Database.Scalar<long>("SELECT count(*) FROM grain_state"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Start_TablesOfANewerProgram_IsRefused(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        database.Execute("INSERT INTO schema_version (version, name, at) VALUES (999, 'future', 0)");

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => TestLedger.StartAsync(database));

        Assert.Contains("version 999", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Start_ProcessesAtOnceWithoutTables_OneMakesThemAndHasTheChain(string provider)
    {
        const int Processes = 8;
        using var database = TestDatabase.Create(provider);

        var starts = Enumerable.Range(0, Processes)
            .Select(_ => Task.Run(() => TestLedger.StartAsync(database, ("TakeOverWait", "0")))).ToList();
        var refusals = await Task.WhenAll(starts.Select(start => GrainStorageTests.Try(() => start)));

        Assert.Equal(Processes - 1, refusals.Count(refusal => refusal is ChainHeldException));
        Assert.Equal(Migration.For(provider).Select(step => (long)step.Version), database.Column<long>("SELECT version FROM schema_version ORDER BY version"));
        await using var ledger = await starts.Single(start => start.IsCompletedSuccessfully);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
    }

    [Theory]
    [InlineData("MaxBatch", "0", "MaxBatch")]
    [InlineData("Readers", "65", "Readers")]
    [InlineData("Path", "", "Storage:Path")]
    [InlineData("Provider", "postgres", "Storage:ConnectionString")]
    [InlineData("OutageWait", "-00:00:01", "Storage:OutageWait")]
    [InlineData("Lease", "00:00:00.5", "Storage:Lease")]
    public async Task Start_SettingOutOfBounds_IsRefusedByItsName(string key, string value, string named)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => TestLedger.StartAsync(TestDatabase.Sqlite, (key, value)));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }
}
