using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>What became of a directive.</summary>
public abstract class OversightServiceTests(GatewayFixture fixture)
{
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

    private static Tally Counts(
        int offices = 0, int received = 0, int owing = 0, int complied = 0, int action = 0, int information = 0, int vacant = 0,
        int opened = 0, int acknowledged = 0, int declined = 0, int outstanding = 0) => new()
        {
            Offices = offices,
            OfficesReceived = received,
            OfficesOwing = owing,
            OfficesComplied = complied,
            OfficesReported = complied,
            PercentReported = 100 * complied,
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
