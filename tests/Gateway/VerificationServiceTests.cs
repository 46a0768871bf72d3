using Directives.Gateway;
using Directives.Grains;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Finding = Directives.V1.Finding;
using VerificationCase = Directives.V1.VerificationCase;
using DrawnSample = Directives.V1.DrawnSample;
using OperationOutcome = Directives.V1.OperationOutcome;

namespace Directives.Tests.Gateway;

/// <summary>Verification through the API.</summary>
public abstract class VerificationServiceTests(GatewayFixture fixture)
{
    private static readonly string[] Reported = ["kasur", "law", "sgad", "sgad-regulations"];

    private V1.VerificationService.VerificationServiceClient Verification => fixture.Gateway.Verification;

    private Metadata Oversight => fixture.Gateway.AsRole(Role.Oversight);

    [Fact]
    public async Task Draw_OfWhatWasReported_CanBeDoneAgainByAnybody()
    {
        var number = await ReportedAsync();
        var drawn = await DrawAsync(number, 2);
        var population = await Verification.ListPopulationAsync(new ListPopulationRequest { Directive = number, Draw = 1 }, Oversight);
        var sample = await Verification.ListCasesAsync(new ListCasesRequest { Directive = number, Draw = 1 }, Oversight);

        Assert.Equal((1, "PrizeBond-750", 4, 2, 0), (drawn.Number, drawn.Seed, drawn.Population, drawn.Size, drawn.Assigned));
        Assert.Equal(Reported, population.Departments);
        Assert.Equal(SamplingRules.Digest(Reported), drawn.PopulationDigest);
        Assert.Equal(
            population.Departments.OrderBy(department => SamplingRules.Rank(drawn.Seed, department), StringComparer.Ordinal).Take(2),
            sample.Cases.Select(item => item.Department));
        Assert.Null(drawn.Estimate);
    }

    [Fact]
    public async Task Draw_ReportsThatComeLater_AreNotInThePopulation()
    {
        var number = await ReportedAsync("law");
        await DrawAsync(number, 9);
        await ComplyAsync(number, "kasur", "kasur/deputy-commissioner");
        await fixture.Gateway.RestAsync();
        var second = await Verification.DrawAsync(new DrawRequest { OperationId = "second", Directive = number, Size = 9 }, Oversight);

        var population = await Verification.ListPopulationAsync(new ListPopulationRequest { Directive = number, Draw = 1 }, Oversight);
        Assert.Equal(["law"], population.Departments);
        Assert.Equal((2, 2, 32), (second.Number, second.Population, second.Seed.Length));
    }

    [Fact]
    public async Task Draw_Again_IsTheSameDraw()
    {
        var number = await ReportedAsync("law");
        var request = new DrawRequest { OperationId = "draw", Directive = number, Size = 1 };
        var first = await Verification.DrawAsync(request, Oversight);
        var again = await Verification.DrawAsync(request, Oversight);
        request.Size = 2;
        var reused = await TestGateway.RefusedAsync(Verification.DrawAsync(request, Oversight));
        var outcome = await Verification.GetOutcomeAsync(new GetVerificationOutcomeRequest { Directive = number, OperationId = "draw" }, Oversight);

        Assert.Equal(first, again);
        Assert.Equal("OPERATION_ID_REUSED", reused.Reason);
        Assert.Equal(new OperationOutcome { OperationId = "draw", Fact = "SampleDrawn", At = first.At }, outcome);
    }

