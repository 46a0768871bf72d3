using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>What stood at a past moment, on a clock that is set.</summary>
public abstract class AsOfTests(string provider)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task GetCompliance_AsOfEachStep_IsWhatWasAnsweredThen()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        var steps = new List<(DateTimeOffset At, Compliance Whole, Compliance Part)> { await NoteAsync(gateway, clock) };
        foreach (var (post, acknowledge) in ((string, bool)[])[("law/law-officer", true), ("kasur/section-officer", false), ("sgad/section-officer-1", true)])
        {
            clock.Advance(TimeSpan.FromMinutes(30));
            await AnswerAsync(gateway, post, acknowledge);
            steps.Add(await NoteAsync(gateway, clock));
        }

        clock.Advance(TimeSpan.FromMinutes(30));
        await gateway.Departments.ComplyAsync(
            new ComplyRequest { OperationId = "comply", Department = "law", Directive = SmallProvince.Number, Statement = "Done.", EvidenceText = "Seen." },
            gateway.As("law/secretary"));
        await gateway.RestAsync();
        steps.Add(await NoteAsync(gateway, clock));
        clock.Advance(TimeSpan.FromHours(1));

        foreach (var (at, whole, part) in steps)
        {
            Assert.Equal(whole, await GetAsync(gateway, "", at));
            Assert.Equal(part, await GetAsync(gateway, "lahore-division", at));
        }

        Assert.Equal([0, 1, 1, 2, 2], steps.Select(step => step.Whole.Total.Tally.Acknowledged));
        Assert.Equal([0, 0, 0, 0, 1], steps.Select(step => step.Whole.Total.Tally.OfficesComplied));
        Assert.Equal([0, 0, 1, 1, 1], steps.Select(step => step.Part.Total.Tally.Opened));
    }

    [Fact]
    public async Task GetCompliance_AsOfWhatCannotBe_IsRefused()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        clock.Advance(TimeSpan.FromHours(1));

        var before = await RefusedAsync(gateway, Start.AddMinutes(-1).ToTimestamp());
        var after = await RefusedAsync(gateway, Start.AddHours(2).ToTimestamp());
        var never = await RefusedAsync(gateway, new Timestamp { Seconds = long.MaxValue });
        var elsewhere = await TestGateway.RefusedAsync(gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number, Department = "finance", AsOf = Start.ToTimestamp() }, gateway.AsRole(Role.Oversight)));

        Assert.Equal((StatusCode.FailedPrecondition, "NOT_ISSUED"), (before.Code, before.Reason));
        Assert.Equal((StatusCode.InvalidArgument, "as_of"), (after.Code, after.Violations.Single().Field));
        Assert.Equal((StatusCode.InvalidArgument, "as_of"), (never.Code, never.Violations.Single().Field));
        Assert.Equal(StatusCode.NotFound, elsewhere.Code);
    }

    [Fact]
    public async Task ListOfficerHistory_AsOf_HasWhatWasDoneByThen()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        clock.Advance(TimeSpan.FromHours(1));
        await AnswerAsync(gateway, "law/law-officer", acknowledge: true);
        clock.Advance(TimeSpan.FromHours(1));

        var then = await HistoryAsync(gateway, Start.AddMinutes(30));
        var before = await HistoryAsync(gateway, Start.AddMinutes(-1));
        var since = await HistoryAsync(gateway, Start.AddHours(1));

        Assert.Equal(["RosterServed"], then);
        Assert.Empty(before);
        Assert.Equal(["RosterServed", "Opened", "Acknowledged"], since);
    }

    [Fact]
    public async Task AsOf_BeforeAnAmendment_IsTheOlderVersion()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        clock.Advance(TimeSpan.FromMinutes(30));
        await AnswerAsync(gateway, "law/law-officer", acknowledge: true);
        var before = await NoteAsync(gateway, clock);
        clock.Advance(TimeSpan.FromMinutes(30));
        var draft = SmallProvince.Draft();
        (draft.Text.En, draft.Deadlines.AcknowledgeDays) = ("No messaging services at all.", 9);
        await gateway.Directives.AmendAsync(new AmendRequest { OperationId = "amend", Draft = draft, Reason = "Wider" }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        var after = await NoteAsync(gateway, clock);
        clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((1, 1), (before.Whole.Version, before.Whole.Total.Tally.Acknowledged));
        Assert.Equal((2, 0), (after.Whole.Version, after.Whole.Total.Tally.Acknowledged));
        Assert.Equal(before.Whole, await GetAsync(gateway, "", before.At));
        Assert.Equal(after.Whole, await GetAsync(gateway, "", after.At));
        Assert.Equal(["RosterServed", "Opened", "Acknowledged"], await HistoryAsync(gateway, before.At));
        Assert.Equal(["RosterServed", "Opened", "Acknowledged", "RosterServed"], await HistoryAsync(gateway, after.At));
    }

    /// <summary>The post is handed over: both views are those of their time, though the service and the counts are others now.</summary>
    [Fact]
    public async Task AsOf_BeforeAHandover_IsThePredecessors()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        clock.Advance(TimeSpan.FromMinutes(30));
        await AnswerAsync(gateway, "law/law-officer", acknowledge: true);
        var before = await NoteAsync(gateway, clock);
        clock.Advance(TimeSpan.FromMinutes(30));
        var head = gateway.As("law/secretary");
        await gateway.Charge.RelinquishAsync(new RelinquishChargeRequest { OperationId = "out", Post = "law/law-officer", Person = "p-5" }, head);
        await gateway.Charge.AssumeAsync(
            new AssumeChargeRequest
            {
                OperationId = "in", Post = "law/law-officer", Person = "p-50", Name = SmallProvince.Text("Successor"), Charge = ChargeKind.Regular,
            },
            head);
        await gateway.RestAsync();
        var after = await NoteAsync(gateway, clock);
        clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((1, 0), (before.Whole.Total.Tally.Acknowledged, after.Whole.Total.Tally.Acknowledged));
        Assert.Equal(before.Whole, await GetAsync(gateway, "", before.At));
        Assert.Equal(after.Whole, await GetAsync(gateway, "", after.At));
        Assert.Equal(["RosterServed", "Opened", "Acknowledged"], await HistoryAsync(gateway, before.At));
        Assert.Equal(["RosterServed", "Opened", "Acknowledged", "ServedAnew"], await HistoryAsync(gateway, after.At));
        Assert.Equal(["RosterServed"], await HistoryAsync(gateway, Start.AddMinutes(1)));
    }

    private static async Task<TestGateway> StartAsync(TestDatabase database, FakeTimeProvider clock)
    {
        var gateway = await TestGateway.StartAsync(database, clock);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        return gateway;
    }

    private static async Task AnswerAsync(TestGateway gateway, string post, bool acknowledge)
    {
        await gateway.Officers.OpenAsync(
            new OpenRequest { OperationId = $"open-{post}", Post = post, Directive = SmallProvince.Number, Language = "en" }, gateway.As(post));
        if (acknowledge)
        {
            await gateway.Officers.AcknowledgeAsync(
                new AcknowledgeRequest { OperationId = $"ack-{post}", Post = post, Directive = SmallProvince.Number, Version = 1 }, gateway.As(post));
        }

        await gateway.RestAsync();
    }

    private static async Task<(DateTimeOffset At, Compliance Whole, Compliance Part)> NoteAsync(TestGateway gateway, FakeTimeProvider clock) =>
        (clock.GetUtcNow(), await GetAsync(gateway, "", null), await GetAsync(gateway, "lahore-division", null));

    private static async Task<Compliance> GetAsync(TestGateway gateway, string department, DateTimeOffset? asOf) => await gateway.Oversight.GetComplianceAsync(
        new GetComplianceRequest { Directive = SmallProvince.Number, Department = department, AsOf = asOf?.ToTimestamp() }, gateway.AsRole(Role.Oversight));

    private static Task<Refused> RefusedAsync(TestGateway gateway, Timestamp asOf) => TestGateway.RefusedAsync(gateway.Oversight.GetComplianceAsync(
        new GetComplianceRequest { Directive = SmallProvince.Number, AsOf = asOf }, gateway.AsRole(Role.Oversight)));

    private static async Task<IEnumerable<string>> HistoryAsync(TestGateway gateway, DateTimeOffset asOf)
    {
        var history = await gateway.Oversight.ListOfficerHistoryAsync(
            new ListOfficerHistoryRequest { Post = "law/law-officer", AsOf = asOf.ToTimestamp() }, gateway.AsRole(Role.Oversight));
        return history.Events.Select(item => item.Kind);
    }
}

public sealed class AsOfOnSqlite() : AsOfTests(TestDatabase.Sqlite);

public sealed class AsOfOnPostgres() : AsOfTests(TestDatabase.Postgres);
