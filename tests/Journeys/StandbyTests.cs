using System.Diagnostics;
using System.Globalization;
using Directives.Cli;
using Directives.Cli.Registry;
using Directives.Tests.Samples;
using Directives.Tests.Support;
using Directives.V1;

namespace Directives.Tests.Journeys;

/// <summary>
/// Two gateways on one PostgreSQL, clients that know both addresses, and a watcher: the active one is killed, then the
/// other stalls for longer than its lease and wakes.
/// </summary>
public sealed class StandbyTests
{
    private const int Posts = 2_400;

    [Fact]
    public async Task TakeOver_ActiveKilledThenStalled_TheOtherAnswersAndNothingIsLost()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        var folder = Directory.CreateTempSubdirectory("directives-standby-");
        try
        {
            await RegistryGenerator.GenerateAsync(Posts, 1, folder.FullName, null, CancellationToken.None);
            using var first = new StandbyProcess(folder.FullName, database.Settings);
            using var second = new StandbyProcess(folder.FullName, database.Settings);
            first.Start();
            second.Start();
            var (active, waiting) = await WhichAsync(first, second);
            Assert.Equal("503 waiting", await waiting.StateAsync("ready"));

            using var connection = new Connection($"{waiting.Grpc},{active.Grpc}", null, Bearer.Of(null, "oversight"), TimeProvider.System);
            await connection.AuthenticateAsync(TestContext.Current.CancellationToken);
            await IssueAsync(connection, folder.FullName);
            await using var load = new StandbyLoad(connection, KillTests.Number, Officers(folder.FullName));
            load.Start(atOnce: 4);
            await load.ConfirmedAsync(60);

            var killed = Stopwatch.GetTimestamp();
            await active.SignalAsync("KILL");
            await load.ConfirmedAsync(60);
            Report("kill -9", load.LongestPauseSince(killed), TimeSpan.FromSeconds(60), waiting.Output);
            Assert.Equal(137, await active.EndedAsync());

            active.Start();
            await active.WaitingAsync();
            var stalled = Stopwatch.GetTimestamp();
            await waiting.SignalAsync("STOP");
            await active.ActiveAsync();
            await load.ConfirmedAsync(60);
            Report("SIGSTOP", load.LongestPauseSince(stalled), TimeSpan.FromSeconds(60), active.Output);

            await waiting.SignalAsync("CONT");
            Assert.Equal(3, await waiting.EndedAsync());
            Assert.Contains("was taken over by another process after epoch 2. This process ends; started again, it waits to take over.", waiting.Output, StringComparison.Ordinal);
            await load.ConfirmedAsync(20);
            await load.StopAsync();

            await CheckAsync(database, load);
            await active.SignalAsync("TERM");
            Assert.Equal(0, await active.EndedAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Wait_ToldToStop_EndsInOrder()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        var folder = Directory.CreateTempSubdirectory("directives-standby-");
        try
        {
            using var first = new StandbyProcess(folder.FullName, database.Settings);
            using var second = new StandbyProcess(folder.FullName, database.Settings);
            first.Start();
            second.Start();
            var (active, waiting) = await WhichAsync(first, second);

            await waiting.SignalAsync("TERM");

            Assert.True(await waiting.EndedAsync() == 0, waiting.Output);
            Assert.StartsWith("200 active", await active.StateAsync("live"), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Both were started at once: exactly one is active and the other waits.</summary>
    private static async Task<(StandbyProcess Active, StandbyProcess Waiting)> WhichAsync(StandbyProcess first, StandbyProcess second)
    {
        // The one that is quicker to start waits for none; by then the slower one has found it in office.
        await Waits.UntilAsync(
            async () => await first.SettledAsync() != await second.SettledAsync(),
            () => $"one was to be active and the other to wait:\n{first.Output}\n--\n{second.Output}");
        return await first.SettledAsync() ? (first, second) : (second, first);
    }

    private static async Task IssueAsync(Connection connection, string folder)
    {
        var admin = connection.With((await connection.GetTokenAsync(Bearer.Of(null, "admin")!, 0, default)).Token);
        var import = new RegistryImport(Path.Combine(folder, "departments.csv"), Path.Combine(folder, "posts.csv"), false, "op-import");
        await admin.InsistAsync(() => import.SendAsync(admin, new Progress<ImportProgress>(), default), default);
        var issuer = connection.With((await connection.GetTokenAsync(Bearer.Of(null, "issuer")!, 0, default)).Token);
        var draft = KillTests.Draft(new OrganogramFiles(folder).Departments[0].Id);
        await issuer.Directives.IssueAsync(new IssueRequest { OperationId = "op-issue", Draft = draft }, issuer.Within(default));

        // An officer can act once the order has come to his office.
        var (received, offices) = (0, new OrganogramFiles(folder).Departments.Count);
        await Waits.UntilAsync(
            async () =>
            {
                var compliance = await connection.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = draft.Number }, connection.Within(default));
                return (received = (int)compliance.Total.Tally.OfficesReceived) == offices;
            },
            () => $"{received} of {offices} offices have received the order");
    }

    private static IEnumerable<PostRow> Officers(string folder) =>
        new OrganogramFiles(folder).Posts.Where(post => KillTests.Cadres.Contains(post.Cadre) && !post.IsVacant);

    private static async Task CheckAsync(TestDatabase database, StandbyLoad load)
    {
        var facts = database.Column<string>($"SELECT '1.' || number FROM ledger_entry WHERE directive = '{KillTests.Number}' ORDER BY number");
        await load.WatchedAsync(facts.Count);
        Assert.Equal(facts, load.Watched.Select(told => told.Position));

        var acts = database.Column<string>("SELECT grain_key || ' ' || (payload::json ->> 'operationId') FROM ledger_entry WHERE grain_type = 'officer'")
            .CountBy(act => act!).ToDictionary(act => act.Key, act => act.Value);
        Assert.All(load.Confirmed, act => Assert.True(
            acts.GetValueOrDefault($"{act.Key} {act.Operation}") == 1,
            $"{act.Operation} of {act.Key} was confirmed and is {acts.GetValueOrDefault($"{act.Key} {act.Operation}")} times in the ledger"));
        Assert.Equal(3, database.Scalar<long>("SELECT epoch FROM chain"));
    }

    private static void Report(string fault, TimeSpan taken, TimeSpan patience, string output)
    {
        var told = string.Create(CultureInfo.InvariantCulture, $"{fault}: for {taken.TotalSeconds:0.00} s no act was confirmed");
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Assert.True(taken < patience, $"{told}; {patience} was the patience\n{output}");
    }
}
