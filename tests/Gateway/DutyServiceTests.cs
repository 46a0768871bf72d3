using Directives.Gateway;
using Directives.Tests.Cli;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Recurring duties over gRPC, on the page of their directive and from the command line.</summary>
public sealed class DutyServiceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 17, 6, 0, 0, TimeSpan.Zero);
    private const string Period = $"{SmallProvince.Number}@monitoring/2026-03";

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Periods_OfAnIssuedDirective_AreReadAttestedAndClosedUnderTheirNumber(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Start);
        await using var gateway = await TestGateway.StartAsync(database, time);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        var draft = Draft();
        var issued = await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "op-issue", Draft = draft }, gateway.AsRole(Role.Issuer));
        Assert.Equal(draft.Duties, issued.Draft.Duties);
        Assert.Null(issued.Period);
        var oversight = gateway.AsRole(Role.Oversight);
        await OpenedAsync(gateway, time, 1);

        var opened = await gateway.Directives.GetAsync(new GetDirectiveRequest { Number = Period }, oversight);
        Assert.Equal((SmallProvince.Number, "monitoring", "2026-03", "2026-03-17", "2026-03-31"), (opened.Period.Directive, opened.Period.Duty, opened.Period.Period, opened.Period.FirstDay, opened.Period.LastDay));
        Assert.Equal("Look through the pages (2026-03)", opened.Draft.Title.En);
        var listed = await gateway.Directives.ListAsync(new ListDirectivesRequest(), oversight);
        Assert.Equal([SmallProvince.Number], listed.Directives.Select(directive => directive.Number));
        var inbox = await gateway.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "law" }, gateway.As("law/secretary"));
        Assert.Contains(inbox.Entries, entry => entry.Directive == Period);

        await gateway.Departments.ComplyAsync(
            new ComplyRequest { OperationId = "op-attest", Department = "law", Directive = Period, Statement = "Looked through.", Reference = "SO-7/2026" }, gateway.As("law/secretary"));
        await gateway.RestAsync();
        var compliance = await gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = Period }, oversight);
        Assert.Equal((4, 1), (compliance.Total.Tally.OfficesOwing, compliance.Total.Tally.OfficesComplied));
        var past = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = Period, AsOf = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time.GetUtcNow()) }, oversight);
        Assert.Equal(compliance.Total.Tally, past.Total.Tally);
        var coverage = await gateway.Reports.GetCoverageAsync(new GetCoverageRequest { Directive = Period }, oversight);
        Assert.Equal((4, 1), (coverage.Tally.OfficesOwing, coverage.Tally.OfficesComplied));
        var period = Assert.Single((await gateway.Directives.ListPeriodsAsync(new ListPeriodsRequest { Number = SmallProvince.Number }, oversight)).Periods);
        Assert.Equal((Period, 4, 1, 0, DirectiveStatus.InForce), (period.Number, period.OfficesOwing, period.OfficesAttested, period.OfficesOverdue, period.Status));

        var refused = await TestGateway.RefusedAsync(gateway.Directives.RescindAsync(
            new RescindRequest { OperationId = "op-no", Number = Period, Reason = "Why", Instrument = "L/9" }, gateway.AsRole(Role.Issuer)));
        Assert.Equal((StatusCode.FailedPrecondition, "PERIOD"), (refused.Code, refused.Reason));
        await gateway.Directives.RescindAsync(
            new RescindRequest { OperationId = "op-rescind", Number = SmallProvince.Number, Reason = "No longer needed", Instrument = "L/9" }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        period = Assert.Single((await gateway.Directives.ListPeriodsAsync(new ListPeriodsRequest { Number = SmallProvince.Number }, oversight)).Periods);
        Assert.Equal((DirectiveStatus.Rescinded, 1, 3), (period.Status, period.OfficesAttested, period.OfficesClosed));
    }

    /// <summary>What is wrong, and the field that must be named.</summary>
    public static TheoryData<string, Action<RecurringDuty>, string> Wrong => new()
    {
        { "a slash in the id", duty => duty.Id = "a/b", "draft.duties[0].id" },
        { "no frequency", duty => duty.Frequency = DutyFrequency.Unspecified, "draft.duties[0].frequency" },
        { "another frequency", duty => duty.Frequency = (DutyFrequency)99, "draft.duties[0].frequency" },
        { "no text", duty => duty.Text = null, "draft.duties[0].text.en" },
        { "no day", duty => duty.FirstDay = "soon", "draft.duties[0].first_day" },
        { "a past day", duty => duty.FirstDay = "2020-02-20", "draft.duties[0].first_day" },
        { "a last day in the past", duty => duty.LastDay = "2020-02-20", "draft.duties[0].last_day" },
        { "two forms", duty => duty.AttestWorkingDays = 3, "draft.duties[0].attest_days" },
        { "negative days", duty => duty.AttestDays = -1, "draft.duties[0].attest_days" },
    };

    [Fact]
    public async Task Draft_WrongDutyOrPeriodAsNumber_NamesTheField()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        var issuer = gateway.AsRole(Role.Issuer);
        foreach (var (what, spoil, field) in Wrong.Select(row => row.Data))
        {
            var draft = Draft();
            spoil(draft.Duties[0]);
            var refused = await TestGateway.RefusedAsync(gateway.Directives.IssueAsync(new IssueRequest { OperationId = "op", Draft = draft }, issuer));
            Assert.True(
                refused.Code is StatusCode.InvalidArgument && refused.Violations.Any(violation => violation.Field == field),
                $"{what}: expected {field}, found {string.Join("; ", refused.Violations)}");
        }

        var numbered = SmallProvince.Draft(Period);
        var taken = await TestGateway.RefusedAsync(gateway.Directives.IssueAsync(new IssueRequest { OperationId = "op", Draft = numbered }, issuer));
        Assert.Contains(taken.Violations, violation => violation.Field == "draft.number");
        var approved = await TestGateway.RefusedAsync(gateway.Directives.IssueDraftAsync(new IssueDraftRequest { OperationId = "op", Number = Period }, issuer));
        Assert.Contains(approved.Violations, violation => violation.Field == "number");
        foreach (var wrong in new[] { "A/1@", "A/1@monitoring", "A/1@monitoring/2026", "A/1@monitoring/2026-Q5", "A/1@b/2026-03@c/2026-03", "@monitoring/2026-03" })
        {
            var refused = await TestGateway.RefusedAsync(gateway.Directives.GetAsync(new GetDirectiveRequest { Number = wrong }, issuer));
            Assert.True(refused.Code is StatusCode.InvalidArgument, $"{wrong}: {refused.Code}");
        }

        var unknown = await TestGateway.RefusedAsync(gateway.Directives.GetAsync(new GetDirectiveRequest { Number = "A/1@monitoring/2026-W53" }, issuer));
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    [Fact]
    public async Task Duties_FromTheCommandLine_AreListedAndAttested()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "op-issue", Draft = Draft() }, gateway.AsRole(Role.Issuer));
        await OpenedAsync(gateway, null, 1);
        var number = (await gateway.Directives.ListPeriodsAsync(new ListPeriodsRequest { Number = SmallProvince.Number }, gateway.AsRole(Role.Oversight))).Periods[0].Number;

        await RunAsync(gateway, "comply", number, "--department", "law", "--statement", "Looked through.", "--reference", "SO-7", "--as", "post:law/secretary");
        await gateway.RestAsync();
        var json = await RunAsync(gateway, "duties", SmallProvince.Number, "--role", "oversight", "--json");
        var period = json.Json.GetProperty("periods")[0];
        Assert.Equal((number, 4, 1), (period.GetProperty("number").GetString(), period.GetProperty("officesOwing").GetInt32(), period.GetProperty("officesAttested").GetInt32()));
        var table = await RunAsync(gateway, "duties", SmallProvince.Number, "--role", "oversight", "--lang", "ur");
        Assert.Contains("Attested", table.Output, StringComparison.Ordinal);
        Assert.Contains("monitoring/", table.Output.ReplaceLineEndings(""), StringComparison.Ordinal);
        var status = await RunAsync(gateway, "status", number, "--role", "oversight");
        Assert.Contains("Law", status.Output, StringComparison.Ordinal);
    }

    private static async Task<CliRun> RunAsync(TestGateway gateway, params string[] arguments) => (await CliRun.RunAsync(
        [.. arguments, "--server", gateway.GrpcAddress.ToString()])).Expect(Directives.Cli.ExitCode.Ok);

    /// <summary>Returns when so many periods have been opened and have gone where they go.</summary>
    private static async Task OpenedAsync(TestGateway gateway, FakeTimeProvider? time, int periods)
    {
        await Waits.UntilAsync(
            async () =>
            {
                await gateway.RestAsync();
                time?.Advance(TimeSpan.FromSeconds(1));
                var found = await gateway.Directives.ListPeriodsAsync(new ListPeriodsRequest { Number = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
                return found.Periods.Count == periods && found.Periods.All(period => period.Offices > 0 && period.OfficesReceived == period.Offices);
            },
            () => $"{periods} periods have not been opened");
        await gateway.RestAsync();
    }

    private static DirectiveDraft Draft()
    {
        var draft = SmallProvince.Draft();
        draft.Duties.Add(new RecurringDuty
        {
            Id = "monitoring", Text = SmallProvince.Text("Look through the pages"), Frequency = DutyFrequency.Monthly, AttestDays = 10,
        });
        return draft;
    }
}
