using System.Text.Json;
using Directives.Cli;
using Directives.Tests.Gateway;
using Directives.Tests.Support;

namespace Directives.Tests.Cli;

/// <summary>The command line as the program that it is in use.</summary>
public sealed class ProcessTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("list --role oversight", ExitCode.Ok)]
    [InlineData("list", ExitCode.Refused)]
    [InlineData("lst", ExitCode.Usage)]
    [InlineData("list --server http://127.0.0.1:1", ExitCode.Unreachable)]
    public async Task Run_AsAProcess_EndsWithTheExitCode(string call, int code)
    {
        string[] server = call.Contains("--server", StringComparison.Ordinal) ? [] : ["--server", fixture.Gateway.GrpcAddress.ToString()];
        await using var run = ProgramRun.Start("cli", "directives", [.. call.Split(' '), .. server]);
        Assert.Equal(code, await run.EndAsync(Patience));
        Assert.Equal(code != ExitCode.Ok, run.Error.Length > 0);
    }

    [Fact]
    public async Task Watch_StoppedByASignal_EndsWellAfterWritingEveryMessage()
    {
        var number = await fixture.IssueAsync();
        await using var run = ProgramRun.Start("cli", "directives", "watch", number, "--json", "--role", "oversight", "--server", fixture.Gateway.GrpcAddress.ToString());
        await run.UntilAsync("\"position\"", Patience);
        await fixture.AnswerAsync(number, "law/law-officer");
        await run.UntilAsync("\"Acknowledged\"", Patience);
        run.Stop();
        Assert.Equal(ExitCode.Ok, await run.EndAsync(Patience));
        var kinds = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("events").EnumerateArray().Select(fact => fact.GetProperty("kind").GetString()));
        Assert.Equal(["Opened", "Acknowledged"], kinds);
    }
}
