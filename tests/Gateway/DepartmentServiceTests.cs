using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Acts of offices.</summary>
public abstract class DepartmentServiceTests(GatewayFixture fixture)
{
    private Metadata Head => fixture.Gateway.As("kasur/deputy-commissioner");

    private V1.DepartmentService.DepartmentServiceClient Departments => fixture.Gateway.Departments;

    [Fact]
    public async Task ListInbox_OfAnOffice_HasWhatItServed()
    {
        var number = await fixture.IssueAsync();

        var entry = (await Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "kasur" }, Head)).Entries[0];

        Assert.Equal((number, 1, 2, 0, 1, 0, false), (entry.Directive, entry.Version, entry.ServedForAction, entry.ServedForInformation, entry.Vacant, entry.PassedTo, entry.Complied));
        Assert.Equal("No official documents over WhatsApp", entry.Title.En);
        Assert.Matches(@"^\d+/\d{4}$", entry.DiaryNumber);
    }

    [Fact]
    public async Task ListInbox_InPages_HasTheNewestFirstAndEachOnce()
    {
        string[] issued = [await fixture.IssueAsync(), await fixture.IssueAsync(), await fixture.IssueAsync()];
        var found = new List<DiaryEntry>();
        var token = "";
        do
        {
            var page = await Departments.ListInboxAsync(
                new ListDepartmentInboxRequest { Department = "kasur", PageSize = 2, PageToken = token }, fixture.Gateway.AsRole(Role.Oversight));
            found.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(issued.Reverse(), found.Take(3).Select(entry => entry.Directive));
        Assert.Equal(found.Count, found.Select(entry => entry.DiaryNumber).Distinct().Count());
        Assert.Equal(SmallProvince.Number, found[^1].Directive);
    }

    [Fact]
    public async Task Receive_OfWhatWasReceived_ChangesNothing()
    {
        var number = await fixture.IssueAsync();
        var facts = fixture.Gateway.Ledger.Head;

        var first = await Departments.ReceiveAsync(new ReceiveRequest { Department = "kasur", Directive = number }, Head);
        var again = await Departments.ReceiveAsync(new ReceiveRequest { Department = "kasur", Directive = number }, Head);

        Assert.Equal(first, again);
        Assert.Equal(facts, fixture.Gateway.Ledger.Head);
    }

    [Fact]
    public async Task Receive_OfAnUnknownDirective_IsNotFound()
    {
        var refused = await TestGateway.RefusedAsync(Departments.ReceiveAsync(new ReceiveRequest { Department = "kasur", Directive = "NO/SUCH" }, Head));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task Receive_OfWhatDoesNotGoThere_IsRefused()
    {
        var draft = SmallProvince.Draft($"NARROW/{GetType().Name}");
        draft.Audience = new Audience { Clauses = { new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter { Departments = { "law" } } } } };
        await fixture.Gateway.Directives.IssueAsync(new IssueRequest { OperationId = "narrow", Draft = draft }, fixture.Gateway.AsRole(Role.Issuer));
        await fixture.Gateway.RestAsync();

        var refused = await TestGateway.RefusedAsync(Departments.ReceiveAsync(new ReceiveRequest { Department = "kasur", Directive = draft.Number }, Head));

        Assert.Equal((StatusCode.FailedPrecondition, "NOT_ADDRESSED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Comply_ThenAgain_GetsTheSameAnswer()
    {
        var number = await fixture.IssueAsync();
        var first = await Departments.ComplyAsync(Comply(number, "comply"), Head);
        var again = await Departments.ComplyAsync(Comply(number, "comply"), Head);
        var other = Comply(number, "comply");
        other.Statement = "Also in force.";
        var reused = await TestGateway.RefusedAsync(Departments.ComplyAsync(other, Head));
        var outcome = await Departments.GetOutcomeAsync(new GetDepartmentOutcomeRequest { Department = "kasur", Directive = number, OperationId = "comply" }, Head);
        await fixture.Gateway.RestAsync();
        var entry = (await Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "kasur" }, Head)).Entries[0];

        Assert.Equal(first, again);
        Assert.Equal(
            ("kasur", number, 1, "p-7", "In force.", "Circular 4", new string('a', 64)),
            (first.Department, first.Directive, first.Version, first.By, first.Statement, first.EvidenceText, first.EvidenceSha256));
        Assert.Equal((StatusCode.InvalidArgument, "OPERATION_ID_REUSED"), (reused.Code, reused.Reason));
        Assert.Equal(new OperationOutcome { OperationId = "comply", Fact = "ComplianceReported", At = first.At }, outcome);
        Assert.True(entry.Complied);
    }

    [Fact]
    public async Task Comply_Partly_IsNoComplianceUntilTheWhole()
    {
        var number = await fixture.IssueAsync();
        var request = Comply(number, "part");
        (request.Percent, request.Plan, request.PlannedBy, request.Reference) = (40, "The rest moves in May.", "2020-05-31", "SO-7/2020");
        var partly = await Departments.ComplyAsync(request, Head);
        await fixture.Gateway.RestAsync();
        var first = await GetAsync(number);
        var wholly = await Departments.ComplyAsync(Comply(number, "whole"), Head);
        await fixture.Gateway.RestAsync();
        var second = await GetAsync(number);

        Assert.Equal((40, "The rest moves in May.", "2020-05-31", "SO-7/2020"), (partly.Percent, partly.Plan, partly.PlannedBy, partly.Reference));
        Assert.Equal((0, 1, 40, false), (first.Tally.OfficesComplied, first.Tally.OfficesReported, first.Tally.PercentReported, first.Complied));
        Assert.Equal((100, "", ""), (wholly.Percent, wholly.Plan, wholly.PlannedBy));
        Assert.Equal((1, 1, 100, true), (second.Tally.OfficesComplied, second.Tally.OfficesReported, second.Tally.PercentReported, second.Complied));

        async Task<DepartmentCompliance> GetAsync(string of) => (await fixture.Gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = of, Department = "kasur" }, fixture.Gateway.AsRole(Role.Oversight))).Total;
    }

    [Fact]
    public async Task Comply_WhereNothingIsOwed_IsRefused()
    {
        var number = await fixture.IssueAsync();
        var request = Comply(number, "nothing");
        request.Department = "lahore-division";

        var refused = await TestGateway.RefusedAsync(Departments.ComplyAsync(request, fixture.Gateway.As("lahore-division/commissioner")));

        Assert.Equal((StatusCode.FailedPrecondition, "NOTHING_OWED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Comply_OfWhatWasNotReceived_IsRefused()
    {
        var refused = await TestGateway.RefusedAsync(Departments.ComplyAsync(Comply("NO/SUCH", "early"), Head));

        Assert.Equal((StatusCode.FailedPrecondition, "NOT_RECEIVED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task GetOutcome_OfAnUnknownOperation_IsNotFound()
    {
        var refused = await TestGateway.RefusedAsync(Departments.GetOutcomeAsync(
            new GetDepartmentOutcomeRequest { Department = "kasur", Directive = SmallProvince.Number, OperationId = "never" }, Head));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    private static ComplyRequest Comply(string number, string operation) => new()
    {
        OperationId = operation,
        Department = "kasur",
        Directive = number,
        Statement = "In force.",
        EvidenceText = "Circular 4",
        EvidenceSha256 = new string('a', 64),
    };
}

public sealed class DepartmentServiceOnSqlite(SqliteGateway fixture) : DepartmentServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class DepartmentServiceOnPostgres(PostgresGateway fixture) : DepartmentServiceTests(fixture), IClassFixture<PostgresGateway>;
