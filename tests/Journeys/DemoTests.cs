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
        await demo.UntilAsync("Ctrl+C ends the demo.", Patience);
        var table = ReadTable(demo.Output);
        var (gateway, _) = ReadAnnouncement();

        using var connection = new Connection(gateway, null, new Bearer("role", "oversight"), TimeProvider.System);
        await connection.AuthenticateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await RecountAsync(connection), table);
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
        Assert.True(code == 0, $"exit code 0 expected, found {code}:\n{demo.Output}\n{demo.Error}");
        var table = ReadTable(demo.Output);
        Assert.Equal(ExpectedService(), table.Where(line => line.Key is "Offices received" or "Posts addressed" or "for action" or "for information" or "Served" or "Vacant").ToDictionary());
        if (provider == TestDatabase.Sqlite)
            Assert.Equal(CountStoredFacts(), (table["Opened"], table["Acknowledged"], table["Declined"]));
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

    /// <summary>The table's lines, by name.</summary>
    private static Dictionary<string, string> ReadTable(string output) =>
        TableLine().Matches(output).ToDictionary(line => line.Groups[1].Value.Trim(), line => line.Groups[2].Value.Trim());

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
        Assert.Equal(expected["Served"], Sum(history.Events.Where(fact => fact.Kind == "RosterServed").Select(fact => int.Parse(fact.Detail, CultureInfo.InvariantCulture))));
        Assert.Equal(expected["Offices received"].Split('/')[0], Distinct(history, "Received", fact => fact.Department));

        var lastAnswers = history.Events.Where(fact => fact.Kind is "Acknowledged" or "Declined").GroupBy(fact => fact.Post).ToDictionary(acts => acts.Key, acts => acts.Last().Kind);
        var forAction = AddressedForAction().Select(post => post.Id).ToHashSet();
        expected["Opened"] = Distinct(history, "Opened", fact => fact.Post);
        expected["Acknowledged"] = Sum(lastAnswers.Values.Select(kind => kind == "Acknowledged" ? 1 : 0));
        expected["Declined"] = Sum(lastAnswers.Values.Select(kind => kind == "Declined" ? 1 : 0));
        expected["Not answered yet"] = Sum(forAction.Select(post => lastAnswers.ContainsKey(post) ? 0 : 1));
        expected["Overdue"] = "0";
        expected["Departments complied"] = $"{Distinct(history, "ComplianceReported", fact => fact.Department)}/{AddressedForAction().Select(post => post.Department).Distinct().Count()}";
        return expected;
    }

    /// <summary>What the order's audience means for Punjab's files, counted without the product.</summary>
    private static Dictionary<string, string> ExpectedService()
    {
        var punjab = Punjab();
        var action = AddressedForAction().ToList();
        var information = punjab.Posts.Where(post => post.Cadre is "chief-secretary" or "secretary" && post.Bps is >= 20 and <= 22).Except(action).ToList();
        return new Dictionary<string, string>
        {
            ["Offices received"] = $"{punjab.Departments.Count}/{punjab.Departments.Count}",
            ["Posts addressed"] = $"{action.Count + information.Count}",
            ["for action"] = $"{action.Count}",
            ["for information"] = $"{information.Count}",
            ["Served"] = $"{action.Count + information.Count}",
            ["Vacant"] = $"{action.Concat(information).Count(post => post.IsVacant)}",
        };
    }

    private static IEnumerable<PostRow> AddressedForAction() => Punjab().Posts.Where(post =>
        post.Cadre is "section-officer" or "law-officer" or "estate-officer"
        || post.Id is "opc/commissioner" or "pgshf/managing-director" or "ace/director-general" or "ppra/managing-director");

    private static OrganogramFiles Punjab() => new(Path.Combine(OrganogramFiles.SamplesFolder, "punjab"));

    /// <summary>Opened, acknowledged and declined, counted in the database that the demo has left.</summary>
    private (string Opened, string Acknowledged, string Declined) CountStoredFacts()
    {
        using var database = new SqliteConnection($"Data Source={folder.In("directives.db")};Pooling=False");
        database.Open();
        return (Count("Opened"), Count("Acknowledged"), Count("Declined"));

        string Count(string kind)
        {
            using var count = database.CreateCommand();
            count.CommandText = "SELECT count(DISTINCT grain_key) FROM ledger_entry WHERE kind = $kind";
            count.Parameters.AddWithValue("$kind", kind);
            return Convert.ToString(count.ExecuteScalar(), CultureInfo.InvariantCulture)!;
        }
    }

    private static string Distinct(ListHistoryResponse history, string kind, Func<Event, string> key) =>
        $"{history.Events.Where(fact => fact.Kind == kind).Select(key).Distinct().Count()}";

    private static string Sum(IEnumerable<int> numbers) => $"{numbers.Sum()}";

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

    [GeneratedRegex(@"^│ +([^│]+?) +│ +([\d,/]+) │$", RegexOptions.Multiline)]
    private static partial Regex TableLine();
}
