using Directives.Gateway;

using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Following a directive live: nothing is missed and nothing told twice.</summary>
public abstract class WatchTests(GatewayFixture fixture)
{
    private Metadata Reader => fixture.Gateway.AsRole(Role.Oversight);

    [Fact]
    public async Task Watch_FromNow_TellsTheStateThenEachAct()
    {
        var number = await fixture.IssueAsync();
        using var watch = Watch(number);
        var first = await watch.NextAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        var told = await watch.UntilAsync("Acknowledged");

        Assert.Empty(first.Events);
        Assert.Equal((7, 0), (first.Compliance.Total.Tally.OfficesReceived, first.Compliance.Total.Tally.Opened));
        Assert.Equal(["Opened", "Acknowledged"], told.Select(item => item.Kind));
        Assert.Equal((1, 1, 5), (watch.Last.Compliance.Total.Tally.Opened, watch.Last.Compliance.Total.Tally.Acknowledged, watch.Last.Compliance.Total.Tally.Outstanding));
    }

    [Fact]
    public async Task Watch_AcrossAnAmendment_CountsByTheVersionInForce()
    {
        var number = await fixture.IssueAsync();
        using var watch = Watch(number);
        var first = await watch.NextAsync();
        var draft = SmallProvince.Draft(number);
        draft.Deadlines = new Deadlines { AcknowledgeDays = 3, ComplyDays = 4 };
        var amended = await fixture.Gateway.Directives.AmendAsync(
            new AmendRequest { OperationId = "amend", Draft = draft, Reason = "Sooner" }, fixture.Gateway.AsRole(Role.Issuer));
        while (watch.Last.Compliance.Version < 2)
            await watch.NextAsync();

        Assert.Equal(1, first.Compliance.Version);
        Assert.Equal(
            (2, amended.AcknowledgeBy, amended.ComplyBy),
            (watch.Last.Compliance.Version, watch.Last.Compliance.AcknowledgeBy, watch.Last.Compliance.ComplyBy));
        Assert.True(amended.AcknowledgeBy < first.Compliance.AcknowledgeBy, $"sooner than {first.Compliance.AcknowledgeBy} expected, found {amended.AcknowledgeBy}");
    }

    [Fact]
    public async Task Watch_OfASubtree_TellsOnlyItsFacts()
    {
        var number = await fixture.IssueAsync();
        using var watch = Watch(number, "lahore-division");
        await watch.NextAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "kasur/section-officer");
        var told = await watch.UntilAsync("Acknowledged");

        Assert.Equal(["kasur/section-officer", "kasur/section-officer"], told.Select(item => item.Post));
        Assert.Equal("lahore-division", watch.Last.Compliance.Total.Department);
        Assert.Equal(1, watch.Last.Compliance.Total.Tally.Acknowledged);
    }

    [Fact]
    public async Task Watch_AfterThePositionOfEachMessage_MissesAndRepeatsNothing()
    {
        var number = await fixture.IssueAsync();
        var told = new List<string>();
        string position;
        using (var watch = Watch(number))
            position = (await watch.NextAsync()).Position;

        foreach (var post in (string[])["law/law-officer", "kasur/section-officer", "sgad/section-officer-1", "sgad-regulations/section-officer"])
        {
            await fixture.AnswerAsync(number, post, acknowledge: false);
            using var watch = Watch(number, after: position);
            Assert.Equal(position, (await watch.NextAsync()).Position);
            told.AddRange((await watch.UntilAsync("Opened")).Select(item => item.Position));
            position = watch.Last.Position;
        }

        var history = await fixture.Gateway.Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = number, PageSize = 1_000 }, Reader);
        Assert.Equal(history.Events.Where(item => item.Kind == "Opened").Select(item => item.Position), told);
    }

    [Fact]
    public async Task Watch_FromTheBeginning_TellsTheWholeHistory()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        using var watch = Watch(number, after: "1.0");
        await watch.NextAsync();
        var told = await watch.UntilAsync("Acknowledged");

        var history = await fixture.Gateway.Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = number, PageSize = 1_000 }, Reader);
        Assert.Equal(history.Events, told);
    }

    [Theory]
    [InlineData("1.999999999")]
    [InlineData("7.1")]
    [InlineData("0.0")]
    public async Task Watch_AfterAPositionThatIsNotThere_IsOutOfRange(string after)
    {
        using var watch = Watch(SmallProvince.Number, after: after);

        var refused = await TestGateway.RefusedAsync(() => watch.NextAsync());

        Assert.Equal((StatusCode.OutOfRange, "POSITION_UNKNOWN"), (refused.Code, refused.Reason));
    }

    [Theory]
    [InlineData("NO/SUCH", "", StatusCode.NotFound)]
    [InlineData(SmallProvince.Number, "finance", StatusCode.NotFound)]
    public async Task Watch_OfWhatIsNotThere_IsRefused(string number, string department, StatusCode code)
    {
        using var watch = Watch(number, department);

        Assert.Equal(code, (await TestGateway.RefusedAsync(() => watch.NextAsync())).Code);
    }

    [Fact]
    public async Task Watch_ByManyAtOnce_TellsEachTheSame()
    {
        var number = await fixture.IssueAsync();
        var watches = Enumerable.Range(0, 20).Select(_ => Watch(number)).ToList();
        foreach (var watch in watches)
            await watch.NextAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "kasur/section-officer");

        foreach (var watch in watches)
        {
            var told = new List<Event>();
            while (told.Count < 4)
                told.AddRange((await watch.NextAsync()).Events);
            Assert.Equal(["Opened", "Acknowledged", "Opened", "Acknowledged"], told.Select(item => item.Kind));
            watch.Dispose();
        }
    }

    internal Watcher Watch(string number, string department = "", string after = "") =>
        new(fixture.Gateway.Oversight.Watch(new WatchRequest { Directive = number, Department = department, After = after }, Reader));
}

