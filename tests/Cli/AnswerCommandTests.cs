using Directives.Cli;
using Directives.Tests.Gateway;

namespace Directives.Tests.Cli;

/// <summary>Clarifications, exemptions and verification from the command line, against a gateway in this process.</summary>
public sealed class AnswerCommandTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private const string Officer = "law/law-officer";

    [Fact]
    public async Task Clarify_AskAnswerList_IsAThread()
    {
        var number = await fixture.IssueAsync();
        var asked = await RunAsync(ExitCode.Ok, "clarify", "ask", number, "--post", Officer, "--text", "Does it apply?", "--as", $"post:{Officer}");
        Assert.Equal($"Question 1 about {number} waits for the issuer.\n", asked.Output);
        var waiting = await RunAsync(ExitCode.Ok, "clarify", "list", number, "--open", "--role", "issuer");
        Assert.StartsWith($"{number} question 1 of {Officer}, waits for the issuer\n", waiting.Output, StringComparison.Ordinal);
        Assert.EndsWith("asked by Amina Rashid (p-5): Does it apply?\n", waiting.Output, StringComparison.Ordinal);
        var answered = await RunAsync(ExitCode.Ok, "clarify", "answer", number, "--question", "1", "--text", "It does.", "--share", "--role", "issuer");
        Assert.Equal($"Answered question 1 about {number}; everybody served sees it.\n", answered.Output);

        var inbox = await RunAsync(ExitCode.Ok, "clarify", "list", "--post", "kasur/section-officer", "--as", "post:kasur/section-officer", "--lang", "ur");
        Assert.Contains($"{number} question 1, shared\n", inbox.Output, StringComparison.Ordinal);
        Assert.Contains("  asked: Does it apply?\n", inbox.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("p-5", inbox.Output, StringComparison.Ordinal);
        var json = await RunAsync(ExitCode.Ok, "clarify", "list", number, "--role", "oversight", "--json");
        Assert.Equal(["clarifications", "nextPageToken"], json.Json.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task Exempt_RequestGrantRefuseList_ShowsWhatBecameOfIt()
    {
        var number = await fixture.IssueAsync();
        var until = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var requested = await RunAsync(ExitCode.Ok, "exempt", "request", number, "--department", "kasur", "--reason", "Moving.", "--until", until, "--as", "post:kasur/deputy-commissioner");
        Assert.Equal($"Request 1 for an exemption of kasur from {number} until {until} waits for the issuer.\n", requested.Output);
        await RunAsync(ExitCode.Ok, "exempt", "request", number, "--post", Officer, "--reason", "On leave.", "--until", until, "--as", $"post:{Officer}");
        var granted = await RunAsync(ExitCode.Ok, "exempt", "grant", number, "--exemption", "1", "--until", until, "--role", "issuer");
        Assert.Equal($"kasur is exempted from {number} until {until}.\n", granted.Output);
        var refused = await RunAsync(ExitCode.Ok, "exempt", "refuse", number, "--exemption", "2", "--reason", "No ground.", "--role", "issuer");
        Assert.Equal($"Refused {Officer} an exemption from {number}: No ground.\n", refused.Output);
        var list = await RunAsync(ExitCode.Ok, "exempt", "list", number, "--role", "oversight");
        Assert.Contains("granted", list.Output, StringComparison.Ordinal);
        Assert.Contains("refused", list.Output, StringComparison.Ordinal);
        var wrong = await RunAsync(ExitCode.Refused, "exempt", "grant", number, "--exemption", "1", "--until", "2020-02-30", "--role", "issuer");
        Assert.Contains("until: must be a day, YYYY-MM-DD", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_DrawAssignFindShow_ShowsTheVerifiedShare()
    {
        var number = await fixture.IssueAsync();
        foreach (var (department, head) in new[] { ("law", "law/secretary"), ("kasur", "kasur/deputy-commissioner") })
            await RunAsync(ExitCode.Ok, "comply", number, "--department", department, "--statement", "Done.", "--evidence", "Seen.", "--as", $"post:{head}");
        await fixture.Gateway.RestAsync();

        var drawn = await RunAsync(ExitCode.Ok, "verify", "draw", number, "--size", "5", "--seed", "PrizeBond-750", "--role", "oversight");
        Assert.Equal($"Draw 1 under {number}: 2 of 2 departments, seed PrizeBond-750.", drawn.Lines[0]);
        var population = await RunAsync(ExitCode.Ok, "verify", "show", number, "--draw", "1", "--population", "--role", "oversight");
        Assert.Equal("kasur\nlaw\n", population.Output);
        var chain = await RunAsync(ExitCode.Refused, "verify", "assign", number, "--department", "law", "--to", "law/law-officer", "--role", "oversight");
        Assert.Contains("law/law-officer cannot verify law: its department is the one that reported.", chain.Error, StringComparison.Ordinal);
        await RunAsync(ExitCode.Ok, "verify", "assign", number, "--department", "law", "--to", "archives/keeper", "--role", "oversight");
        var found = await RunAsync(
            ExitCode.Ok, "verify", "find", number, "--department", "law", "--post", "archives/keeper", "--finding", "false-report", "--note", "In use.", "--as", "post:archives/keeper");
        Assert.StartsWith("law: false-report, found by p-9 at ", found.Output, StringComparison.Ordinal);

        var shown = await RunAsync(ExitCode.Ok, "verify", "show", number, "--role", "oversight");
        Assert.StartsWith($"{number}: reported in force by 2 of 4 offices that owe it.", shown.Output, StringComparison.Ordinal);
        Assert.Contains("0.0% (0.0% to", shown.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var assigned = await RunAsync(ExitCode.Ok, "verify", "list", "--post", "archives/keeper", "--as", "post:archives/keeper");
        Assert.Contains("false-report", assigned.Output, StringComparison.Ordinal);
        var cases = await RunAsync(ExitCode.Ok, "verify", "show", number, "--draw", "1", "--role", "oversight", "--json");
        Assert.Equal(2, cases.Json.GetProperty("cases").GetArrayLength());
    }

    private async Task<CliRun> RunAsync(int code, params string[] args) =>
        (await CliRun.RunAsync([.. args, "--server", fixture.Gateway.GrpcAddress.ToString()])).Expect(code);
}
