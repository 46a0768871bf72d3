using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Directives.Cli;
using Directives.Cli.Commands;
using Directives.Tests.Cli;
using Directives.Tests.Samples;
using Directives.Tests.Support;
using Directives.V1;
using Microsoft.Data.Sqlite;

namespace Directives.Tests.Journeys;

/// <summary>The demo itself, as the process that `make demo` starts, on both databases.</summary>
public sealed partial class DemoTests : IDisposable
{
    private const string Number = "SGAD/2020/14";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Demo_StayingUp_TableEqualsARecountOfTheLedgerAndNothingOutlivesIt(string provider)
    {
        RequirePrograms(provider);
        await using var demo = Start(provider);
        await ReachAsync(demo, "Ctrl+C ends the demo.");
        var table = ReadTable(demo.Output);
        var (gateway, _) = ReadAnnouncement();

        using var connection = new Connection(gateway, null, new Bearer("role", "oversight"), TimeProvider.System);
        await connection.AuthenticateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await RecountAsync(connection), table);
        Assert.All(
            (string[])["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "takes charge", "asks to be exempted", "head told", "A false report."],
            told => Assert.Contains(told, demo.Output, StringComparison.Ordinal));
        await AssertToldInTheInboxAsync(connection);
        Assert.Matches(@"http://127\.0\.0\.1:\d+/signin\?token=\S+", demo.Output);

        var programs = ChildrenOf(demo);
        Assert.Equal(
            provider == TestDatabase.Sqlite ? ["dotnet"] : ["dotnet", "postgres"],
            programs.Select(program => program.Name).Where(name => name != "sh").Distinct().Order());
        demo.Stop();
        Assert.Equal(0, await demo.EndAsync(Patience));
        AssertGone(programs);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Demo_Once_EndsWith0AfterTheTable(string provider)
    {
        RequirePrograms(provider);
        await using var demo = Start(provider, "--once");
        var code = await demo.EndAsync(Patience);
        Assert.True(code == 0, $"exit code 0 expected, found {code}:\n{demo.Output}\n{demo.Error}\n{GatewayLog()}");
        var table = ReadTable(demo.Output);
        Assert.Equal(ExpectedService(), table.Where(line => line.Key is "Offices received" or "Posts addressed" or "for action" or "for information" or "Served").ToDictionary());
        if (provider == TestDatabase.Sqlite)
            Assert.Equal(CountStoredFacts(), (table["Reminders"], table["Told above"]));
        Assert.DoesNotContain("Ctrl+C", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_Killed_TakesItsProgramsWithIt()
    {
        RequirePrograms(TestDatabase.Postgres);
        await using var demo = Start(TestDatabase.Postgres);
        await demo.UntilAsync("Importing Punjab", Patience);
        var programs = ChildrenOf(demo);
        Assert.NotEmpty(programs);
        demo.Kill();
        await demo.EndAsync(Patience);
        AssertGone(programs);
    }

    [Fact]
    public async Task Demo_FolderWithSomethingElse_FailsWithOneLine()
    {
        folder.Write("thesis.txt", "do not delete");
        await using var demo = Start(TestDatabase.Sqlite);
        Assert.Equal(1, await demo.EndAsync(Patience));
        Assert.Equal($"demo: {folder.Path} holds something that no demo has put there: name another folder, or empty it yourself.\n", demo.Error);
        Assert.True(File.Exists(folder.In("thesis.txt")));
    }

    public void Dispose() => folder.Dispose();

    private ProgramRun Start(string provider, params string[] options) => ProgramRun.Start(
        "samples/demo", "Directives.Demo",
        [.. options, "--folder", folder.Path, "--seconds", "2", .. provider == TestDatabase.Postgres ? ["--postgres"] : Array.Empty<string>()]);

    private async Task ReachAsync(ProgramRun demo, string text)
    {
        try
        {
            await demo.UntilAsync(text, Patience);
        }
        catch (Exception missed)
        {
            throw new InvalidOperationException($"{missed.Message}\n{GatewayLog()}", missed);
        }
    }

    /// <summary>The last that the demo's gateway has written.</summary>
    private string GatewayLog() =>
        File.Exists(folder.In("gateway.log")) ? $"gateway.log:\n{string.Join('\n', File.ReadLines(folder.In("gateway.log")).TakeLast(30))}" : "no gateway.log";

    /// <summary>The order's column of the table, by name; without what is estimated.</summary>
    private static Dictionary<string, string> ReadTable(string output) => TableLine().Matches(output)
        .Select(line => (Name: line.Groups[1].Value.Trim(), Value: line.Groups[2].Value.Trim()))
        .Where(line => !line.Name.Contains('%', StringComparison.Ordinal))
        .ToDictionary(line => line.Name, line => line.Value);

    private (string Grpc, int Process) ReadAnnouncement()
    {
        using var said = JsonDocument.Parse(File.ReadAllText(folder.In("gateway.json")));
        return (said.RootElement.GetProperty("grpc").GetString()!, said.RootElement.GetProperty("pid").GetInt32());
    }

    /// <summary>The table as the ledger's facts and the organogram's files have it.</summary>
    private static async Task<Dictionary<string, string>> RecountAsync(Connection connection)
    {
        var history = await Pages.GatherAsync(
            1_000_000, 1000,
            async (size, token) => await connection.Oversight.ListDirectiveHistoryAsync(
                new ListDirectiveHistoryRequest { Directive = Number, PageSize = size, PageToken = token }, connection.Within(TestContext.Current.CancellationToken)),
            page => page.Events, page => page.NextPageToken);
        var expected = ExpectedService();
        var count = new WeekRecount(history.Events);
        Assert.Equal(expected["Served"], $"{count.Served}");
        Assert.Equal(expected["Offices received"].Split('/')[0], $"{count.Received}");
        var owing = AddressedForAction().Select(post => post.Department).Distinct().Count();
        var unanswered = AddressedForAction().Count(post => !count.Answers.ContainsKey(post.Id));
        expected["Vacant"] = $"{Addressed().Count(post => post.IsVacant && !count.ServedAnew.Contains(post.Id))}";
        expected["Opened"] = $"{count.Opened.Count}";
        expected["Acknowledged"] = $"{count.Answers.Values.Count(kind => kind == "Acknowledged")}";
        expected["Declined"] = $"{count.Answers.Values.Count(kind => kind == "Declined")}";
        expected["Not answered yet"] = expected["Overdue"] = $"{unanswered}";
        expected["Departments complied"] = $"{count.Complied.Count}/{owing}";
        expected["exempted"] = $"{count.Kind("ExemptionGranted")}";
        expected["overdue"] = $"{owing - count.Complied.Count - count.Kind("ExemptionGranted")}";
        expected["Reminders"] = $"{count.Kind("Reminded")}";
        expected["Told above"] = $"{count.Kind("Escalated")}";
        expected["Reports verified"] = $"{count.Kind("Verified", "Verified")}/{count.Kind("Verified")}";
        expected["False reports"] = $"{count.Kind("Verified", "FalseReport")}";
        return expected;
    }

    /// <summary>Whoever owes something has a notice in its office's inbox that its head was told of, and the one that is exempted has none of its report.</summary>
    private static async Task AssertToldInTheInboxAsync(Connection connection)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var open = await connection.Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = Number, PageSize = 1000 }, connection.Within(cancellation));
        Assert.NotEmpty(open.Posts);
        foreach (var post in open.Posts)
            Assert.Contains(await NoticesAsync(post.Department), notice => notice.Kind is Notice.Types.Kind.Head && notice.Posts.Contains(post.Post));
        var exemptions = await connection.Answers.ListExemptionsAsync(new ListExemptionsRequest { Directive = Number }, connection.Within(cancellation));
        Assert.DoesNotContain(await NoticesAsync(Assert.Single(exemptions.Exemptions).Department), notice => notice is { Deadline: "comply", Kind: not Notice.Types.Kind.Department });

        async Task<IEnumerable<Notice>> NoticesAsync(string department)
        {
            var inbox = await connection.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = department }, connection.Within(cancellation));
            return inbox.Entries.Single(entry => entry.Directive == Number).Notices;
        }
    }

    /// <summary>What the order's audience means for Punjab's files, counted without the product.</summary>
    private static Dictionary<string, string> ExpectedService()
    {
        var punjab = Punjab();
        var (action, information) = (AddressedForAction().ToList(), AddressedForInformation().ToList());
        return new Dictionary<string, string>
        {
            ["Offices received"] = $"{punjab.Departments.Count}/{punjab.Departments.Count}",
            ["Posts addressed"] = $"{action.Count + information.Count}",
            ["for action"] = $"{action.Count}",
            ["for information"] = $"{information.Count}",
            ["Served"] = $"{action.Count + information.Count}",
        };
    }

    private static IEnumerable<PostRow> AddressedForAction() => Punjab().Posts.Where(post =>
        post.Cadre is "section-officer" or "law-officer" or "estate-officer"
        || post.Id is "opc/commissioner" or "pgshf/managing-director" or "ace/director-general" or "ppra/managing-director");

    private static IEnumerable<PostRow> AddressedForInformation() =>
        Punjab().Posts.Where(post => post.Cadre is "chief-secretary" or "secretary" && post.Bps is >= 20 and <= 22).Except(AddressedForAction());

    private static IEnumerable<PostRow> Addressed() => AddressedForAction().Concat(AddressedForInformation());

    private static OrganogramFiles Punjab() => new(Path.Combine(OrganogramFiles.SamplesFolder, "punjab"));

    /// <summary>Reminders and escalations, counted in the database that the demo has left.</summary>
    private (string Reminders, string Escalations) CountStoredFacts()
    {
        using var database = new SqliteConnection($"Data Source={folder.In("directives.db")};Pooling=False");
        database.Open();
        return (Count("Reminded"), Count("Escalated"));

        string Count(string kind)
        {
            using var count = database.CreateCommand();
            count.CommandText = "SELECT count(*) FROM ledger_entry WHERE kind = $kind";
            count.Parameters.AddWithValue("$kind", kind);
            return Convert.ToString(count.ExecuteScalar(), CultureInfo.InvariantCulture)!;
        }
    }

    private static void RequirePrograms(string provider)
    {
        if (provider == TestDatabase.Postgres)
            _ = PostgresServer.Shared;
    }

    /// <summary>Every process below the demo's, from /proc.</summary>
    private static List<(int Id, string Name)> ChildrenOf(ProgramRun demo)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => ReadProcess(name!)).OfType<(int Id, int Parent, string Name)>().ToList();
        var below = new List<(int Id, string Name)>();
        for (var parents = new HashSet<int> { demo.Id }; parents.Count > 0;)
        {
            var children = all.Where(process => parents.Contains(process.Parent)).ToList();
            below.AddRange(children.Select(child => (child.Id, child.Name)));
            parents = [.. children.Select(child => child.Id)];
        }

        return below;
    }

    private static (int Id, int Parent, string Name)? ReadProcess(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')];
            return (int.Parse(id, CultureInfo.InvariantCulture), int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture), name);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void AssertGone(IEnumerable<(int Id, string Name)> programs)
    {
        foreach (var (id, name) in programs)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)), $"{name} ({id}) still runs after the demo has ended");
            }
            catch (ArgumentException)
            {
                // It is gone already.
            }
        }
    }

    [GeneratedRegex(@"^│ +([^│]+?) +│ +([\d,/-]+) │[^│]*│$", RegexOptions.Multiline)]
    private static partial Regex TableLine();
}
