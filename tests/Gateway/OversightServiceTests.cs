using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>What became of a directive.</summary>
public abstract class OversightServiceTests(GatewayFixture fixture)
{
    private static readonly string[] Addressed =
        ["sgad/section-officer-1", "sgad/section-officer-2", "sgad-regulations/section-officer", "law/law-officer", "kasur/section-officer", "kasur/law-officer"];

    private Metadata Reader => fixture.Gateway.AsRole(Role.Oversight);

    private V1.OversightService.OversightServiceClient Oversight => fixture.Gateway.Oversight;

    [Fact]
    public async Task GetCompliance_OfTheWhole_IsTheSumOfItsParts()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "kasur/section-officer", acknowledge: false);

        var whole = await Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, Reader);

        Assert.Equal((number, 1, "punjab"), (whole.Directive, whole.Version, whole.Total.Department));
        Assert.Equal(["punjab"], whole.Path);
        Assert.Equal(["sgad", "law", "lahore-division", "archives"], whole.Children.Select(child => child.Department));
        Assert.Equal(Counts(offices: 7, received: 7, owing: 4, action: 6, information: 1, vacant: 2, opened: 2, acknowledged: 1, outstanding: 5), whole.Total.Tally);
        Assert.Equal(Counts(offices: 1, received: 1, information: 1), whole.Own);
        Assert.Equal(Counts(offices: 2, received: 2, owing: 1, action: 2, vacant: 1, opened: 1, outstanding: 2), whole.Children[2].Tally);
        Assert.Equal((true, false, true, "division-office"), (whole.Children[2].Received, whole.Children[2].Complied, whole.Children[2].HasChildren, whole.Children[2].Kind));
        Assert.Equal(whole.Total.Tally.Served, whole.Own.Served + whole.Children.Sum(child => child.Tally.Served));
    }

    [Fact]
    public async Task GetCompliance_OfASubtree_HasItsPath()
    {
        var part = await Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number, Department = "kasur" }, fixture.Gateway.As("lahore-division/commissioner"));

        Assert.Equal(["punjab", "lahore-division", "kasur"], part.Path);
        Assert.Empty(part.Children);
        Assert.Equal((2, 2), (part.Total.Tally.ServedForAction, part.Own.ServedForAction));
        Assert.False(part.Total.HasChildren);
    }

    [Theory]
    [InlineData("NO/SUCH", "", StatusCode.NotFound, "There is no directive NO/SUCH.")]
    [InlineData(SmallProvince.Number, "finance", StatusCode.NotFound, "There is no department finance.")]
    public async Task GetCompliance_OfWhatIsNotThere_IsNotFound(string directive, string department, StatusCode code, string message)
    {
        var refused = await TestGateway.RefusedAsync(Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = directive, Department = department }, Reader));

        Assert.Equal((code, message), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task GetCompliance_WhereItDoesNotGo_IsRefused()
    {
        var draft = SmallProvince.Draft($"LAW/{GetType().Name}");
        draft.Audience = new Audience { Clauses = { new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter { Within = { "law" } } } } };
        await fixture.Gateway.Directives.IssueAsync(new IssueRequest { OperationId = "law-only", Draft = draft }, fixture.Gateway.AsRole(Role.Issuer));
        await fixture.Gateway.RestAsync();

        var refused = await TestGateway.RefusedAsync(Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = draft.Number, Department = "kasur" }, Reader));
        var whole = await Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = draft.Number }, Reader);

        Assert.Equal((StatusCode.FailedPrecondition, "NOT_ADDRESSED"), (refused.Code, refused.Reason));
        Assert.Equal(["law"], whole.Children.Select(child => child.Department));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task ListUnacknowledged_InPages_HasEachPostOnceInTheOrderOfTheHierarchy(int size)
    {
        var number = await fixture.IssueAsync();

        Assert.Equal(Addressed, await UnacknowledgedAsync(number, "", size));
    }

    [Fact]
    public async Task ListUnacknowledged_AfterAnswers_HasTheOthers()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "sgad/section-officer-1", acknowledge: false);

        var posts = (await Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number }, Reader)).Posts;

        Assert.Equal(Addressed.Except(["law/law-officer"]), posts.Select(post => post.Post));
        Assert.Equal((Standing.Opened, "p-3", "Services and General Administration", false), (posts[0].Standing, posts[0].Incumbent.Person, posts[0].DepartmentName.En, posts[0].Overdue));
        Assert.Equal(Standing.Served, posts[1].Standing);
        Assert.Null(posts[1].Incumbent);
    }

    [Fact]
    public async Task ListUnacknowledged_WhereThePostOfTheTokenHasAnswered_GoesOnBehindIt()
    {
        var number = await fixture.IssueAsync();
        var first = await Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number, PageSize = 4 }, Reader);
        await fixture.AnswerAsync(number, "law/law-officer");

        var second = await Oversight.ListUnacknowledgedAsync(
            new ListUnacknowledgedRequest { Directive = number, PageSize = 4, PageToken = first.NextPageToken }, Reader);

        Assert.Equal("law/law-officer", first.Posts[^1].Post);
        Assert.Equal(["kasur/section-officer", "kasur/law-officer"], second.Posts.Select(post => post.Post));
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task ListUnacknowledged_OfASubtree_HasOnlyItsOwn()
    {
        Assert.Equal(
            ["kasur/section-officer", "kasur/law-officer"], await UnacknowledgedAsync(await fixture.IssueAsync(), "lahore-division", 1));
    }

    [Fact]
    public async Task ListUnacknowledged_WithATokenOfAnotherSubtree_IsRefused()
    {
        var number = await fixture.IssueAsync();
        var first = await Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number, PageSize = 1 }, Reader);

        var refused = await TestGateway.RefusedAsync(Oversight.ListUnacknowledgedAsync(
            new ListUnacknowledgedRequest { Directive = number, Department = "kasur", PageToken = first.NextPageToken }, Reader));

        Assert.Equal((StatusCode.InvalidArgument, "page_token"), (refused.Code, refused.Violations.Single().Field));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ListDirectiveHistory_InPages_HasEveryFactOnceInOrder(int size)
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        var events = new List<Event>();
        var token = "";
        do
        {
            var page = await Oversight.ListDirectiveHistoryAsync(
                new ListDirectiveHistoryRequest { Directive = number, PageSize = size, PageToken = token }, Reader);
            events.AddRange(page.Events);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal("Issued", events[0].Kind);
        Assert.Equal(7, events.Count(item => item.Kind == "Received"));
        Assert.Equal(5, events.Count(item => item.Kind == "RosterServed"));
        Assert.Equal(["Opened", "Acknowledged"], events.TakeLast(2).Select(item => item.Kind));
        Assert.Equal(("law", "law/law-officer", "p-5", "امینہ رشید", 1), (events[^1].Department, events[^1].Post, events[^1].Person, events[^1].Name.Ur, events[^1].Version));
        Assert.Equal(events.Count, events.Select(item => item.Position).Distinct().Count());
        Assert.All(events, item => Assert.Equal(number, item.Directive));
        Assert.Matches(@"^\d+/\d{4}$", events.First(item => item.Kind == "Received").Detail);
    }

    [Fact]
    public async Task ListOfficerHistory_OfTheOfficerHimself_HasServiceAndActs()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        var all = new List<Event>();
        var token = "";
        do
        {
            var page = await Oversight.ListOfficerHistoryAsync(
                new ListOfficerHistoryRequest { Post = "law/law-officer", PageSize = 2, PageToken = token }, fixture.Gateway.As("law/law-officer"));
            Assert.InRange(page.Events.Count, 1, 2);
            all.AddRange(page.Events);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["RosterServed", "Opened", "Acknowledged"], all.Take(3).Select(item => item.Kind));
        Assert.All(all.Take(3), item => Assert.Equal((number, "law/law-officer"), (item.Directive, item.Post)));
        Assert.Equal(("", "p-5", "Amina Rashid"), (all[0].Person, all[1].Person, all[2].Name.En));
        Assert.Equal((SmallProvince.Number, "RosterServed"), (all[^1].Directive, all[^1].Kind));
    }

    [Fact]
    public async Task ListOfficerHistory_OfAnUnknownPost_IsNotFound()
    {
        var refused = await TestGateway.RefusedAsync(Oversight.ListOfficerHistoryAsync(new ListOfficerHistoryRequest { Post = "law/clerk" }, Reader));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    [Theory]
    [InlineData("NO/SUCH")]
    public async Task ListDirectiveHistory_OfAnUnknownDirective_IsNotFound(string number)
    {
        var refused = await TestGateway.RefusedAsync(Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = number }, Reader));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    private async Task<List<string>> UnacknowledgedAsync(string number, string department, int size)
    {
        var found = new List<string>();
        var token = "";
        do
        {
            var page = await Oversight.ListUnacknowledgedAsync(
                new ListUnacknowledgedRequest { Directive = number, Department = department, PageSize = size, PageToken = token }, Reader);
            found.AddRange(page.Posts.Select(post => post.Post));
            token = page.NextPageToken;
            Assert.True(token.Length == 0 || page.Posts.Count == size, $"A page of {page.Posts.Count} has a next one.");
        }
        while (token.Length > 0);
        return found;
    }

    private static Tally Counts(
        int offices = 0, int received = 0, int owing = 0, int complied = 0, int action = 0, int information = 0, int vacant = 0,
        int opened = 0, int acknowledged = 0, int declined = 0, int outstanding = 0) => new()
        {
            Offices = offices,
            OfficesReceived = received,
            OfficesOwing = owing,
            OfficesComplied = complied,
            Served = action + information,
            ServedForAction = action,
            ServedForInformation = information,
            Vacant = vacant,
            Opened = opened,
            Acknowledged = acknowledged,
            Declined = declined,
            Outstanding = outstanding,
        };
}

