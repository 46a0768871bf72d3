using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>The whole path over the API, once on each database.</summary>
public sealed class PathTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Path_FromImportToCompliance_IsToldAsItIs(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await TestGateway.StartAsync(database);

        var imported = await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        Assert.Equal((7, 12, 2, 1, 1L, false), (imported.Departments, imported.Posts, imported.Vacant, imported.WithAdditionalCharge, imported.Version, imported.Unchanged));

        var issued = await gateway.Directives.IssueAsync(
            new IssueRequest { OperationId = "op-1", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        Assert.Equal("role:issuer", issued.IssuedBy);
        await gateway.RestAsync();

        var open = await gateway.Officers.OpenAsync(
            new OpenRequest { OperationId = "o-1", Post = "law/law-officer", Directive = SmallProvince.Number, Language = "ur" }, gateway.As("law/law-officer"));
        Assert.Equal("اردو **Do not** send official documents over WhatsApp.", open.Text);
        var acknowledged = await gateway.Officers.AcknowledgeAsync(
            new AcknowledgeRequest { OperationId = "o-2", Post = "law/law-officer", Directive = SmallProvince.Number, Version = 1 }, gateway.As("law/law-officer"));
        Assert.Equal(Standing.Acknowledged, acknowledged.Standing);
        await gateway.Departments.ComplyAsync(
            new ComplyRequest { OperationId = "c-1", Department = "law", Directive = SmallProvince.Number, Statement = "In force.", EvidenceText = "Circular 4" },
            gateway.As("law/secretary"));
        await gateway.RestAsync();

        var compliance = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        var tally = compliance.Total.Tally;
        Assert.Equal(
            (7, 7, 4, 1, 7, 6, 1, 2, 1, 1, 0, 5),
            (tally.Offices, tally.OfficesReceived, tally.OfficesOwing, tally.OfficesComplied, tally.Served, tally.ServedForAction,
             tally.ServedForInformation, tally.Vacant, tally.Opened, tally.Acknowledged, tally.Declined, tally.Outstanding));
    }
}
