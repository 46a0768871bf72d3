using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Kind = Directives.V1.ImportDifference.Types.Kind;

namespace Directives.Tests.Gateway;

/// <summary>The organogram changes while a directive is in force: what changes is told before, and nothing is stranded.</summary>
public sealed class ImportDifferenceTests
{
    /// <summary>Kasur comes under the Law Department, which has a further law officer; the regulations section and the archives are gone.</summary>
    private static readonly string Departments = Without(
        SmallProvince.Departments.Replace("kasur,lahore-division,", "kasur,law,", StringComparison.Ordinal), "sgad-regulations,", "archives,");

    private static readonly string Posts =
        Without(SmallProvince.Posts, "sgad-regulations/", "archives/", "kasur/law-officer,").Replace("p-8,Zahid Iqbal", "p-80,Nadia Shah", StringComparison.Ordinal)
        + "law/law-officer-2,law,Law Officer,لا افسر,18,law-officer,judicial,p-55,Asad Mir,اسد میر,regular\n";

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_OverADirectiveInForce_TellsWhatChangesAndStrandsNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await IssuedAsync(database);
        var head = gateway.Ledger.Head;

        var preview = await gateway.ImportAsync(Departments, Posts, "second", dryRun: true);
        Assert.Equal(head, gateway.Ledger.Head);
        var imported = await gateway.ImportAsync(Departments, Posts, "second");
        await gateway.RestAsync();

        Assert.Equal(preview.Differences, imported.Differences);
        var found = preview.Differences;
        Assert.Equal((0, 1, 0, 2), (found.DepartmentsAdded, found.DepartmentsMoved, found.DepartmentsRenamed, found.DepartmentsVanished));
        Assert.Equal((1, 0, 3, 1), (found.PostsAdded, found.PostsChanged, found.PostsVanished, found.ChargesChanged));
        Assert.Equal(
            [
                (Kind.DepartmentMoved, "kasur", "lahore-division", "law"), (Kind.DepartmentVanished, "archives", "punjab", ""),
                (Kind.DepartmentVanished, "sgad-regulations", "sgad", ""), (Kind.PostAdded, "law/law-officer-2", "", "p-55"),
                (Kind.PostVanished, "archives/keeper", "p-9", ""), (Kind.PostVanished, "kasur/law-officer", "", ""),
                (Kind.PostVanished, "sgad-regulations/section-officer", "p-3", ""), (Kind.ChargeChanged, "kasur/section-officer", "p-8", "p-80"),
            ],
            found.Told.Select(told => (told.Kind, told.Id, told.Before, told.After)).OrderBy(told => (int)told.Kind).ThenBy(told => told.Id, StringComparer.Ordinal));

        var compliance = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        Assert.Equal((5, 5), (compliance.Total.Tally.Offices, compliance.Total.Tally.OfficesReceived));
        Assert.Equal((5, 5, 1), (compliance.Total.Tally.ServedForAction, compliance.Total.Tally.Outstanding, compliance.Total.Tally.Vacant));
        Assert.DoesNotContain(compliance.Children, child => child.Department == "archives");
        foreach (var (post, person) in new[] { ("law/law-officer-2", "p-55"), ("kasur/section-officer", "p-80") })
        {
            var inbox = await gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = post }, gateway.AsPerson(person));
            Assert.Equal(Standing.Served, Assert.Single(inbox.Records).Standing);
        }

        var gone = await TestGateway.RefusedAsync(gateway.Registry.GetDepartmentAsync(
            new GetDepartmentRequest { Department = "archives" }, gateway.AsRole(Role.Oversight)));
        Assert.Equal(StatusCode.NotFound, gone.Code);
    }

    [Fact]
    public async Task Import_WithoutTheJurisdictionOfADirectiveInForce_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await IssuedAsync(database);
        var head = gateway.Ledger.Head;

        var refused = await Assert.ThrowsAsync<RpcException>(() => gateway.ImportAsync(
            SmallProvince.Departments.Replace("punjab", "pakistan", StringComparison.Ordinal),
            SmallProvince.Posts.Replace("punjab", "pakistan", StringComparison.Ordinal), "second"));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains(SmallProvince.Number, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(head, gateway.Ledger.Head);
    }

    [Fact]
    public async Task Import_First_HasNoDifferences()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);

        var imported = await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);

        Assert.Null(imported.Differences);
    }

    private static async Task<TestGateway> IssuedAsync(TestDatabase database)
    {
        var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        return gateway;
    }

    private static string Without(string file, params string[] beginnings) => string.Join(
        '\n', file.Split('\n').Where(line => !beginnings.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal))));
}
