using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Orleans;

namespace Directives.Tests.Storage;

/// <summary>Each kind of tampering with the database is found, and where.</summary>
public sealed class LedgerVerifierTests(LedgerVerifierTests.Chains chains) : IClassFixture<LedgerVerifierTests.Chains>
{
    private static readonly string[] Tables = ["ledger_entry", "ledger_block", "chain"];

    /// <summary>What is done to a chain of ten blocks with three entries each, the block where it shows, and the entry.</summary>
    public static TheoryData<string, string, long, long?> Tampering
    {
        get
        {
            (string Sql, long Block, long? Number)[] cases =
            [
                ("UPDATE ledger_entry SET payload = replace(payload, 'op-13', 'op-99') WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET kind = 'Acknowledged' WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET grain_key = 'sgad/9999' WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET grain_type = 'department' WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET directive = 'SGAD-2020-2' WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET directive = NULL WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET at = at + 1 WHERE number = 14", 5, null),
                ("UPDATE ledger_entry SET block = 6 WHERE number = 14", 5, 14),
                ("DELETE FROM ledger_entry WHERE number = 14", 5, 14),
                ("DELETE FROM ledger_entry WHERE number = 15", 5, 15),
                ("DELETE FROM ledger_entry WHERE number = 30", 10, 30),
                ("UPDATE ledger_entry SET number = 0 WHERE number = 13; UPDATE ledger_entry SET number = 13 WHERE number = 14; UPDATE ledger_entry SET number = 14 WHERE number = 0", 5, null),
                ("DELETE FROM ledger_block WHERE block = 5", 5, null),
                ("DELETE FROM ledger_block WHERE block = 10", 10, null),
                ("DELETE FROM ledger_block WHERE block = 1", 1, null),
                ("DELETE FROM ledger_block", 1, null),
                ("UPDATE ledger_block SET at = at + 1 WHERE block = 5", 5, null),
                ("UPDATE ledger_block SET entries = entries - 1 WHERE block = 5", 5, null),
                ("UPDATE ledger_block SET first_number = first_number - 1 WHERE block = 5", 5, null),
                ("UPDATE ledger_block SET previous = root WHERE block = 5", 5, null),
                ("UPDATE ledger_block SET root = previous WHERE block = 5", 5, null),
                ("UPDATE ledger_block SET hash = root WHERE block = 5", 5, null),
                ("UPDATE ledger_block SET hash = root WHERE block = 10", 10, null),
                ("UPDATE chain SET last_number = 29", 10, null),
                ("UPDATE chain SET last_block = 9, last_number = 27, head = (SELECT hash FROM ledger_block WHERE block = 9)", 10, null),
                ("DELETE FROM ledger_block WHERE block = 10; UPDATE chain SET last_block = 9, last_number = 27, head = (SELECT hash FROM ledger_block WHERE block = 9)", 10, 28),
                ("INSERT INTO ledger_entry SELECT chain, 31, block, kind, grain_type, grain_key, directive, at, payload FROM ledger_entry WHERE number = 30", 10, 31),
            ];
            var data = new TheoryData<string, string, long, long?>();
            foreach (var provider in (string[])[TestDatabase.Sqlite, TestDatabase.Postgres])
            {
                foreach (var (sql, block, number) in cases)
                    data.Add(provider, sql, block, number);
            }

            return data;
        }
    }

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Tampering))]
    public async Task Verify_TamperedChain_FindsTheFirstMismatch(string provider, string sql, long block, long? number)
    {
        var ledger = await chains.GetAsync(provider);
        await ledger.VerifyAsync();

        ledger.Database.Execute(sql);
        var found = await ledger.Verifier.VerifyAsync(1, null, default);
        foreach (var table in Tables)
            ledger.Database.Execute($"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM untouched_{table}");

        Assert.NotNull(found.Mismatch);
        Assert.True((block, number) == (found.Mismatch.Block, found.Mismatch.Number), $"Expected block {block}, entry {number}; found {found.Mismatch}");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_HistoryRewrittenWithItsHashes_IsFoundByAKnownHead(string provider)
    {
        await using var forged = await WriteAsync(provider, "forged");
        await using var ledger = await WriteAsync(provider);
        KnownHead known = new(7, (await ReadHashAsync(ledger, 7)));
        Assert.Null((await ledger.Verifier.VerifyAsync(1, known, default)).Mismatch);

        Assert.Null((await forged.Verifier.VerifyAsync(1, null, default)).Mismatch);
        var found = await forged.Verifier.VerifyAsync(1, known, default);

        Assert.Equal(7, found.Mismatch?.Block);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_EndDroppedWithoutTrace_IsFoundByAKnownHead(string provider)
    {
        await using var ledger = await WriteAsync(provider);
        KnownHead known = new(10, await ReadHashAsync(ledger, 10));
        ledger.Database.Execute(
            """
            DELETE FROM ledger_block WHERE block = 10;
            DELETE FROM ledger_entry WHERE number > 27;
            UPDATE chain SET last_block = 9, last_number = 27, head = (SELECT hash FROM ledger_block WHERE block = 9)
            """);

        Assert.Null((await ledger.Verifier.VerifyAsync(1, null, default)).Mismatch);
        Assert.Equal(10, (await ledger.Verifier.VerifyAsync(1, known, default)).Mismatch?.Block);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_WhileWritten_FindsNothing(string provider)
    {
        await using var ledger = await TestLedger.StartAsync(provider);
        var writing = Task.WhenAll(Enumerable.Range(0, 20).Select(async officer =>
        {
            var state = await ledger.WriteNewAsync(TestLedger.Officer(officer), "op-0");
            for (var i = 1; i < 20; i++)
            {
                state.State = TestLedger.Acted($"op-{i}");
                await ledger.WriteAsync(TestLedger.Officer(officer), state);
            }
        }));

        do
        {
            var found = await ledger.Verifier.VerifyAsync(1, null, default);
            Assert.True(found.Mismatch is null, $"{found.Mismatch}");
        }
        while (!writing.IsCompleted);

        await writing;
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_EntryPutAfterTheEndWhileNoEntryIsWritten_IsFound(string provider)
    {
        await using var ledger = await WriteAsync(provider);
        ledger.Database.Execute(
            "INSERT INTO ledger_entry SELECT chain, 31, block, kind, grain_type, grain_key, directive, at, payload FROM ledger_entry WHERE number = 30");
        using var ends = new CancellationTokenSource();
        var state = new GrainState<OfficerDirectiveState>(new OfficerDirectiveState());
        var writing = Task.Run(async () =>
        {
            while (!ends.IsCancellationRequested)
                await ledger.WriteAsync(TestLedger.Officer(99), state);
        });

        try
        {
            for (var i = 0; i < 20; i++)
            {
                var found = (await ledger.Verifier.VerifyAsync(1, null, default)).Mismatch;
                Assert.True(found is { Block: 10, Number: 31 }, $"Expected block 10, entry 31; found {found}");
            }
        }
        finally
        {
            await ends.CancelAsync();
            await writing;
        }
    }

    private static async Task<TestLedger> WriteAsync(string provider, string prefix = "op", params (string Key, string Value)[] settings)
    {
        var ledger = await TestLedger.StartAsync(provider, settings);
        for (var block = 0; block < 10; block++)
        {
            var state = TestLedger.Acted("op");
            var fact = (Opened)state.Facts[0];
            state = state with { Facts = [.. Enumerable.Range(block * 3, 3).Select(i => fact with { OperationId = $"{prefix}-{i}" })] };
            await ledger.WriteAsync(TestLedger.Officer(block), new(state));
        }

        Assert.Equal(10, ledger.Database.Scalar<long>("SELECT count(*) FROM ledger_block"));
        return ledger;
    }

    private static async Task<byte[]> ReadHashAsync(TestLedger ledger, int block)
    {
        await using var connection = ledger.Database.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT hash FROM ledger_block WHERE block = " + block.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A chain on each database with a copy of its tables, shared by the tests of tampering.</summary>
    public sealed class Chains : IAsyncLifetime
    {
        /// <summary>A renewal of the lease would put the tampered row of the chain right again.</summary>
        private static readonly (string, string) WithoutRenewal = ("Lease", "1.00:00:00");

        private readonly Dictionary<string, TestLedger> ledgers = [];

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            foreach (var ledger in ledgers.Values)
                await ledger.DisposeAsync();
        }

        internal async Task<TestLedger> GetAsync(string provider)
        {
            if (ledgers.TryGetValue(provider, out var ledger))
                return ledger;
            ledgers[provider] = ledger = await WriteAsync(provider, settings: [WithoutRenewal]);
            foreach (var table in Tables)
                ledger.Database.Execute($"CREATE TABLE untouched_{table} AS SELECT * FROM {table}");
            return ledger;
        }
    }
}