    [Fact]
    public async Task Draw_NothingReported_IsRefused()
    {
        var number = await fixture.IssueAsync();
        var refused = await TestGateway.RefusedAsync(Verification.DrawAsync(new DrawRequest { OperationId = "early", Directive = number, Size = 1 }, Oversight));
        var unknown = await TestGateway.RefusedAsync(Verification.DrawAsync(new DrawRequest { OperationId = "no", Directive = "NO/SUCH", Size = 1 }, Oversight));

        Assert.Equal((StatusCode.FailedPrecondition, "NOTHING_REPORTED"), (refused.Code, refused.Reason));
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    [Theory]
    [InlineData("sgad", "sgad/secretary", "is the one that reported")]
    [InlineData("sgad-regulations", "sgad/secretary", "is above the one")]
    [InlineData("kasur", "punjab/chief-secretary", "is above the one")]
    [InlineData("sgad", "sgad-regulations/section-officer", "is below the one")]
    public async Task Assign_VerifierInTheChain_IsRefusedWithTheReason(string department, string verifier, string reason)
    {
        var number = await ReportedAsync();
        await DrawAsync(number, 4);

        var refused = await TestGateway.RefusedAsync(Verification.AssignAsync(Assign(number, department, verifier), Oversight));

        Assert.Equal((StatusCode.FailedPrecondition, "VERIFIER_IN_CHAIN"), (refused.Code, refused.Reason));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assign_WhatCannotBe_IsRefused()
    {
        var number = await ReportedAsync("law");
        await DrawAsync(number, 4);

        var vacant = await TestGateway.RefusedAsync(Verification.AssignAsync(Assign(number, "law", "kasur/law-officer"), Oversight));
        var outside = await TestGateway.RefusedAsync(Verification.AssignAsync(Assign(number, "kasur", "law/law-officer"), Oversight));
        var nobody = await TestGateway.RefusedAsync(Verification.AssignAsync(Assign(number, "law", "kasur/no-such-seat"), Oversight));

        Assert.Equal((StatusCode.FailedPrecondition, "VERIFIER_VACANT"), (vacant.Code, vacant.Reason));
        Assert.Equal(StatusCode.NotFound, outside.Code);
        Assert.Equal(StatusCode.NotFound, nobody.Code);
    }

    [Fact]
    public async Task Find_FalseReport_LowersTheVerifiedFigure()
    {
        var number = await ReportedAsync();
        await DrawAsync(number, 4);
        await FindAsync(number, "law", "kasur/section-officer", Finding.Verified);
        await FindAsync(number, "kasur", "law/law-officer", Finding.Verified);
        var before = await GetAsync(number);
        await FindAsync(number, "sgad", "archives/keeper", Finding.FalseReport);
        var after = await GetAsync(number);
        var corrected = await Verification.FindAsync(Find(number, "kasur", "law/law-officer", Finding.NotVerified, "again"), fixture.Gateway.As("law/law-officer"));
        var last = await GetAsync(number);

        Assert.Equal((4, 4), (before.OfficesOwing, before.OfficesComplied));
        Assert.Equal((2, 1.0), (before.Draws[0].Estimate.Found, before.Draws[0].Estimate.Share));
        Assert.Equal((2, 0, 1, 3), Counts(after.Draws[0]));
        Assert.True(after.Draws[0].Estimate.High < before.Draws[0].Estimate.High, $"{after.Draws[0].Estimate} is not below {before.Draws[0].Estimate}");
        Assert.InRange(after.Draws[0].Estimate.Low, 0.5, 2.0 / 3);
        Assert.Equal([Finding.Verified, Finding.NotVerified], corrected.Findings.Select(finding => finding.Finding));
        Assert.Equal((1, 1, 1, 3), Counts(last.Draws[0]));

        static (int, int, int, int) Counts(DrawnSample draw) => (draw.Verified, draw.NotVerified, draw.FalseReports, draw.Assigned);
    }

    [Fact]
    public async Task Find_ByAnyoneElse_IsDenied()
    {
        var number = await ReportedAsync("law");
        await DrawAsync(number, 1);
        await Verification.AssignAsync(Assign(number, "law", "kasur/section-officer"), Oversight);

        var request = Find(number, "law", "kasur/section-officer", Finding.Verified, "op");
        var other = await TestGateway.RefusedAsync(Verification.FindAsync(request, fixture.Gateway.As("archives/keeper")));
        var oversight = await TestGateway.RefusedAsync(Verification.FindAsync(request, Oversight));
        request.Verifier = "archives/keeper";
        var unassigned = await TestGateway.RefusedAsync(Verification.FindAsync(request, fixture.Gateway.As("archives/keeper")));

        Assert.Equal(StatusCode.PermissionDenied, other.Code);
        Assert.Equal(StatusCode.PermissionDenied, oversight.Code);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_THE_VERIFIER"), (unassigned.Code, unassigned.Reason));
    }

    [Fact]
    public async Task ListAssigned_OfAVerifier_FollowsTheAssignments()
    {
        var number = await ReportedAsync();
        await DrawAsync(number, 4);
        await Verification.AssignAsync(Assign(number, "law", "archives/keeper"), Oversight);
        await Verification.AssignAsync(Assign(number, "kasur", "archives/keeper"), Oversight);
        await Verification.AssignAsync(Assign(number, "law", "kasur/section-officer"), Oversight);
        await FindAsync(number, "kasur", "archives/keeper", Finding.Verified);

        var keeper = Assert.Single((await ListAsync("archives/keeper")).Cases);
        var officer = Assert.Single((await ListAsync("kasur/section-officer")).Cases);

        Assert.Equal(("kasur", 1), (keeper.Department, keeper.Findings.Count));
        Assert.Equal(("p-9", "Rabia Malik", "Seen.", "File 7"), (keeper.Findings[0].By, keeper.Findings[0].Name.En, keeper.Findings[0].Note, keeper.Findings[0].Reference));
        Assert.Equal(("law", "kasur/section-officer"), (officer.Department, officer.Verifier));

        var everywhere = new List<VerificationCase>();
        var request = new ListAssignedRequest { Verifier = "kasur/section-officer", PageSize = 1 };
        do
        {
            var page = await Verification.ListAssignedAsync(request, fixture.Gateway.As("kasur/section-officer"));
            everywhere.AddRange(page.Cases);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(number, everywhere[0].Directive);
        Assert.Equal(everywhere.Count, everywhere.Select(item => item.Directive + item.Department).Distinct().Count());

        async Task<ListCasesResponse> ListAsync(string verifier) => await Verification.ListAssignedAsync(
            new ListAssignedRequest { Directive = number, Verifier = verifier }, fixture.Gateway.As(verifier));
    }

    [Fact]
    public async Task History_OfADirective_HasTheDrawAndTheFinding()
    {
        var number = await ReportedAsync("law");
        await DrawAsync(number, 1);
        await FindAsync(number, "law", "kasur/section-officer", Finding.FalseReport);

        var history = await fixture.Gateway.Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = number, PageSize = 1_000 }, Oversight);

        Assert.Equal(
            [("SampleDrawn", "", "1/1"), ("VerifierAssigned", "kasur", "law"), ("Verified", "law", "FalseReport")],
            history.Events.TakeLast(3).Select(item => (item.Kind, item.Department, item.Detail)));
    }

    private async Task<string> ReportedAsync(params string[] departments)
    {
        var number = await fixture.IssueAsync();
        foreach (var department in departments is [] ? Reported : departments)
        {
            var head = department switch
            {
                "kasur" => "kasur/deputy-commissioner",
                "sgad-regulations" => "sgad-regulations/section-officer",
                _ => $"{department}/secretary",
            };
            await ComplyAsync(number, department, head);
        }

        await fixture.Gateway.RestAsync();
        return number;
    }

    private async Task ComplyAsync(string number, string department, string head) => await fixture.Gateway.Departments.ComplyAsync(
        new ComplyRequest { OperationId = $"comply-{department}", Department = department, Directive = number, Statement = "In force.", EvidenceText = "Circular 4" },
        fixture.Gateway.As(head));

    private async Task<DrawnSample> DrawAsync(string number, int size) => await Verification.DrawAsync(
        new DrawRequest { OperationId = "draw", Directive = number, Size = size, Seed = "PrizeBond-750" }, Oversight);

    private async Task<V1.Verification> GetAsync(string number) =>
        await Verification.GetVerificationAsync(new GetVerificationRequest { Directive = number }, Oversight);

    /// <summary>Assigns a department and records what its verifier found.</summary>
    private async Task<VerificationCase> FindAsync(string number, string department, string verifier, Finding finding)
    {
        await Verification.AssignAsync(Assign(number, department, verifier, "to-find"), Oversight);
        return await Verification.FindAsync(Find(number, department, verifier, finding, $"find-{department}"), fixture.Gateway.As(verifier));
    }

    private static AssignRequest Assign(string number, string department, string verifier, string operation = "assign") =>
        new() { OperationId = $"{operation}-{department}-{verifier}", Directive = number, Draw = 1, Department = department, Verifier = verifier };

    private static FindRequest Find(string number, string department, string verifier, Finding finding, string operation) => new()
    {
        OperationId = operation, Directive = number, Draw = 1, Department = department, Verifier = verifier, Finding = finding, Note = "Seen.", Reference = "File 7",
    };
}

public sealed class VerificationServiceOnSqlite(SqliteGateway fixture) : VerificationServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class VerificationServiceOnPostgres(PostgresGateway fixture) : VerificationServiceTests(fixture), IClassFixture<PostgresGateway>;
