using Directives.Grains;
using Directives.Tests.Support;
using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>Writes of many grains in one transaction, each with its own outcome.</summary>
public sealed class GroupCommitTests
{
    private static readonly string[] Refused = ["op-4", "op-9"];

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_ManyAtOnce_ShareATransaction(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);

        await Task.WhenAll(WhileHeld(ledger, () => Enumerable.Range(0, 200).Select(i => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}"))));

        Assert.InRange(ledger.Database.Scalar<long>("SELECT count(*) FROM ledger_block"), 1, 2);
        Assert.Equal(200, ledger.Database.Scalar<long>("SELECT count(*) FROM grain_state WHERE version = 1"));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"op-{i}").Order(), ledger.Operations().Order());
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_MoreThanABatchTakes_AreTakenOneAfterTheOther(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider, ("MaxBatch", "7"));

        await Task.WhenAll(WhileHeld(ledger, () => Enumerable.Range(0, 70).Select(i => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}"))));

        Assert.InRange(ledger.Database.Scalar<long>("SELECT max(entries) FROM ledger_block"), 1, 7);
        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"op-{i}"), ledger.Operations());
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_MoreBytesThanABatchTakes_AreTakenOneAfterTheOther(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider, ("MaxBatchBytes", "1"));

        await Task.WhenAll(WhileHeld(ledger, () => Enumerable.Range(0, 10).Select(i => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}"))));

        Assert.Equal(10, ledger.Database.Scalar<long>("SELECT count(*) FROM ledger_block"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_StaleOnesAmongGood_FailAlone(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var stale = new HashSet<int> { 3, 50, 99 };
        foreach (var i in stale)
            await ledger.WriteNewAsync(TestLedger.Officer(i), $"before-{i}");

        var outcomes = await Task.WhenAll(WhileHeld(ledger, () => Enumerable.Range(0, 100)
            .Select(i => GrainStorageTests.Try(() => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}")))));

        for (var i = 0; i < outcomes.Length; i++)
        {
            if (stale.Contains(i))
                Assert.Equal("1", Assert.IsType<InconsistentStateException>(outcomes[i]).StoredEtag);
            else
                Assert.True(outcomes[i] is null, $"Write {i} was to succeed, failed with {outcomes[i]}");
        }

        Assert.Equal(Enumerable.Range(0, 100).Where(i => !stale.Contains(i)).Select(i => $"op-{i}"), ledger.Operations().Skip(3));
        Assert.InRange(ledger.Database.Scalar<long>("SELECT max(block) FROM ledger_block"), 4, 5);
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_OnesThatTheDatabaseRefusesAmongGood_FailAlone(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        ForbidOperations(ledger.Database);

        var outcomes = await Task.WhenAll(WhileHeld(ledger, () => Enumerable.Range(0, 20)
            .Select(i => GrainStorageTests.Try(() => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}")))));

        for (var i = 0; i < outcomes.Length; i++)
        {
            if (Refused.Contains($"op-{i}"))
                Assert.False(Assert.IsType<LedgerUnavailableException>(outcomes[i]).OutcomeUnknown);
            else
                Assert.True(outcomes[i] is null, $"Write {i} was to succeed, failed with {outcomes[i]}");
        }

        Assert.Equal(18, ledger.Operations().Count);
        Assert.Equal(18, ledger.Database.Scalar<long>("SELECT count(*) FROM grain_state"));
        await ledger.VerifyAsync();
    }

    /// <summary>What PostgreSQL says when its disk is full: no write by itself would fare better.</summary>
    [Fact]
    public async Task Write_DatabaseOutOfRoom_AllFailAfterOneTry()
    {
        await using var ledger = await TestLedger.StartAsync(TestDatabase.Postgres);
        ledger.Database.Execute(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM nextval('tries');
                RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'No space left on device';
            END
            $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON grain_state FOR EACH STATEMENT EXECUTE FUNCTION full_disk()
            """);

        var outcomes = await Task.WhenAll(WhileHeld(ledger, () => Enumerable.Range(0, 200)
            .Select(i => GrainStorageTests.Try(() => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}")))));

        Assert.All(outcomes, failure => Assert.False(Assert.IsType<LedgerUnavailableException>(failure).OutcomeUnknown));
        Assert.InRange(ledger.Database.Scalar<long>("SELECT last_value FROM tries"), 1, 2);
        ledger.Database.Execute("DROP TRIGGER full_disk ON grain_state");
        await ledger.WriteNewAsync(TestLedger.Officer(0), "afterwards");
        Assert.Equal(["afterwards"], ledger.Operations());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_SameRowTwiceAtOnce_NeverShareATransaction(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var first = new GrainState<OfficerDirectiveState>(TestLedger.Acted("op-1"));
        var second = new GrainState<OfficerDirectiveState>(TestLedger.Acted("op-2")) { ETag = "1" };

        await Task.WhenAll(WhileHeld(ledger, () => (Task[])
        [
            ledger.WriteNewAsync(TestLedger.Officer(0), "op-0"),
            ledger.WriteAsync(TestLedger.Officer(1), first),
            ledger.WriteAsync(TestLedger.Officer(1), second),
        ]));

        Assert.Equal("2", second.ETag);
        Assert.Equal("op-2", (await ledger.ReadAsync(TestLedger.Officer(1))).State!.Acts.Single().Operation);
        Assert.Equal(["op-0", "op-1", "op-2"], ledger.Operations());
        Assert.Equal(
            1, ledger.Database.Scalar<long>("SELECT max(n) FROM (SELECT count(*) AS n FROM ledger_entry WHERE grain_key = 'sgad/0001' GROUP BY block) AS blocks"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_QueueFull_IsRefusedAtOnce(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider, ("MaxQueue", "8"));
        List<Task<Exception?>> writes;
        using (ledger.Database.Hold())
        {
            writes = [.. Enumerable.Range(0, 40).Select(i => GrainStorageTests.Try(() => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}")))];
            var refused = writes.Where(write => write.IsCompleted).ToList();

            // 8 wait, and at most 8 more were taken into the transaction that is held up.
            Assert.InRange(refused.Count, 40 - 16, 40 - 8);
            foreach (var write in refused)
            {
                var refusal = Assert.IsType<RefusedException>(await write);
                Assert.Equal((Refusal.Exhausted, "STORAGE_BUSY"), (refusal.Refusal, refusal.Reason));
            }
        }

        var outcomes = await Task.WhenAll(writes);
        Assert.Equal(outcomes.Count(failure => failure is null), ledger.Operations().Count);
        Assert.All(outcomes, failure => Assert.True(failure is null or RefusedException, $"Unexpected: {failure}"));
        await ledger.WriteNewAsync(TestLedger.Officer(100), "afterwards");
    }

    [Fact]
    public async Task Write_LargerThanAllowed_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync(TestDatabase.Sqlite, ("MaxWriteBytes", "1000"));
        var act = TestLedger.Acted(new string('x', 1000));

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => ledger.WriteAsync(TestLedger.Officer(1), new(act)));

        Assert.Equal("STATE_TOO_LARGE", refusal.Reason);
        Assert.Empty(ledger.Operations());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Stop_WritesWaiting_AreWrittenFirst(string provider)
    {
        using var database = TestDatabase.Create(provider);
        List<Task> writes;
        await using (var ledger = await TestLedger.StartAsync(database))
            writes = [.. Enumerable.Range(0, 500).Select(i => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}"))];

        await Task.WhenAll(writes);
        Assert.Equal(500, TestLedger.Operations(database).Count);
    }

    private static List<T> WhileHeld<T>(TestLedger ledger, Func<IEnumerable<T>> start)
    {
        using (ledger.Database.Hold())
            return [.. start()];
    }

    private static void ForbidOperations(TestDatabase database)
    {
        using var connection = database.Open();
        database.Execute(connection is SqliteConnection
            ? """
              CREATE TRIGGER forbid BEFORE INSERT ON ledger_entry WHEN json_extract(new.payload, '$.operationId') IN ('op-4', 'op-9')
              BEGIN SELECT raise(ABORT, 'not this one'); END
              """
            : """
              CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
              CREATE TRIGGER forbid BEFORE INSERT ON ledger_entry FOR EACH ROW
              WHEN (new.payload::json ->> 'operationId' IN ('op-4', 'op-9')) EXECUTE FUNCTION forbid()
              """);
    }
}