public sealed class WatchOnSqlite(SqliteGateway fixture) : WatchTests(fixture), IClassFixture<SqliteGateway>;

public sealed class WatchOnPostgres(PostgresGateway fixture) : WatchTests(fixture), IClassFixture<PostgresGateway>;

/// <summary>When watches end, and how facts are told together.</summary>
public sealed class WatchEndTests
{
    /// <summary>What a watch lets pass between two messages.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Watch_OfActsThatComeTogether_TellsThemTogether()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var gateway = await TestGateway.StartAsync(database, clock);
        await PrepareAsync(gateway);
        using var watch = new Watcher(gateway.Oversight.Watch(new WatchRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight)));
        await watch.NextAsync();
        await OpenAsync(gateway, "law/law-officer");
        var first = await watch.NextAsync();
        await clock.WaitForTimerAsync(Pace);
        foreach (var post in (string[])["kasur/section-officer", "sgad/section-officer-1", "sgad-regulations/section-officer"])
            await OpenAsync(gateway, post);
        await gateway.RestAsync();
        clock.Advance(Pace);
        var second = await watch.NextAsync();

        Assert.Single(first.Events);
        Assert.Equal(3, second.Events.Count);
        Assert.Equal(4, second.Compliance.Total.Tally.Opened);
    }

    [Fact]
    public async Task Watch_WhenTheTokenExpires_EndsAndCanBeResumed()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var gateway = await TestGateway.StartAsync(database, clock);
        await PrepareAsync(gateway);
        var token = await gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = Role.Oversight, Minutes = 1 });
        using var watch = new Watcher(gateway.Oversight.Watch(new WatchRequest { Directive = SmallProvince.Number }, TestGateway.With(token.Token)));
        await watch.NextAsync();
        clock.Advance(TimeSpan.FromSeconds(60));

        var refused = await TestGateway.RefusedAsync(() => watch.NextAsync());

        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_REFUSED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Watch_WhenTheServerStops_EndsAsUnavailable()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var gateway = await TestGateway.StartAsync(database);
        await PrepareAsync(gateway);
        using var watch = new Watcher(gateway.Oversight.Watch(new WatchRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight)));
        await watch.NextAsync();

        var stopping = gateway.StopAsync();
        var refused = await TestGateway.RefusedAsync(() => watch.NextAsync());
        await stopping;
        await gateway.DisposeAsync();

        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (refused.Code, refused.Reason));
    }

    private static async Task PrepareAsync(TestGateway gateway)
    {
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
    }

    private static async Task OpenAsync(TestGateway gateway, string post) => await gateway.Officers.OpenAsync(
        new OpenRequest { OperationId = $"open-{post}", Post = post, Directive = SmallProvince.Number, Language = "en" }, gateway.As(post));
}

/// <summary>Reads a watch, message by message.</summary>
internal sealed class Watcher(AsyncServerStreamingCall<WatchResponse> call) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public WatchResponse Last { get; private set; } = new();

    public async Task<WatchResponse> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token), "The watch ended.");
        return Last = call.ResponseStream.Current;
    }

    /// <summary>All events up to the first of a kind, which must be the last of its message.</summary>
    public async Task<IReadOnlyList<Event>> UntilAsync(string kind)
    {
        var told = new List<Event>();
        while (told.Count == 0 || told[^1].Kind != kind)
            told.AddRange((await NextAsync()).Events);
        return told;
    }

    public void Dispose() => call.Dispose();
}
