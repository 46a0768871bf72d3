using Directives.Grains;
using Directives.Tests.Support;
using Orleans;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>Rows that a change adds: written with the state, in the same transaction, and only where there is none.</summary>
public sealed class WrittenRowTests
{
    private const string Name = "directive/put away";

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_WithAddedRows_WritesAllOfThemOnce(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = new GrainState<OfficerDirectiveState>(Adding("op-1", Name, "op-0"));
        await ledger.WriteAsync(TestLedger.Officer(1), state);
        Assert.Empty(state.State!.Rows);
        await ledger.WriteAsync(TestLedger.Officer(1), state);

        var added = await ledger.ReadAsync(TestLedger.Officer(1), Name);

        Assert.Equal(("1", "op-0"), (added.ETag, added.State!.Acts.Single().Operation));
        Assert.Equal(["op-1"], ledger.Operations());
        Assert.Equal("2", (await ledger.ReadAsync(TestLedger.Officer(1))).ETag);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_AddedRowIsThereAlready_WritesNothing(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteAsync(TestLedger.Officer(1), new(TestLedger.Acted("op-0")), Name);

        // Among others, which are written.
        var refused = ledger.WriteAsync(TestLedger.Officer(1), new(Adding("op-1", Name, "op-new")));
        var others = Enumerable.Range(2, 20).Select(number => ledger.WriteNewAsync(TestLedger.Officer(number), $"op-{number}")).ToList();

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => refused);
        Assert.Contains($"{TestLedger.Officer(1)}/{Name}, which", conflict.Message, StringComparison.Ordinal);
        Assert.True(conflict.StoredEtag is null or "Unknown", $"The version of another row is not the state's own: {conflict.StoredEtag}");
        await Task.WhenAll(others);
        Assert.Equal("op-0", (await ledger.ReadAsync(TestLedger.Officer(1), Name)).State!.Acts.Single().Operation);
        Assert.False((await ledger.ReadAsync(TestLedger.Officer(1))).RecordExists);
        Assert.DoesNotContain("op-1", ledger.Operations());
        Assert.Equal(21, ledger.Operations().Count);
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_WithARowThatIsThere_WritesItsNextVersion(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteAsync(TestLedger.Officer(1), new(TestLedger.Acted("op-0")), Name);

        await ledger.WriteAsync(TestLedger.Officer(1), new(Writing("op-1", "op-new", "1")));

        var row = await ledger.ReadAsync(TestLedger.Officer(1), Name);
        Assert.Equal(("op-new", "2"), (row.State!.Acts.Single().Operation, row.ETag));
        Assert.Equal(["op-0", "op-1"], ledger.Operations());
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_WithARowThatIsThereInAnotherVersion_WritesNothing(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var row = new GrainState<OfficerDirectiveState>(TestLedger.Acted("op-0"));
        await ledger.WriteAsync(TestLedger.Officer(1), row, Name);
        row.State = TestLedger.Acted("op-00");
        await ledger.WriteAsync(TestLedger.Officer(1), row, Name);

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => ledger.WriteAsync(TestLedger.Officer(1), new(Writing("op-1", "op-new", "1"))));

        Assert.Equal("op-00", (await ledger.ReadAsync(TestLedger.Officer(1), Name)).State!.Acts.Single().Operation);
        Assert.False((await ledger.ReadAsync(TestLedger.Officer(1))).RecordExists);
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_StaleState_AddsNoRow(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");

        var stale = ledger.WriteAsync(TestLedger.Officer(1), new(Adding("op-2", Name, "op-new")));
        var other = ledger.WriteNewAsync(TestLedger.Officer(2), "op-3");

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => stale);
        Assert.Equal("1", conflict.StoredEtag);
        await other;
        Assert.False((await ledger.ReadAsync(TestLedger.Officer(1), Name)).RecordExists);
        Assert.Equal(["op-1", "op-3"], ledger.Operations());
        await ledger.VerifyAsync();
    }

    /// <summary>Where both are there already, it is the state's own version that its writer did not know.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Write_StaleStateWhoseAddedRowIsThereToo_TellsTheVersionOfTheState(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        state.State = Adding("op-2", Name, "op-0");
        await ledger.WriteAsync(TestLedger.Officer(1), state);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(
            () => ledger.WriteAsync(TestLedger.Officer(1), new(Adding("op-3", Name, "op-new"))));

        Assert.Equal("2", conflict.StoredEtag);
    }

    private static OfficerDirectiveState Writing(string operation, string operationOfTheRow, string etag) =>
        TestLedger.Acted(operation) with { Rows = [new WrittenRow(Name, TestLedger.Acted(operationOfTheRow), etag)] };

    private static OfficerDirectiveState Adding(string operation, string name, string operationOfTheRow) =>
        TestLedger.Acted(operation) with { Rows = [new WrittenRow(name, TestLedger.Acted(operationOfTheRow))] };
}
