using System.Collections.Immutable;
using System.Text;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Orleans;
using Orleans.Runtime;

namespace Directives.Tests.Storage;

/// <summary>The ledger as its readers see it.</summary>
public sealed class LedgerTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Head_EmptyLedger_IsZero(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);

        Assert.Equal(new LedgerPosition(1, 0), ledger.Ledger.Head);
        Assert.Empty(await ledger.Ledger.ReadAsync(new(1, 0), 10, null, default));
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Read_AfterWrites_HasNumbersWithoutGaps(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            var state = await ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}-0");
            for (var n = 1; n < 4; n++)
            {
                state.State = TestLedger.Acted($"op-{i}-{n}", before: state.State);
                await ledger.WriteAsync(TestLedger.Officer(i), state);
            }
        }));

        var entries = await ledger.Ledger.ReadAsync(new(1, 0), 10_000, null, default);

        Assert.Equal(Enumerable.Range(1, 1200).Select(n => new LedgerPosition(1, n)), entries.Select(entry => entry.Position));
        Assert.Equal(new LedgerPosition(1, 1200), ledger.Ledger.Head);
        foreach (var grain in entries.GroupBy(entry => entry.GrainKey))
            Assert.Equal([1, 2, 3, 4], grain.Select(entry => ((Opened)entry.Fact).Sequence));
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_SeveralFacts_KeepTheirOrder(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var state = TestLedger.Acted("op-0");
        state = state with { Facts = [.. Enumerable.Range(0, 50).Select(i => ((Opened)state.Facts[0]) with { OperationId = $"op-{i}" })] };

        await ledger.WriteAsync(TestLedger.Officer(1), new(state));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"op-{i}"), ledger.Operations());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Read_FromMemoryAndFromTheDatabase_Agree(string provider)
    {
        using var database = TestDatabase.Create(provider);
        List<string> recent;
        await using (var ledger = await TestLedger.StartAsync(database))
        {
            for (var round = 0; round < 5; round++)
            {
                var first = round * 40;
                await Task.WhenAll(Enumerable.Range(first, 40).Select(
                    i => ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}", $"SGAD-2020-{i % 3}")));
            }

            recent = await Pages(ledger.Ledger);
        }

        await using var restarted = await TestLedger.StartAsync(database, ("TailEntries", "0"));
        Assert.Equal(recent, await Pages(restarted.Ledger));
        Assert.Equal(recent.Count, recent.Distinct().Count());

        static async Task<List<string>> Pages(ILedger ledger)
        {
            var read = new List<string>();
            foreach (var directive in (string?[])[null, "SGAD-2020-0", "SGAD-2020-1", "SGAD-2020-2", "none"])
            {
                for (var after = new LedgerPosition(1, 0); ;)
                {
                    var page = await ledger.ReadAsync(after, 17, directive, default);
                    if (page.Count == 0)
                        break;
                    after = page[^1].Position;
                    read.AddRange(page.Select(entry => $"{directive} {entry.Position} {entry.GrainType} {entry.GrainKey} {entry.Fact}"));
                }
            }

            Assert.Equal(400, read.Count);
            return read;
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Read_TailSmallerThanTheLedger_GoesToTheDatabaseForTheRest(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider, ("TailEntries", "10"));
        for (var i = 1; i <= 30; i++)
            await ledger.WriteNewAsync(TestLedger.Officer(i), $"op-{i}");

        for (var after = 0; after <= 30; after++)
        {
            var page = await ledger.Ledger.ReadAsync(new(1, after), 100, null, default);
            Assert.Equal(Enumerable.Range(after + 1, 30 - after).Select(n => (long)n), page.Select(entry => entry.Position.Number));
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Write_FactsThatFailWithTheirState_AreNotInTheLedger(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var due = new DueEntry(TestLedger.Noon, "acknowledge");
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");

        await GrainStorageTests.Try(() => ledger.WriteAsync(TestLedger.Officer(1), new(TestLedger.Acted("op-2") with { Due = [due] })));

        Assert.Equal(["op-1"], ledger.Operations());
        Assert.Empty(await ledger.Due.ReadAsync(TestLedger.Noon, 10, default));
        Assert.Equal(1, ledger.Ledger.Head.Number);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Wait_EntryAppended_Wakes(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var first = ledger.Ledger.WaitAsync(new(1, 0), default);
        var second = ledger.Ledger.WaitAsync(new(1, 1), default);
        Assert.False(first.IsCompleted);

        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        await first;
        Assert.False(second.IsCompleted);
        await ledger.Ledger.WaitAsync(new(1, 0), default);

        await ledger.WriteNewAsync(TestLedger.Officer(2), "op-2");
        await second;
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Wait_Cancelled_Ends(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        using var cancelled = new CancellationTokenSource();
        var own = ledger.Ledger.WaitAsync(new(1, 0), cancelled.Token);
        var other = ledger.Ledger.WaitAsync(new(2, 0), cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => own);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
    }

    [Fact]
    public async Task Wait_ChainOfAnotherProcess_WakesWhenItGrows()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var one = await TestLedger.StartAsync(database, ("PollInterval", "00:00:00.020"));
        await using var two = await TestLedger.StartAsync(database, ("Chain", "2"));
        var waiting = one.Ledger.WaitAsync(new(2, 0), default);

        await two.WriteNewAsync(TestLedger.Officer(1), "op-1");
        await waiting;

        var entry = Assert.Single(await one.Ledger.ReadAsync(new(2, 0), 10, null, default));
        Assert.Equal(new LedgerPosition(2, 1), entry.Position);
        Assert.Equal(0, one.Ledger.Head.Number);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Restart_LedgerWritten_ContinuesTheChain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        for (var run = 0; run < 3; run++)
        {
            await using var ledger = await TestLedger.StartAsync(database);
            Assert.Equal(run * 10, ledger.Ledger.Head.Number);
            for (var i = 0; i < 10; i++)
                await ledger.WriteNewAsync(TestLedger.Officer(run * 10 + i), $"op-{run}-{i}");
            await ledger.VerifyAsync();
        }

        Assert.Equal(3, database.Scalar<long>("SELECT epoch FROM chain WHERE id = 1"));
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), database.Column<long>("SELECT number FROM ledger_entry ORDER BY number"));
    }

    /// <summary>What is documented on <see cref="LedgerHash"/>, computed by someone who has the database alone.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Block_SingleEntry_HasTheDocumentedHashes(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        await ledger.WriteAsync(GrainId.Create("registry", "اردو"), new(new() { Facts = [new Established(1, 2, 3) { At = TestLedger.Noon }] }));

        var previous = new byte[32];
        for (var number = 1; number <= 2; number++)
        {
            var where = $"FROM ledger_entry WHERE number = {number}";
            byte[] leaf =
            [
                0,
                .. Text(ledger.Database.Scalar<string>($"SELECT kind {where}")),
                .. Text(ledger.Database.Scalar<string>($"SELECT grain_type {where}")),
                .. Text(ledger.Database.Scalar<string>($"SELECT grain_key {where}")),
                .. Text(ledger.Database.Scalar<string>($"SELECT directive {where}")),
                .. Number(ledger.Database.Scalar<long>($"SELECT at {where}"), 8),
                .. Text(ledger.Database.Scalar<string>($"SELECT payload {where}")),
            ];
            byte[] header =
            [
                2, .. Number(1, 4), .. Number(number, 8), .. Number(number, 8), .. Number(1, 4),
                .. Number(ledger.Database.Scalar<long>($"SELECT at FROM ledger_block WHERE block = {number}"), 8),
                .. System.Security.Cryptography.SHA256.HashData(leaf), .. previous,
            ];
            previous = System.Security.Cryptography.SHA256.HashData(header);
            Assert.Equal(
                Convert.ToHexString(previous),
                ledger.Database.Scalar<string>(
                    provider == TestDatabase.Sqlite
                        ? $"SELECT hex(hash) FROM ledger_block WHERE block = {number}"
                        : $"SELECT upper(encode(hash, 'hex')) FROM ledger_block WHERE block = {number}"));
        }

        static byte[] Text(string? text) => text is null
            ? [255, 255, 255, 255]
            : [.. Number(Encoding.UTF8.GetByteCount(text), 4), .. Encoding.UTF8.GetBytes(text)];

        static byte[] Number(long number, int bytes) => [.. BitConverter.GetBytes(number).Take(bytes).Reverse()];
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task SavePosition_ManyAtOnce_TheLastCounts(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var ledger = await TestLedger.StartAsync(database))
        {
            Assert.Equal(0, await ledger.Positions.LoadAsync(1, "relay", default));
            await Task.WhenAll(Enumerable.Range(1, 100).Select(n => ledger.Positions.SaveAsync(1, "relay", n, default)));
            await ledger.Positions.SaveAsync(2, "relay", 7, default);
            await ledger.Positions.SaveAsync(1, "feed", 8, default);
        }

        await using var restarted = await TestLedger.StartAsync(database);
        Assert.Equal(100, await restarted.Positions.LoadAsync(1, "relay", default));
        Assert.Equal(7, await restarted.Positions.LoadAsync(2, "relay", default));
        Assert.Equal(8, await restarted.Positions.LoadAsync(1, "feed", default));
    }
}
