using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Orleans;

namespace Directives.Tests.Storage;

public sealed class DueQueueTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Read_RowsDue_AreInOrderAndBounded(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        int[] minutes = [5, 1, 4, 2, 3, 60];
        foreach (var minute in minutes)
            await SetAsync(ledger, minute, TestLedger.Noon.AddMinutes(minute), "acknowledge");

        var due = await ledger.Due.ReadAsync(TestLedger.Noon.AddMinutes(5), 4, default);

        Assert.Equal(
            [1, 2, 3, 4],
            due.Select(row => (int)(row.At - TestLedger.Noon).TotalMinutes));
        Assert.Equal(new DueRow(TestLedger.Noon.AddMinutes(1), "officer", "sgad/0001", "acknowledge"), due[0]);
        Assert.Equal(5, (await ledger.Due.ReadAsync(TestLedger.Noon.AddMinutes(5), 100, default)).Count);
        Assert.Empty(await ledger.Due.ReadAsync(TestLedger.Noon, 100, default));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Next_RowsRemoved_IsTheEarliestLeft(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        Assert.Null(await ledger.Due.NextAsync(default));
        await SetAsync(ledger, 1, TestLedger.Noon.AddMicroseconds(1), "acknowledge");
        await SetAsync(ledger, 2, TestLedger.Noon.AddMicroseconds(2), "acknowledge");
        Assert.Equal(TestLedger.Noon.AddMicroseconds(1), await ledger.Due.NextAsync(default));

        foreach (var row in await ledger.Due.ReadAsync(TestLedger.Noon.AddMicroseconds(1), 10, default))
            await ledger.Due.RemoveAsync(row, default);
        Assert.Equal(TestLedger.Noon.AddMicroseconds(2), await ledger.Due.NextAsync(default));

        foreach (var row in await ledger.Due.ReadAsync(TestLedger.Noon.AddDays(1), 10, default))
            await ledger.Due.RemoveAsync(row, default);
        Assert.Null(await ledger.Due.NextAsync(default));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Remove_RowSetToAnotherTimeMeanwhile_KeepsIt(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = await SetAsync(ledger, 1, TestLedger.Noon, "acknowledge");
        var row = (await ledger.Due.ReadAsync(TestLedger.Noon, 10, default)).Single();
        await SetAsync(ledger, 1, TestLedger.Noon.AddDays(1), "acknowledge", state);

        await ledger.Due.RemoveAsync(row, default);

        Assert.Equal(TestLedger.Noon.AddDays(1), await ledger.Due.NextAsync(default));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_SameWordFromTwoStatesAtOnce_KeepsOneRow(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var later = new OfficerDirectiveState { Due = [new(TestLedger.Noon, "comply"), new(TestLedger.Noon.AddDays(1), "comply"), new(TestLedger.Noon, "x")] };
        List<Task> writes;
        using (ledger.Database.Hold())
        {
            writes =
            [
                ledger.WriteAsync(TestLedger.Officer(1), new(new() { Due = [new(TestLedger.Noon, "comply")] }), "one"),
                ledger.WriteAsync(TestLedger.Officer(1), new(new() { Due = [new(TestLedger.Noon, "comply")] }), "two"),
                ledger.WriteAsync(TestLedger.Officer(1), new(later), "three"),
            ];
        }

        await Task.WhenAll(writes);
        var due = await ledger.Due.ReadAsync(TestLedger.Noon.AddDays(2), 10, default);
        Assert.Equal([(TestLedger.Noon, "x"), (TestLedger.Noon.AddDays(1), "comply")], due.Select(row => (row.At, row.What)));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Remove_ManyAtOnce_RemovesEach(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => SetAsync(ledger, i, TestLedger.Noon.AddMinutes(i), "acknowledge")));
        var due = await ledger.Due.ReadAsync(TestLedger.Noon.AddMinutes(89), 1000, default);

        await Task.WhenAll(due.Concat(due).Select(row => ledger.Due.RemoveAsync(row, default)));

        Assert.Equal(10, ledger.Database.Scalar<long>("SELECT count(*) FROM due"));
        Assert.Equal(TestLedger.Noon.AddMinutes(90), await ledger.Due.NextAsync(default));
    }

    private static async Task<GrainState<OfficerDirectiveState>> SetAsync(
        TestLedger ledger, int officer, DateTimeOffset at, string what, GrainState<OfficerDirectiveState>? state = null)
    {
        state ??= TestLedger.New();
        state.State = state.State! with { Due = [new(at, what)] };
        await ledger.WriteAsync(TestLedger.Officer(officer), state);
        Assert.Empty(state.State.Due);
        return state;
    }
}