public sealed class OversightServiceOnSqlite(SqliteGateway fixture) : OversightServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class OversightServiceOnPostgres(PostgresGateway fixture) : OversightServiceTests(fixture), IClassFixture<PostgresGateway>;

/// <summary>What depends on the clock, or on how far a directive has come.</summary>
public sealed class OversightTimeTests
{
    [Fact]
    public async Task GetCompliance_AfterADeadline_CountsWhoIsLate()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero));
        await using var gateway = await TestGateway.StartAsync(database, clock);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        var issued = await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        Assert.Equal(new DateTimeOffset(2026, 3, 9, 18, 59, 59, 999, 999, TimeSpan.Zero), issued.AcknowledgeBy.ToDateTimeOffset());

        await PassDeadlineAsync(gateway, clock, issued.AcknowledgeBy.ToDateTimeOffset());
        var inTime = await GetAsync(gateway);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var late = await GetAsync(gateway);
        await PassDeadlineAsync(gateway, clock, issued.ComplyBy.ToDateTimeOffset().AddSeconds(1));
        var veryLate = await GetAsync(gateway);
        var posts = await gateway.Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = SmallProvince.Number }, Fresh(gateway));

        Assert.Equal((0, 0), (inTime.Total.Tally.Overdue, inTime.Total.Tally.OfficesOverdue));
        Assert.Equal((6, 0), (late.Total.Tally.Overdue, late.Total.Tally.OfficesOverdue));
        Assert.Equal((6, 4, 2), (veryLate.Total.Tally.Overdue, veryLate.Total.Tally.OfficesOverdue, veryLate.Children[2].Tally.Overdue));
        Assert.All(posts.Posts, post => Assert.True(post.Overdue, post.Post));
    }

    /// <summary>Sets the clock and waits for the fact: a call on its way while the clock jumps by days would time out.</summary>
    private static async Task PassDeadlineAsync(TestGateway gateway, FakeTimeProvider clock, DateTimeOffset time)
    {
        var head = gateway.Ledger.Head;
        clock.SetUtcNow(time);
        await gateway.Ledger.WaitAsync(head, TestContext.Current.CancellationToken);
        await gateway.RestAsync();
    }

    [Fact]
    public async Task GetCompliance_OnTheWayDown_KnowsTheOffices()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var released = false;
        var held = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(database, configure: builder => GrainFaults.Add(builder, call =>
        {
            if (Volatile.Read(ref released) || call.MethodName != nameof(global::Directives.Grains.IDepartmentGrain.Receive) || call.TargetId.Key.ToString() != "lahore-division")
                return Task.CompletedTask;
            held.TrySetResult();
            return Task.FromException(new TimeoutException("held up by the test"));
        }));
        gateway.Expecting("Directives.Silo.Relay.RelayService");
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await held.Task;

        var division = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number, Department = "lahore-division" }, gateway.AsRole(Role.Oversight));
        var inbox = await gateway.Oversight.ListUnacknowledgedAsync(
            new ListUnacknowledgedRequest { Directive = SmallProvince.Number, Department = "lahore-division" }, gateway.AsRole(Role.Oversight));
        Volatile.Write(ref released, true);
        await gateway.RestAsync();

        Assert.Equal((false, 2, 0, 0), (division.Total.Received, division.Total.Tally.Offices, division.Total.Tally.OfficesReceived, division.Total.Tally.Served));
        Assert.Equal(1, division.Own.Offices);
        Assert.Equal(("kasur", false, 1), (division.Children.Single().Department, division.Children[0].Received, division.Children[0].Tally.Offices));
        Assert.Empty(inbox.Posts);
    }

    private static async Task<Compliance> GetAsync(TestGateway gateway) =>
        await gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = SmallProvince.Number }, Fresh(gateway));

    /// <summary>The clock has moved on further than a token lasts.</summary>
    private static Metadata Fresh(TestGateway gateway) =>
        TestGateway.With(gateway.Tokens.IssueDevelopmentToken(new IssueDevelopmentTokenRequest { Role = Role.Oversight }).Token);
}
