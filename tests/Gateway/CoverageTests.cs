using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Reason = Directives.V1.Gap.Types.Reason;

namespace Directives.Tests.Gateway;

/// <summary>Where a directive stopped.</summary>
public abstract class CoverageTests(GatewayFixture fixture)
{
    private Metadata Reader => fixture.Gateway.AsRole(Role.Oversight);

    [Fact]
    public async Task GetCoverage_WithAnswers_SaysWhichTierAndWho()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "kasur/section-officer", acknowledge: false);

        var coverage = await GetAsync(number);
        var counted = await fixture.Gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, Reader);

        Assert.Equal(counted.Total.Tally, coverage.Tally);
        Assert.Equal(
            [(0, "government", 1), (1, "administrative-department", 2), (1, "attached-department", 1), (1, "division-office", 1), (2, "district-office", 1), (2, "section", 1)],
            coverage.Tiers.Select(tier => (tier.Depth, tier.Kind, tier.Offices)));
        Assert.Equal((1, "administrative-department", 2), (coverage.HeldUpBy.Depth, coverage.HeldUpBy.Kind, coverage.HeldUpBy.Outstanding));
        Assert.Equal(
            [(Reason.PostVacant, "sgad/section-officer-2"), (Reason.PostVacant, "kasur/law-officer")],
            coverage.FirstGaps.Select(gap => (gap.Reason, gap.Post)));
        Assert.Equal((0, 2, 0, 0), (coverage.Gaps.OfficesNotReached, coverage.Gaps.PostsVacant, coverage.Gaps.PostsNotOnRoster, coverage.Gaps.OfficesWithoutHead));
        Assert.Equal((7, 1), (coverage.Receipt.Count, coverage.Acknowledgement.Count));
        Assert.Equal(["law"], coverage.Slowest.Select(office => office.Department));
        Assert.Equal(coverage.Slowest, coverage.Fastest);
        Assert.True(coverage.Acknowledgement.MedianSeconds > 0, $"{coverage.Acknowledgement}");
    }

    [Fact]
    public async Task GetCoverage_OfASubtree_CountsItAlone()
    {
        var coverage = await GetAsync(await fixture.IssueAsync(), "lahore-division");

        Assert.Equal(("lahore-division", 2), (coverage.Department, coverage.Tally.Offices));
        Assert.Equal([(1, "division-office"), (2, "district-office")], coverage.Tiers.Select(tier => (tier.Depth, tier.Kind)));
        Assert.Equal(["kasur/law-officer"], coverage.FirstGaps.Select(gap => gap.Post));
        Assert.Equal(("Law Officer", "لا افسر"), (coverage.FirstGaps[0].Designation.En, coverage.FirstGaps[0].Designation.Ur));
    }

    [Fact]
    public async Task ListGaps_OfAnOfficeWithoutAHead_NamesIt()
    {
        var draft = SmallProvince.Draft($"KEEPER/{GetType().Name}");
        draft.Audience = new Audience { Clauses = { new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter { Departments = { "archives" } } } } };
        await fixture.Gateway.Directives.IssueAsync(new IssueRequest { OperationId = draft.Number, Draft = draft }, fixture.Gateway.AsRole(Role.Issuer));
        await fixture.Gateway.RestAsync();

        var gaps = await ListAsync(fixture.Gateway, draft.Number);

        Assert.Equal([(Reason.NoHead, "archives", "")], gaps.Select(gap => (gap.Reason, gap.Department, gap.Post)));
    }

    [Theory]
    [InlineData("NO/SUCH", "", StatusCode.NotFound)]
    [InlineData(SmallProvince.Number, "finance", StatusCode.NotFound)]
    public async Task GetCoverage_OfWhatIsNotThere_IsNotFound(string directive, string department, StatusCode code)
    {
        var refused = await TestGateway.RefusedAsync(fixture.Gateway.Reports.GetCoverageAsync(
            new GetCoverageRequest { Directive = directive, Department = department }, Reader));

        Assert.Equal(code, refused.Code);
    }

    internal static async Task<List<Gap>> ListAsync(TestGateway gateway, string number)
    {
        using var call = gateway.Reports.ListGaps(new ListGapsRequest { Directive = number }, gateway.AsRole(Role.Oversight));
        var gaps = new List<Gap>();
        await foreach (var batch in call.ResponseStream.ReadAllAsync())
            gaps.AddRange(batch.Gaps);
        return gaps;
    }

    private async Task<Coverage> GetAsync(string number, string department = "") =>
        await fixture.Gateway.Reports.GetCoverageAsync(new GetCoverageRequest { Directive = number, Department = department }, Reader);
}

public sealed class CoverageOnSqlite(SqliteGateway fixture) : CoverageTests(fixture), IClassFixture<SqliteGateway>;

public sealed class CoverageOnPostgres(PostgresGateway fixture) : CoverageTests(fixture), IClassFixture<PostgresGateway>;

/// <summary>A directive that has not come everywhere.</summary>
public sealed class StoppedDeliveryTests
{
    [Fact]
    public async Task GetCoverage_HeldUpOnTheWay_SaysWhereAndHowManyAreBehind()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var released = false;
        var held = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(
            database, configure: builder => GrainFaults.HoldUp(builder, "lahore-division", held, () => Volatile.Read(ref released)));
        gateway.Expecting("Directives.Silo.Relay.RelayService");
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await held.Task.InTime("the order to come to the division");
        await ReceivedAsync(gateway, 4).InTime("the order to come to the others");

        var coverage = await gateway.Reports.GetCoverageAsync(new GetCoverageRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        var part = await gateway.Reports.GetCoverageAsync(
            new GetCoverageRequest { Directive = SmallProvince.Number, Department = "lahore-division" }, gateway.AsRole(Role.Oversight));
        Volatile.Write(ref released, true);
        await gateway.RestAsync();
        var gaps = await CoverageTests.ListAsync(gateway, SmallProvince.Number);

        var gap = Assert.Single(coverage.FirstGaps, gap => gap.Department == "lahore-division");
        Assert.Equal((Gap.Types.Reason.OnItsWay, "punjab", 2), (gap.Reason, gap.PassedOnBy, gap.Offices));
        Assert.Equal((1, "division-office", 2, 0), (coverage.HeldUpBy.Depth, coverage.HeldUpBy.Kind, coverage.HeldUpBy.Offices, coverage.HeldUpBy.OfficesReceived));
        Assert.Equal(7, coverage.Tally.Offices);
        Assert.Equal(["lahore-division"], part.FirstGaps.Select(found => found.Department));
        Assert.DoesNotContain(gaps, found => found.Department == "lahore-division");
    }

    private static async Task ReceivedAsync(TestGateway gateway, int offices)
    {
        var after = gateway.Ledger.Head with { Number = 0 };
        while (offices > 0)
        {
            await gateway.Ledger.WaitAsync(after, TestContext.Current.CancellationToken);
            foreach (var entry in await gateway.Ledger.ReadAsync(after, 100, null, TestContext.Current.CancellationToken))
            {
                after = entry.Position;
                offices -= entry.Fact is global::Directives.Grains.Received ? 1 : 0;
            }
        }
    }
}
