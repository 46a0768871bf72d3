using System.Collections.Concurrent;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Orleans;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>The database goes away and comes back while it is written.</summary>
public sealed class OutageTests
{
    private const int Writers = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Write_SessionsKilled_NobodyNotices()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var ledger = await TestLedger.StartAsync(database, ("OutageWait", "00:01:00"));
        var load = new Load(ledger);

        for (var kill = 0; kill < 5; kill++)
        {
            await load.ConfirmedAsync(200);
            database.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'directives'");
        }

        await load.ConfirmedAsync(200);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        await load.CheckAsync();
        Assert.Equal(1, database.Scalar<long>("SELECT epoch FROM chain"));
    }

    [Fact]
    public async Task Write_ServerCrashesAndComesBack_LosesNothingConfirmed()
    {
        using var server = PostgresServer.StartOwn();
        var database = TestDatabase.Create(server);
        await using var ledger = await TestLedger.StartAsync(database, ("OutageWait", "00:00:00.100"));
        var load = new Load(ledger);

        for (var crash = 0; crash < 3; crash++)
        {
            await load.ConfirmedAsync(200);
            var failed = load.Failures.Count;
            server.Stop(immediate: true);
            await load.FailedAsync(failed + 1);
            server.Start();
        }

        await load.ConfirmedAsync(200);
        await load.StopAsync();
        Assert.All(load.Failures, failure => Assert.IsType<LedgerUnavailableException>(failure));
        await load.CheckAsync();
    }

    [Fact]
    public async Task Write_DatabaseAway_FailsAtOnceAsNotWritten()
    {
        using var server = PostgresServer.StartOwn();
        var database = TestDatabase.Create(server);
        await using var ledger = await TestLedger.StartAsync(database, ("OutageWait", "0"));
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        server.Stop(immediate: true);
        var sent = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.WriteNewAsync(TestLedger.Officer(2), "op-2"));

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.WriteNewAsync(TestLedger.Officer(3), "op-3"));
        var unread = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.ReadAsync(TestLedger.Officer(4)));

        Assert.True(sent.OutcomeUnknown, "What had been sent was to have an unknown outcome.");
        Assert.False(refused.OutcomeUnknown, "What had not been sent was to be refused as not written.");
        Assert.False(unread.OutcomeUnknown, "A read has no outcome to be unknown.");
        server.Start();
        Exception? refusal = null;
        await Waits.UntilAsync(
            async () => (refusal = await GrainStorageTests.Try(() => ledger.WriteNewAsync(TestLedger.Officer(5), "op-5"))) is not LedgerUnavailableException,
            () => $"the database is back and writes are refused: {refusal}");
        Assert.Null(refusal);
        Assert.Equal(["op-1", "op-5"], ledger.Operations());
        await ledger.VerifyAsync();
    }

    /// <summary>Grains that each write fact after fact, and after a failure read what they have and go on.</summary>
    private sealed class Load
    {
        private readonly TestLedger ledger;
        private readonly ConcurrentDictionary<int, ConcurrentQueue<string>> confirmed = new();
        private readonly Task[] writers;
        private int confirmations;
        private volatile bool stopping;

        public Load(TestLedger ledger)
        {
            this.ledger = ledger;
            writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer)))];
        }

        public ConcurrentQueue<Exception> Failures { get; } = new();

        public Task ConfirmedAsync(int more)
        {
            var awaited = Volatile.Read(ref confirmations) + more;
            return UntilAsync(() => Volatile.Read(ref confirmations), awaited, "confirmed writes");
        }

        public Task FailedAsync(int count) => UntilAsync(() => Failures.Count, count, "failed writes");

        public Task StopAsync()
        {
            stopping = true;
            return Task.WhenAll(writers).InTime("the writes that were under way");
        }

        /// <summary>Everything confirmed is there once and in order, nothing is there twice, and the chain is right.</summary>
        public async Task CheckAsync()
        {
            await ledger.VerifyAsync();
            var operations = ledger.Operations();
            Assert.Equal(operations.Count, operations.Distinct().Count());
            foreach (var (writer, own) in confirmed)
            {
                var stored = operations.Where(operation => operation!.StartsWith($"{writer}-", StringComparison.Ordinal)).ToList();
                Assert.Equal(own, stored.Where(operation => own.Contains(operation!)));
                var state = await ledger.ReadAsync(TestLedger.Officer(writer));
                Assert.Equal(stored[^1], state.State!.Acts[^1].Operation);
                Assert.Equal($"{stored.Count}", state.ETag);
            }
        }

        private async Task WriteAsync(int writer)
        {
            var own = confirmed.GetOrAdd(writer, _ => new());
            var state = TestLedger.New();
            for (var i = 0; !stopping; i++)
            {
                var operation = $"{writer}-{i}";
                try
                {
                    state.State = TestLedger.Acted(operation);
                    await ledger.WriteAsync(TestLedger.Officer(writer), state);
                    own.Enqueue(operation);
                    Interlocked.Increment(ref confirmations);
                }
                catch (Exception exception)
                {
                    Failures.Enqueue(exception);
                    state = await ReadAsync(writer);
                }
            }
        }

        private async Task<GrainState<OfficerDirectiveState>> ReadAsync(int writer)
        {
            while (true)
            {
                try
                {
                    await Task.Delay(Pause, TimeProvider.System);
                    return await ledger.ReadAsync(TestLedger.Officer(writer));
                }
                catch (LedgerUnavailableException)
                {
                    // Read again.
                }
            }
        }

        private async Task UntilAsync(Func<int> found, int awaited, string what)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (found() < awaited)
            {
                if (writers.FirstOrDefault(writer => writer.IsFaulted) is { } faulted)
                    await faulted;
                var waited = TimeProvider.System.GetElapsedTime(started);
                Assert.True(waited < Patience, $"Expected {awaited} {what} within {Patience}, found {found()}; the last failure: {Failures.LastOrDefault()}");
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }
}
