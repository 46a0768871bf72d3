using System.Data.Common;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Silo.Storage.Postgres;
using Directives.Tests.Support;
using Orleans;

namespace Directives.Tests.Storage;

/// <summary>Who has the chain of one PostgreSQL when more than one process wants it.</summary>
public sealed class StandbyTests
{
    private static readonly (string, string) Waiting = ("Standby", "true");

    [Fact]
    public async Task TakeOver_OwnerRenewsNoLonger_EndsItsSessionAndFencesIt()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var first = await TestLedger.StartAsync(database, ("Lease", "1.00:00:00"));
        await first.WriteNewAsync(TestLedger.Officer(1), "op-1");
        var second = TestLedger.StartAsync(database, Waiting);

        database.Execute("UPDATE chain SET lease = '1 ms'");

        await using var ledger = await second.InTime("the chain");
        Assert.Equal(new LedgerPosition(1, 1), ledger.Ledger.Head);
        var fenced = await Assert.ThrowsAsync<LedgerUnavailableException>(() => first.WriteNewAsync(TestLedger.Officer(2), "op-2"));
        Assert.Contains("taken over", fenced.Message, StringComparison.Ordinal);
        // Its session was ended under it: the last that it sent may have been written before.
        Assert.True(fenced.OutcomeUnknown, fenced.Message);
        Assert.False((await Assert.ThrowsAsync<LedgerUnavailableException>(() => first.WriteNewAsync(TestLedger.Officer(4), "op-4"))).OutcomeUnknown);
        Assert.False(first.Lease.IsHeld, "The first was to know that it has lost the chain.");
        Assert.True(first.Lease.Lost.IsCancellationRequested, "The first was to end itself.");
        await ledger.WriteNewAsync(TestLedger.Officer(3), "op-3");
        Assert.Equal(["op-1", "op-3"], ledger.Operations());
        await ledger.VerifyAsync();
    }

    [Fact]
    public async Task TakeOver_OwnerIdle_FindsOutByItself()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var first = await TestLedger.StartAsync(database, ("Lease", "00:00:01"));
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var telling = first.Lease.Lost.Register(lost.SetResult);

        database.Execute("UPDATE chain SET epoch = epoch + 1");

        await lost.Task.InTime("the news that the chain is lost");
        Assert.Contains("taken over", first.Lease.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeOver_WhoIsToldOfItBlocks_WritersAreToldAllTheSame()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var first = await TestLedger.StartAsync(database, ("Lease", "1.00:00:00"));
        using var refused = new ManualResetEventSlim();
        var later = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var telling = first.Lease.Lost.Register(() =>
        {
            refused.Wait(Waits.Patience);
            later.SetResult(GrainStorageTests.Try(() => first.WriteNewAsync(TestLedger.Officer(2), "op-2")).GetAwaiter().GetResult());
        });
        database.Execute("UPDATE chain SET epoch = epoch + 1");

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => first.WriteNewAsync(TestLedger.Officer(1), "op-1").WaitAsync(Waits.Patience / 2, TimeProvider.System));
        refused.Set();

        Assert.IsType<LedgerUnavailableException>(await later.Task.InTime("the chain"));
    }

    [Fact]
    public async Task Wait_DatabaseFailsMeanwhile_EndsWithTheTimeOfAStartThatIsNoStandby()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var first = await TestLedger.StartAsync(database, ("Lease", "1.00:00:00"));
        var second = TestLedger.StartAsync(database, ("TakeOverWait", "00:00:01"));

        database.Execute("ALTER TABLE chain RENAME TO chain_away");

        await Assert.ThrowsAnyAsync<DbException>(() => second.InTime("the chain"));
        database.Execute("ALTER TABLE chain_away RENAME TO chain");
    }

    [Fact]
    public async Task Wait_OwnerIdle_RenewsItsLease()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        var first = await TestLedger.StartAsync(database, ("Lease", "00:00:03"));
        var second = TestLedger.StartAsync(database, Waiting);
        var before = database.Scalar<DateTime>("SELECT renewed FROM chain");

        await Waits.UntilAsync(() => database.Scalar<DateTime>("SELECT renewed FROM chain") > before.AddSeconds(4), () => "the lease to be renewed for 4 s");

        Assert.False(second.IsCompleted, "The second was to wait.");
        Assert.True(first.Lease.IsHeld, "The first was to keep the chain.");
        Assert.Equal(1, database.Scalar<long>("SELECT epoch FROM chain"));
        await first.DisposeAsync();
        await (await second.InTime("the chain")).DisposeAsync();
    }

    [Fact]
    public async Task TakeOver_OwnerGivesUp_IsAtOnce()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        var first = await TestLedger.StartAsync(database, ("Lease", "1.00:00:00"));
        var second = TestLedger.StartAsync(database, Waiting);

        await first.DisposeAsync();

        await using var ledger = await second.InTime("the chain");
        Assert.Equal(2, database.Scalar<long>("SELECT epoch FROM chain"));
    }

    /// <summary>The server notices in its own time that the session of one that has stopped is gone.</summary>
    [Fact]
    public async Task TakeOver_SessionOfTheFormerOwnerStillThere_IsAtOnce()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        var claim = new ChainClaim(1, "a test", null, TimeSpan.FromDays(1), TestLedger.Noon);
        using var first = new PostgresLedgerDatabase(database.Settings["Storage:ConnectionString"]!, 1, TimeProvider.System);
        using var second = new PostgresLedgerDatabase(database.Settings["Storage:ConnectionString"]!, 1, TimeProvider.System);
        using var former = first.OpenWriter(claim);

        former.Release();

        using var writer = second.OpenWriter(claim);
        Assert.Equal(former.Head.Epoch + 1, writer.Head.Epoch);
    }

    [Fact]
    public async Task TakeOver_OwnersProcessHasEnded_IsAtOnce()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        using var process = System.Diagnostics.Process.Start("true");
        process.EndInTime(() => "true");
        var dead = string.Join(' ', [.. OwnerProcess.Current.Split(' ')[..2], $"{process.Id}", "1"]);

        database.Execute($"UPDATE chain SET lease = '1 day', renewed = clock_timestamp(), process = '{dead}'");

        await using var ledger = await TestLedger.StartAsync(database, ("TakeOverWait", "0"));
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
    }

    [Fact]
    public async Task Wait_OwnersProcessUnheardOfOnAnotherMachine_IsForItsLease()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        database.Execute("UPDATE chain SET lease = '1 day', renewed = clock_timestamp(), process = 'elsewhere pid:[1] 1 1', owner = 'another'");

        var held = await Assert.ThrowsAsync<ChainHeldException>(() => TestLedger.StartAsync(database, ("TakeOverWait", "0")));

        Assert.Contains("another", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_DatabasesClockSetBack_IsNoLongerThanALease()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        database.Execute("UPDATE chain SET lease = '1 second', renewed = clock_timestamp() + '1 day', process = 'elsewhere pid:[1] 1 1'");

        await using var ledger = await TestLedger.StartAsync(database, Waiting).InTime("the chain");

        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
    }

    [Fact]
    public async Task Wait_DatabasesClockSetForward_IsForAsLongAsTheOwnerHasItsLease()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        database.Execute("UPDATE chain SET lease = '1 hour', renewed = clock_timestamp() - interval '1 day', process = 'elsewhere pid:[1] 1 1'");
        var clock = new FakeTimeProvider();
        using var waiting = database.OpenLedger(time: clock);
        var claim = new ChainClaim(1, "the one that waits", null, TimeSpan.FromSeconds(5), TestLedger.Noon);
        Assert.Throws<ChainHeldException>(() => waiting.OpenWriter(claim));

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Throws<ChainHeldException>(() => waiting.OpenWriter(claim));
        database.Execute("UPDATE chain SET commits = commits + 1");
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Throws<ChainHeldException>(() => waiting.OpenWriter(claim));
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Throws<ChainHeldException>(() => waiting.OpenWriter(claim));
        clock.Advance(TimeSpan.FromMinutes(1));

        using var writer = waiting.OpenWriter(claim);
        Assert.Equal(2, writer.Head.Epoch);
    }

    [Fact]
    public async Task Start_ManyAtOnce_OneAfterTheOtherHasTheChain()
    {
        const int Processes = 5;
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        var starts = Enumerable.Range(0, Processes).Select(_ => Task.Run(() => TestLedger.StartAsync(database, Waiting))).ToList();

        for (var turn = 1; turn <= Processes; turn++)
        {
            var started = await Task.WhenAny(starts).InTime("the chain");
            starts.Remove(started);
            await using var ledger = await started;
            await ledger.WriteNewAsync(TestLedger.Officer(turn), $"op-{turn}");
            Assert.All(starts, waiting => Assert.False(waiting.IsCompleted, $"Two processes had the chain in turn {turn}."));
            Assert.Equal(turn, database.Scalar<long>("SELECT epoch FROM chain"));
        }

        Assert.Equal(Enumerable.Range(1, Processes).Select(turn => $"op-{turn}"), TestLedger.Operations(database));
    }

    [Fact]
    public async Task Restart_OfTheDatabase_LeavesTheOwnerInOffice()
    {
        using var server = PostgresServer.StartOwn();
        using var database = TestDatabase.Create(server);
        var first = await TestLedger.StartAsync(database, ("Lease", "00:00:15"), ("OutageWait", "00:01:00"));
        var second = TestLedger.StartAsync(database, Waiting);

        for (var restart = 1; restart <= 3; restart++)
        {
            server.Stop(immediate: true);
            server.Start();
            await first.WriteNewAsync(TestLedger.Officer(restart), $"op-{restart}");
            Assert.True(first.Lease.IsHeld, $"The owner was to have its lease after restart {restart}.");
        }

        Assert.Equal(1, database.Scalar<long>("SELECT epoch FROM chain"));
        Assert.False(second.IsCompleted, $"The second was to wait through the restarts: {second.Status}");
        await first.DisposeAsync();
        await using var ledger = await second.InTime("the chain");
        Assert.Equal(["op-1", "op-2", "op-3"], ledger.Operations());
        await ledger.VerifyAsync();
    }

    [Fact]
    public async Task Outage_LongerThanTheLease_EndsReadingAndGoesOnWhereNobodyTookOver()
    {
        using var server = PostgresServer.StartOwn();
        using var database = TestDatabase.Create(server);
        await using var ledger = await TestLedger.StartAsync(database, ("Lease", "00:00:01"), ("OutageWait", "0"));
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        server.Stop(immediate: true);
        await Waits.UntilAsync(() => !ledger.Lease.IsHeld, () => "the lease to run out");

        server.Start();

        await Waits.UntilAsync(() => ledger.Lease.IsHeld, () => "the lease to be had again");
        await ledger.WriteNewAsync(TestLedger.Officer(2), "op-2");
        Assert.Equal(["op-1", "op-2"], ledger.Operations());
        Assert.Equal(1, database.Scalar<long>("SELECT epoch FROM chain"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one two three four")]
    [InlineData("x pid:[1] 99999999999 1")]
    public void HasEnded_OfAProcessThatCannotBeLookedUp_IsFalse(string process) =>
        Assert.False(OwnerProcess.HasEnded(process), process);

    [Fact]
    public void HasEnded_OfThisProcess_IsFalse()
    {
        Assert.NotEqual("", OwnerProcess.Current);
        Assert.False(OwnerProcess.HasEnded(OwnerProcess.Current), OwnerProcess.Current);
    }

    [Fact]
    public void HasEnded_IdInUseByALaterProcess_IsTrue()
    {
        var parts = OwnerProcess.Current.Split(' ');

        Assert.True(OwnerProcess.HasEnded(string.Join(' ', [.. parts[..3], "1"])), "The process that started then is not the one that has this id now.");
    }
}
