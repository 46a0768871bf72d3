using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>What every grain storage does, on both databases.</summary>
public sealed class GrainStorageTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Read_NothingStored_GivesNewStateWithoutETag(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = new GrainState<OfficerDirectiveState>(TestLedger.Acted("left over")) { ETag = "7", RecordExists = true };

        await ledger.Storage.ReadStateAsync("directive/1", TestLedger.Officer(1), state);

        Assert.Empty(state.State!.Acts);
        Assert.Empty(state.State.Facts);
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_ThenRead_GivesWhatWasWritten(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var written = await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");

        var read = await ledger.ReadAsync(TestLedger.Officer(1));

        Assert.Equal("1", written.ETag);
        Assert.True(written.RecordExists);
        Assert.Equal("1", read.ETag);
        Assert.True(read.RecordExists);
        Assert.Equal(written.State!.Acts, read.State!.Acts);
        Assert.Equal("عائشہ خان", read.State.Acts[0].Name.Ur);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_StateNamesAndGrains_AreKeptApart(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        (GrainId Grain, string State)[] rows =
        [
            (GrainId.Create("officer", "a/b"), "c"), (GrainId.Create("officer", "a"), "b/c"), (GrainId.Create("department", "a"), "b/c"),
            (GrainId.Create("officer", "اردو"), "c"), (GrainId.Create("officer", "A/B"), "c"), (GrainId.Create("officer", "a/b "), "c"),
        ];
        for (var i = 0; i < rows.Length; i++)
            await ledger.WriteAsync(rows[i].Grain, new(TestLedger.Acted($"op-{i}")), rows[i].State);

        for (var i = 0; i < rows.Length; i++)
            Assert.Equal($"op-{i}", (await ledger.ReadAsync(rows[i].Grain, rows[i].State)).State!.Acts.Single().Operation);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_Again_CountsVersionsAndDropsFactsWritten(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        Assert.Empty(state.State!.Facts);

        await ledger.WriteAsync(TestLedger.Officer(1), state);
        state.State = TestLedger.Acted("op-2", before: state.State);
        await ledger.WriteAsync(TestLedger.Officer(1), state);

        Assert.Equal("3", state.ETag);
        Assert.Equal(["op-1", "op-2"], ledger.Operations());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_StaleETag_IsInconsistentAndChangesNothing(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var first = await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        var other = await ledger.ReadAsync(TestLedger.Officer(1));
        await ledger.WriteAsync(TestLedger.Officer(1), other);

        first.State = TestLedger.Acted("op-stale");
        var stale = await Assert.ThrowsAsync<InconsistentStateException>(() => ledger.WriteAsync(TestLedger.Officer(1), first));

        Assert.Equal("2", stale.StoredEtag);
        Assert.Equal("1", stale.CurrentEtag);
        Assert.Equal("1", first.ETag);
        Assert.Equal(["op-1"], ledger.Operations());
        Assert.Equal("2", (await ledger.ReadAsync(TestLedger.Officer(1))).ETag);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_WithoutETagWhereARowIs_IsInconsistent(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");

        await Assert.ThrowsAsync<InconsistentStateException>(() => ledger.WriteNewAsync(TestLedger.Officer(1), "op-2"));

        Assert.Equal(["op-1"], ledger.Operations());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_ETagWhereNoRowIs_IsInconsistent(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = new GrainState<OfficerDirectiveState>(TestLedger.Acted("op-1")) { ETag = "4" };

        var stale = await Assert.ThrowsAsync<InconsistentStateException>(() => ledger.WriteAsync(TestLedger.Officer(1), state));

        Assert.Equal("0", stale.StoredEtag);
        Assert.Empty(ledger.Operations());
        Assert.Equal(0, ledger.Database.Scalar<long>("SELECT count(*) FROM grain_state"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_TwoWritersOfOneGrain_OneSucceeds(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        for (var round = 0; round < 20; round++)
        {
            var writers = Enumerable.Range(0, 4).Select(i => Try(() => ledger.WriteNewAsync(TestLedger.Officer(round), $"op-{round}-{i}")));
            var outcomes = await Task.WhenAll(writers);

            Assert.Single(outcomes, failure => failure is null);
            Assert.All(outcomes.Where(failure => failure is not null), failure => Assert.IsType<InconsistentStateException>(failure));
        }

        Assert.Equal(20, ledger.Operations().Count);
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Clear_StoredState_LeavesARowThatCountsOn(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");

        await ledger.Storage.ClearStateAsync("directive/1", TestLedger.Officer(1), state);

        Assert.Equal("2", state.ETag);
        Assert.False(state.RecordExists);
        Assert.Empty(state.State!.Acts);
        var read = await ledger.ReadAsync(TestLedger.Officer(1));
        Assert.Equal("2", read.ETag);
        Assert.False(read.RecordExists);
        Assert.Empty(read.State!.Acts);

        read.State = TestLedger.Acted("op-2");
        await ledger.WriteAsync(TestLedger.Officer(1), read);
        Assert.Equal("3", read.ETag);
        Assert.Equal("op-2", (await ledger.ReadAsync(TestLedger.Officer(1))).State!.Acts.Single().Operation);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Clear_StaleETag_IsInconsistent(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => ledger.Storage.ClearStateAsync("directive/1", TestLedger.Officer(1), TestLedger.New()));

        Assert.True((await ledger.ReadAsync(TestLedger.Officer(1))).RecordExists);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_LargeState_IsReadBackWhole(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var reason = string.Concat(Enumerable.Repeat("وجہ \"reason\" \\ \u0001 😀 ", 50_000));
        var act = new StoredAct(Standing.Declined, TestLedger.Noon, "p-1", new LocalText("A", "ا"), 1, reason, "op-1");

        await ledger.WriteAsync(TestLedger.Officer(1), new(new OfficerDirectiveState { Acts = [act] }));

        Assert.Equal(act, (await ledger.ReadAsync(TestLedger.Officer(1))).State!.Acts.Single());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ReadWrite_UnlistedType_IsRefusedByName(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);

        var read = await Assert.ThrowsAsync<NotSupportedException>(
            () => ledger.Storage.ReadStateAsync("x", TestLedger.Officer(1), new GrainState<UnlistedState>(new())));
        var written = await Assert.ThrowsAsync<NotSupportedException>(
            () => ledger.Storage.WriteStateAsync("x", TestLedger.Officer(1), new GrainState<string>("text")));

        Assert.Contains(nameof(UnlistedState), read.Message, StringComparison.Ordinal);
        Assert.Contains("System.String", written.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_KeyThatADatabaseCannotKeep_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync(TestDatabase.Sqlite);
        foreach (var state in (string[])["", "a\0b", "a\ud800b", "a\udc00", "\ud800"])
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(
                () => ledger.WriteAsync(TestLedger.Officer(1), new(TestLedger.Acted("op-1")), state));

            Assert.Contains("state name", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_LongestKeys_AreKept(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var longest = new string('ے', 256);
        var grain = GrainId.Create(longest, longest);

        await ledger.WriteAsync(grain, new(TestLedger.Acted("op-1", directive: longest)), longest);

        Assert.Equal("1", (await ledger.ReadAsync(grain, longest)).ETag);
        Assert.Single(await ledger.Ledger.ReadAsync(new(1, 0), 10, longest, default));
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.WriteAsync(grain, new(TestLedger.Acted("op-2")), longest + "x"));
    }

    internal static async Task<Exception?> Try(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private sealed record UnlistedState : LedgeredState;
}
