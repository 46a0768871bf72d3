using Directives.Gateway;
using Directives.Gateway.Web;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Directives.Tests.Gateway;

/// <summary>Persons come into posts and leave them, through a real gateway: the post goes on owing what it owes.</summary>
public sealed class ChargeTests
{
    private const string Desk = "law/law-officer";
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task HandOver_AfterAnAnswer_ServesTheSuccessorAndKeepsTheAnswerOfHisPredecessor(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await IssuedAsync(database);
        var (predecessor, head) = (gateway.As(Desk), gateway.As("law/secretary"));
        await OpenAndAcknowledgeAsync(gateway, predecessor, "first");
        await gateway.RestAsync();
        Assert.Equal((1, 5), await ProgressAsync(gateway));

        var left = await gateway.Charge.RelinquishAsync(new RelinquishChargeRequest { OperationId = "out", Post = Desk, Person = "p-5" }, head);
        var assumed = await gateway.Charge.AssumeAsync(Assume("in", "p-50"), head);
        var repeated = await gateway.Charge.AssumeAsync(Assume("in", "p-50"), head);
        await gateway.RestAsync();

        Assert.Equal(("2026-03-02", "", "p-5"), (left.To, left.From, left.Incumbent.Person));
        Assert.Equal(("2026-03-02", "p-50"), (assumed.From, assumed.Incumbent.Person));
        Assert.Equal([SmallProvince.Number], assumed.ServedAnew);
        Assert.Equal(assumed, repeated);
        Assert.Equal((0, 6), await ProgressAsync(gateway));
        await Recount.AssertAgreeAsync(database, SmallProvince.Number, null, "after the handover");

        var denied = await TestGateway.RefusedAsync(gateway.Officers.AcknowledgeAsync(Acknowledge("late"), predecessor));
        Assert.Equal((StatusCode.PermissionDenied, "ACCESS_DENIED"), (denied.Code, denied.Reason));

        var successor = gateway.AsPerson("p-50");
        await OpenAndAcknowledgeAsync(gateway, successor, "second");
        await gateway.RestAsync();
        Assert.Equal((1, 5), await ProgressAsync(gateway));
        var report = await gateway.Charge.GetChargeReportAsync(new GetChargeReportRequest { Post = Desk }, successor);
        Assert.Equal(["p-5", "p-50"], report.Incumbencies.Select(held => held.Incumbent.Person));
        var record = Assert.Single(report.InForce);
        Assert.Equal(
            [("p-5", "Opened", false), ("p-5", "Acknowledged", false), ("p-50", "Opened", true), ("p-50", "Acknowledged", true)],
            record.Acts.Select(act => (act.Person, act.Fact, act.Counts)));
        await Recount.AssertAgreeAsync(database, SmallProvince.Number, null, "after the successor's answer");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task HandOver_OfAHeadship_IsSeenAtOnceByWhoeverAsksWhatAPersonHeads(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await IssuedAsync(database);
        var (headships, admin) = (gateway.Services.GetRequiredService<Headships>(), gateway.AsRole(Role.Admin));
        Assert.Equal(["law"], await headships.OfAsync("p-4"));

        await gateway.Charge.RelinquishAsync(new RelinquishChargeRequest { OperationId = "out", Post = "law/secretary", Person = "p-4" }, admin);
        Assert.Empty(await headships.OfAsync("p-4"));

        var assume = Assume("in", "p-50");
        assume.Post = "law/secretary";
        await gateway.Charge.AssumeAsync(assume, admin);
        Assert.Equal(["law"], await headships.OfAsync("p-50"));
        Assert.Empty(await headships.OfAsync("p-4"));
    }

    [Fact]
    public async Task Transfer_ToAVacantPost_MovesThePersonAndIsRefusedWhereItIsHeld()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await IssuedAsync(database);
        var admin = gateway.AsRole(Role.Admin);

        var occupied = await TestGateway.RefusedAsync(gateway.Charge.TransferAsync(
            new TransferChargeRequest { OperationId = "move", FromPost = Desk, ToPost = "kasur/section-officer", Person = "p-5" }, admin));
        var elsewhere = await TestGateway.RefusedAsync(gateway.Charge.TransferAsync(
            new TransferChargeRequest { OperationId = "move", FromPost = Desk, ToPost = "kasur/law-officer", Person = "p-5" }, gateway.As("law/secretary")));
        var request = new TransferChargeRequest { OperationId = "move-2", FromPost = Desk, ToPost = "kasur/law-officer", Person = "p-5", On = "2026-03-01" };
        var moved = await gateway.Charge.TransferAsync(request, admin);
        var repeated = await gateway.Charge.TransferAsync(request, admin);

        Assert.Equal((StatusCode.FailedPrecondition, "OCCUPIED"), (occupied.Code, occupied.Reason));
        Assert.Equal(StatusCode.PermissionDenied, elsewhere.Code);
        Assert.Equal(("2026-03-01", "2026-03-01", "Amina Rashid"), (moved.Relinquished.To, moved.Assumed.From, moved.Assumed.Incumbent.Name.En));
        Assert.Equal(moved, repeated);
        var posts = await gateway.Registry.ListPostsAsync(new ListPostsRequest { Department = "law" }, admin);
        Assert.Null(posts.Posts.Single(post => post.Id == Desk).Incumbent);
        var inbox = await gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = "kasur/law-officer" }, gateway.AsPerson("p-5"));
        Assert.Equal(Standing.Served, Assert.Single(inbox.Records).Standing);
    }

    [Fact]
    public async Task Delegate_ForAWeek_LetsAnotherActWithBothNamesOnTheRecord()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await IssuedAsync(database, clock);
        var holder = gateway.As(Desk);
        var request = new DelegateActsRequest
        {
            OperationId = "delegate", Post = Desk, Person = "p-77", Name = SmallProvince.Text("Deputy"), Until = "2026-03-08",
        };

        var before = await TestGateway.RefusedAsync(gateway.Officers.OpenAsync(Open("early"), gateway.AsPerson("p-77")));
        var delegation = await gateway.Charge.DelegateAsync(request, holder);
        await OpenAndAcknowledgeAsync(gateway, gateway.AsPerson("p-77"), "deputy");
        var onward = await TestGateway.RefusedAsync(gateway.Charge.DelegateAsync(
            new DelegateActsRequest { OperationId = "onward", Post = Desk, Person = "p-78", Name = SmallProvince.Text("Other"), Until = "2026-03-08" },
            gateway.AsPerson("p-77")));

        var forEver = request.Clone();
        (forEver.OperationId, forEver.Until) = ("for-ever", "9999-12-31");
        var endless = await TestGateway.RefusedAsync(gateway.Charge.DelegateAsync(forEver, holder));

        Assert.Equal((StatusCode.InvalidArgument, "until"), (endless.Code, endless.Violations.Single().Field));
        Assert.Equal(StatusCode.PermissionDenied, before.Code);
        Assert.Equal(new DateTimeOffset(2026, 3, 8, 18, 59, 59, 999, 999, TimeSpan.Zero), delegation.Until.ToDateTimeOffset());
        Assert.Equal((StatusCode.PermissionDenied, "DELEGATE"), (onward.Code, onward.Reason));
        var record = (await gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = Desk }, holder)).Records.Single();
        Assert.Equal(Standing.Acknowledged, record.Standing);
        Assert.All(record.Acts, act => Assert.Equal(("p-77", "p-5"), (act.Person, act.ActedFor)));

        clock.SetUtcNow(delegation.Until.ToDateTimeOffset().AddMilliseconds(1));
        var token = gateway.Tokens.IssueDevelopmentToken(new IssueDevelopmentTokenRequest { Person = "p-77" }).Token;
        var after = await TestGateway.RefusedAsync(gateway.Officers.OpenAsync(Open("late"), TestGateway.With(token)));
        Assert.Equal(StatusCode.PermissionDenied, after.Code);
    }

    /// <summary>A copy of the command that was held up on its way.</summary>
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Delegate_RepeatedAfterItWasEnded_BeginsNothingAnew(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await IssuedAsync(database, new FakeTimeProvider(Start));
        var holder = gateway.As(Desk);
        var request = new DelegateActsRequest
        {
            OperationId = "delegate", Post = Desk, Person = "p-77", Name = SmallProvince.Text("Deputy"), Until = "2026-03-08",
        };
        var end = new EndDelegationRequest { OperationId = "end", Post = Desk };
        var first = await gateway.Charge.DelegateAsync(request, holder);
        await gateway.Charge.EndDelegationAsync(end, holder);

        var again = await gateway.Charge.DelegateAsync(request, holder);
        await gateway.Charge.EndDelegationAsync(end, holder);
        var refused = await TestGateway.RefusedAsync(gateway.Officers.OpenAsync(Open("deputy"), gateway.AsPerson("p-77")));
        var other = request.Clone();
        other.Person = "p-78";
        var reused = await TestGateway.RefusedAsync(gateway.Charge.DelegateAsync(other, holder));
        other.OperationId = "delegate-other";
        await gateway.Charge.DelegateAsync(other, holder);

        Assert.Equal(first, again);
        Assert.Equal(StatusCode.PermissionDenied, refused.Code);
        Assert.Equal("OPERATION_ID_REUSED", reused.Reason);
        await gateway.Officers.OpenAsync(Open("other"), gateway.AsPerson("p-78"));
    }

    [Fact]
    public async Task Assume_ForATime_EndsByItself()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await IssuedAsync(database, clock);
        var request = Assume("in", "p-50");
        (request.Post, request.Charge, request.Until) = ("sgad/section-officer-2", ChargeKind.LookAfter, "2026-03-03");
        await gateway.Charge.AssumeAsync(request, gateway.AsRole(Role.Admin));
        await gateway.RestAsync();

        var head = gateway.Ledger.Head;
        clock.SetUtcNow(new DateTimeOffset(2026, 3, 3, 19, 0, 0, TimeSpan.Zero));
        await gateway.Ledger.WaitAsync(head, TestContext.Current.CancellationToken).InTime("the end of the charge");

        var held = await gateway.Grains.GetGrain<Directives.Grains.IDepartmentGrain>("sgad").ListIncumbencies("section-officer-2");
        Assert.Equal((new DateOnly(2026, 3, 3), "p-50"), (Assert.Single(held).To!.Value, held[0].Incumbent.Person));
    }

    [Theory]
    [InlineData("on", "2026-03-03", "")]
    [InlineData("on", "tomorrow", "")]
    [InlineData("until", "", "2026-13-01")]
    [InlineData("until", "", "9999-12-31")]
    public async Task Assume_WrongDay_NamesTheField(string field, string on, string until)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await IssuedAsync(database);
        var request = Assume("in", "p-50");
        (request.Post, request.On, request.Until) = ("sgad/section-officer-2", on, until);

        var refused = await TestGateway.RefusedAsync(gateway.Charge.AssumeAsync(request, gateway.AsRole(Role.Admin)));

        Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Violations.Single().Field));
    }

    private static async Task<TestGateway> IssuedAsync(TestDatabase database, FakeTimeProvider? clock = null)
    {
        var gateway = await TestGateway.StartAsync(database, clock ?? new FakeTimeProvider(Start));
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        return gateway;
    }

    private static async Task OpenAndAcknowledgeAsync(TestGateway gateway, Metadata officer, string operation)
    {
        await gateway.Officers.OpenAsync(Open($"open-{operation}"), officer);
        await gateway.Officers.AcknowledgeAsync(Acknowledge($"ack-{operation}"), officer);
    }

    private static OpenRequest Open(string operation) =>
        new() { OperationId = operation, Post = Desk, Directive = SmallProvince.Number, Language = "en" };

    private static AcknowledgeRequest Acknowledge(string operation) =>
        new() { OperationId = operation, Post = Desk, Directive = SmallProvince.Number, Version = 1 };

    private static AssumeChargeRequest Assume(string operation, string person) => new()
    {
        OperationId = operation, Post = Desk, Person = person, Name = SmallProvince.Text("Successor"), Charge = ChargeKind.Regular,
    };

    private static async Task<(int Acknowledged, int Outstanding)> ProgressAsync(TestGateway gateway)
    {
        var compliance = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        return (compliance.Total.Tally.Acknowledged, compliance.Total.Tally.Outstanding);
    }
}
