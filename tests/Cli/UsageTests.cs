using System.Net;
using System.Net.Sockets;
using Directives.Cli;

namespace Directives.Tests.Cli;

/// <summary>What the command line does without a server.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Every command, with arguments that are right.</summary>
    public static TheoryData<string> Calls =>
    [
        "registry browse", "registry browse sgad --posts", "calendar show", "calendar show 2026", "list", "text A/1 --version 1",
        "rescind A/1 --reason why --by L/1", "reiterate A/1", "decision show D/1", "lineage A/1", "duties A/1 --limit 5", "lineage --decision D/1 --depth 2",
        "draft --number A/1", "check --number A/1", "approve A/1 --digest 00", "issue --number A/1", "list --role issuer --name p-1", "inbox --post a/b", "inbox --department a",
        "open A/1 --post a/b", "acknowledge A/1 --post a/b --version 1", "acknowledge A/1 --post a/b", "acknowledge-on-paper A/1 --post a/b --person p --version 1 --on 2020-02-20 --reference x",
        "decline A/1 --post a/b --reason no --version 1", "comply A/1 --department a --statement done --evidence seen",
        "endorse A/1 --department a --version 1 --en first", "endorse A/1 --department a --version 1 --ur x --acknowledge-by 2020-05-31 --comply-by 2020-06-30", "endorsements A/1 --department a",
        "status A/1", "status A/1 --as-of 2020-03-01", "coverage A/1", "coverage A/1 --gaps", "unacknowledged A/1", "watch A/1", "history A/1", "history --post a/b", "history --post a/b --as-of 2020-03-01T10:00", "token --role issuer",
        "list --role oversight", "list --as post:a/b",
        "clarify ask A/1 --post a/b --text what", "clarify answer A/1 --question 1 --text this --share", "clarify list A/1 --open", "clarify list --post a/b",
        "exempt request A/1 --department a --reason moving --until 2020-05-31", "exempt grant A/1 --exemption 1 --until 2020-05-31",
        "exempt refuse A/1 --exemption 1 --reason no", "exempt list A/1",
        "verify draw A/1 --size 3 --seed 12345678", "verify assign A/1 --department a --to b/c",
        "verify find A/1 --department a --post b/c --finding not-verified --note seen", "verify show A/1", "verify show A/1 --draw 1 --population",
        "verify list --post b/c", "verify list --post b/c --directive A/1",
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Run_ServerUnreachable_ExitsWith3AndSaysWhatToDo(string call)
    {
        var server = $"http://127.0.0.1:{FreePort()}";
        var run = (await CliRun.RunAsync([.. call.Split(' '), "--server", server])).Expect(ExitCode.Unreachable);
        Assert.Empty(run.Output);
        Assert.StartsWith($"directives: {server} cannot be reached: Connection refused", run.Error, StringComparison.Ordinal);
        Assert.Contains("`make demo` starts one", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerUnreachableWithJson_WritesOneJsonLine()
    {
        var run = (await CliRun.RunAsync("open", "A/1", "--post", "a/b", "--operation-id", "op-1", "--json", "--server", $"http://127.0.0.1:{FreePort()}")).Expect(ExitCode.Unreachable);
        Assert.Equal("UNAVAILABLE", run.JsonError.GetProperty("status").GetString());
        Assert.Equal("op-1", run.JsonError.GetProperty("operationId").GetString());
    }

    [Fact]
    public async Task Run_CommandUnanswered_SaysHowToRepeatIt()
    {
        var run = await CliRun.RunAsync("open", "A/1", "--post", "a/b", "--operation-id", "op-1", "--server", $"http://127.0.0.1:{FreePort()}");
        Assert.Contains("Repeat it with --operation-id op-1: it is done only once.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerFromTheEnvironment_IsCalled()
    {
        var server = $"http://127.0.0.1:{FreePort()}";
        var run = (await CliRun.RunAsync(new Dictionary<string, string> { [GlobalOptions.ServerVariable] = server }, "list")).Expect(ExitCode.Unreachable);
        Assert.Contains(server, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lst", "Unrecognized command or argument 'lst'.", "directives --help")]
    [InlineData("inbox", "Give either --post or --department.", "directives inbox --help")]
    [InlineData("inbox --post a/b --department a", "Give either --post or --department.", "directives inbox --help")]
    [InlineData("history", "Give either a directive or --post.", "directives history --help")]
    [InlineData("history A/1 --post a/b", "Give either a directive or --post.", "directives history --help")]
    [InlineData("issue", "Give either a file or --number.", "directives issue --help")]
    [InlineData("issue a.md --number A/1", "Give either a file or --number.", "directives issue --help")]
    [InlineData("issue --number A/1 --dry-run", "A draft is looked at with `directives check`", "directives issue --help")]
    [InlineData("draft a.md --number A/1", "Give either a file or --number.", "directives draft --help")]
    [InlineData("check", "Give either a file or --number.", "directives check --help")]
    [InlineData("approve A/1", "Option '--digest' is required.", "directives approve --help")]
    [InlineData("list --name p-1", "--name goes with --role.", "directives list --help")]
    [InlineData("clarify ask A/1 --text what", "Give either --post or --department.", "directives clarify ask --help")]
    [InlineData("clarify list", "Give a directive, or --post or --department for all in its inbox.", "directives clarify list --help")]
    [InlineData("exempt request A/1 --post a/b --department a --reason x --until 2020-05-31", "Give either --post or --department.", "directives exempt request --help")]
    [InlineData("verify draw A/1 --size 0", "--size: 0 is not from 1 to 1,000.", "directives verify draw --help")]
    [InlineData("verify find A/1 --department a --post b/c --finding lies --note x", "--finding: lies is none of", "directives verify find --help")]
    [InlineData("verify show A/1 --population", "--population needs --draw.", "directives verify show --help")]
    [InlineData("open A/1", "Option '--post' is required.", "directives open --help")]
    [InlineData("decline A/1 --post a/b", "Option '--reason' is required.", "directives decline --help")]
    [InlineData("registry import a.csv", "Required argument missing", "directives registry import --help")]
    [InlineData("registry generate --posts 0 --out x", "--posts: 0 is not from 1 to 5,000,000.", "directives registry generate --help")]
    [InlineData("status A/1 --depth 33", "--depth: 33 is not from 0 to 32.", "directives status --help")]
    [InlineData("status A/1 --depth deep", "Cannot parse argument 'deep' for option '--depth'", "directives status --help")]
    [InlineData("status A/1 --as-of yesterday", "--as-of: \"yesterday\" is no day or time", "directives status --help")]
    [InlineData("status A/1 --actual", "--actual goes with --as-of.", "directives status --help")]
    [InlineData("history A/1 --as-of 2020-03-01", "--as-of goes with --post.", "directives history --help")]
    [InlineData("export directive A/1 --format xls --out x", "Argument 'xls' not recognized.", "directives export directive --help")]
    [InlineData("export department a --format csv", "Option '--out' is required.", "directives export department --help")]
    [InlineData("list --limit 0", "--limit: 0 is not from 1 to 1,000,000.", "directives list --help")]
    [InlineData("list --role king", "Argument 'king' not recognized.", "directives list --help")]
    [InlineData("list --lang pa", "Argument 'pa' not recognized.", "directives list --help")]
    [InlineData("list --as sgad/secretary", "--as: \"sgad/secretary\" is none of post:ID, person:ID and department:ID.", "directives list --help")]
    [InlineData("registry browse --as post:a/b --role issuer", "Give only one of --as, --role.", "directives registry browse --help")]
    [InlineData("list --as post:a/b --role issuer", "Give only one of --as, --role.", "directives list --help")]
    [InlineData("list --token t --role issuer", "Give only one of --token, --role.", "directives list --help")]
    [InlineData("list --server localhost:5081", "--server: \"localhost:5081\" is no http or https address", "directives list --help")]
    public async Task Run_WrongCommandLine_ExitsWith2AndNamesTheHelp(string line, string message, string help)
    {
        var run = (await CliRun.RunAsync(line.Split(' '))).Expect(ExitCode.Usage);
        Assert.Empty(run.Output);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Contains($"`{help}` shows how it is used.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongCommandLineWithJson_WritesOneJsonLine()
    {
        var run = (await CliRun.RunAsync("inbox", "--json")).Expect(ExitCode.Usage);
        Assert.Equal("USAGE", run.JsonError.GetProperty("status").GetString());
        Assert.Equal("Give either --post or --department.", run.JsonError.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Run_TokenForNobody_IsWrong()
    {
        var run = (await CliRun.RunAsync("token")).Expect(ExitCode.Usage);
        Assert.Contains("Say who the token is for", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoArguments_ShowsHelpAndExitsWith2()
    {
        var run = (await CliRun.RunAsync()).Expect(ExitCode.Usage);
        Assert.Contains("registry", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("registry import")]
    [InlineData("registry browse")]
    [InlineData("registry generate")]
    [InlineData("draft")]
    [InlineData("amend")]
    [InlineData("rescind")]
    [InlineData("reiterate")]
    [InlineData("decision")]
    [InlineData("decision record")]
    [InlineData("decision show")]
    [InlineData("duties")]
    [InlineData("lineage")]
    [InlineData("check")]
    [InlineData("approve")]
    [InlineData("issue")]
    [InlineData("list")]
    [InlineData("text")]
    [InlineData("inbox")]
    [InlineData("open")]
    [InlineData("acknowledge")]
    [InlineData("acknowledge-on-paper")]
    [InlineData("decline")]
    [InlineData("comply")]
    [InlineData("endorse")]
    [InlineData("endorsements")]
    [InlineData("clarify ask")]
    [InlineData("clarify answer")]
    [InlineData("clarify list")]
    [InlineData("exempt request")]
    [InlineData("exempt grant")]
    [InlineData("exempt refuse")]
    [InlineData("exempt list")]
    [InlineData("verify draw")]
    [InlineData("verify assign")]
    [InlineData("verify find")]
    [InlineData("verify list")]
    [InlineData("verify show")]
    [InlineData("status")]
    [InlineData("unacknowledged")]
    [InlineData("watch")]
    [InlineData("history")]
    [InlineData("coverage")]
    [InlineData("export")]
    [InlineData("export directive")]
    [InlineData("export department")]
    [InlineData("export officer")]
    [InlineData("token")]
    public async Task Help_EveryCommand_HasExamplesAndExitCodes(string command)
    {
        var run = (await CliRun.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Expect(ExitCode.Ok);
        Assert.Contains("Examples:\n  ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"directives {command}", run.Output, StringComparison.Ordinal);
        Assert.Contains("--server <URL>", run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit code: 0 done, 1 refused by the server", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_FileWithMistakes_SendsNothingAndListsThem()
    {
        var path = folder.Write("order.md", DraftSample.Text.Replace("instrument: letter", "instrument: lettr", StringComparison.Ordinal).Replace("issuer: sgad\n", "", StringComparison.Ordinal));
        var run = (await CliRun.RunAsync("issue", path)).Expect(ExitCode.Usage);
        Assert.StartsWith($"directives: {path} has 2 mistakes; nothing was sent\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{path}:3: instrument: is \"lettr\"; the words are letter, ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{path}:2: issuer: is missing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_FileWithMistakesAndJson_GivesFieldAndLine()
    {
        var path = folder.Write("order.md", DraftSample.Text.Replace("instrument: letter", "instrument: lettr", StringComparison.Ordinal));
        var run = (await CliRun.RunAsync("issue", path, "--json")).Expect(ExitCode.Usage);
        var violation = Assert.Single(run.JsonError.GetProperty("violations").EnumerateArray());
        Assert.Equal(("instrument", 3), (violation.GetProperty("field").GetString(), violation.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Import_MissingFile_IsWrong()
    {
        var run = (await CliRun.RunAsync("registry", "import", "no-departments.csv", "no-posts.csv")).Expect(ExitCode.Usage);
        Assert.StartsWith("directives: no-departments.csv cannot be read: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comply_MissingEvidenceFile_IsWrong()
    {
        var run = (await CliRun.RunAsync("comply", "A/1", "--department", "a", "--statement", "done", "--evidence-file", "no-evidence.pdf")).Expect(ExitCode.Usage);
        Assert.StartsWith("directives: no-evidence.pdf cannot be read: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_HundredPosts_NeedsNoServer()
    {
        var run = (await CliRun.RunAsync("registry", "generate", "--posts", "100", "--seed", "7", "--out", folder.Path, "--json")).Expect(ExitCode.Ok);
        Assert.Equal(100, run.Json.GetProperty("posts").GetInt32());
        Assert.Equal(101, File.ReadLines(folder.In("posts.csv")).Count());
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A port where nobody listens.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
