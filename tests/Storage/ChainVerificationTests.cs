using Directives.Silo;
using Directives.Tests.Support;

namespace Directives.Tests.Storage;

/// <summary>The command that proves a chain, beside the process that has it.</summary>
public sealed class ChainVerificationTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    /// <summary>What is done to three blocks of an entry each, and what the command says of it.</summary>
    public static TheoryData<string, string, string> Tampering
    {
        get
        {
            (string Sql, string Problem)[] cases =
            [
                ("UPDATE ledger_entry SET payload = replace(payload, 'op-2', 'op-9') WHERE number = 2", "wrong at block 2, entry 2: An entry from 2 to 2 was edited"),
                ("DELETE FROM ledger_entry WHERE number = 2", "wrong at block 2, entry 2: Entry 2 of block 2 is missing"),
                ("UPDATE ledger_entry SET number = 0 WHERE number = 2; UPDATE ledger_entry SET number = 2 WHERE number = 3; UPDATE ledger_entry SET number = 3 WHERE number = 0", "wrong at block 2, entry 2: Entry 2 names block 3"),
            ];
            var data = new TheoryData<string, string, string>();
            foreach (var provider in (string[])[TestDatabase.Sqlite, TestDatabase.Postgres])
            {
                foreach (var (sql, problem) in cases)
                    data.Add(provider, sql, problem);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_ChainThatIsRightBesideItsOwner_TellsItsHead(string provider)
    {
        await using var ledger = await WriteAsync(provider);

        var (code, output, error) = await VerifyAsync(ledger.Database);

        Assert.Equal((0, ""), (code, error));
        Assert.Matches("^chain 1: blocks 3, entries 3, head 3:[0-9a-f]{64}\n$", output);
        var head = output.Trim().Split(' ')[^1];
        await ledger.WriteNewAsync(TestLedger.Officer(4), "op-4");
        var later = await VerifyAsync(ledger.Database, "--known-head", head);
        Assert.Equal((0, ""), (later.Code, later.Error));
        Assert.StartsWith("chain 1: blocks 4, entries 4, head 4:", later.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Tampering))]
    public async Task Verify_TamperedChain_EndsWithWhatIsWrong(string provider, string sql, string problem)
    {
        await using var ledger = await WriteAsync(provider);
        ledger.Database.Execute(sql);

        var (code, output, error) = await VerifyAsync(ledger.Database);

        Assert.Equal(ChainVerification.Wrong, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.StartsWith("chain 1: blocks 1, entries 1, head 1:", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_AnotherChainThanThatOfTheKnownHead_IsWrong(string provider)
    {
        await using var ledger = await WriteAsync(provider);

        var (code, _, error) = await VerifyAsync(ledger.Database, "--known-head", $"2:{new string('0', 64)}");

        Assert.Equal(ChainVerification.Wrong, code);
        Assert.Contains("Block 2 is not the one of the known head", error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Verify_NoLedger_SaysSoAndMakesNone(string provider)
    {
        using var database = TestDatabase.Create(provider);

        var (code, _, error) = await VerifyAsync(database);

        Assert.Equal((ChainVerification.Unread, "directives: the chain cannot be verified: The database has no ledger.\n"), (code, error));
        Assert.False(
            provider == TestDatabase.Sqlite && File.Exists(database.Settings["Storage:Path"]), "Who only reads was to make no file.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("x:00")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1:zz00000000000000000000000000000000000000000000000000000000000000")]
    public async Task Verify_KnownHeadThatIsNone_IsRefusedByItsName(string head)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);

        var (code, _, error) = await VerifyAsync(database, $"--known-head={head}");

        Assert.Equal(ChainVerification.Unread, code);
        Assert.Contains("--known-head", error, StringComparison.Ordinal);
    }

    private static async Task<TestLedger> WriteAsync(string provider)
    {
        var ledger = await TestLedger.StartAsync(provider);
        for (var number = 1; number <= 3; number++)
            await ledger.WriteNewAsync(TestLedger.Officer(number), $"op-{number}");
        return ledger;
    }

    private static async Task<(int Code, string Output, string Error)> VerifyAsync(TestDatabase database, params string[] more)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await ChainVerification.RunAsync(database.Arguments(more), output, error);
        return (code, output.ToString(), error.ToString());
    }
}
