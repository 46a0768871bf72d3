using Directives.Gateway;
using Directives.V1;

namespace Directives.Tests.Web;

/// <summary>What was reported and what of it was verified, on the page of a directive.</summary>
[Collection(WebCollection.Name)]
public sealed class VerificationPageTests(WebFixture fixture)
{
    [Theory]
    [InlineData("en", "Reported in force by 2 of 4 departments", "50.0%")]
    [InlineData("ur", "عمل درآمد کی رپورٹ دی", "50.0%")]
    public async Task Page_AfterAFalseReport_ShowsReportedAndVerified(string language, string reported, string share)
    {
        var number = await fixture.IssueAsync();
        await fixture.ComplyAsync(number, "law", "law/secretary");
        await fixture.ComplyAsync(number, "kasur", "kasur/deputy-commissioner");
        await FindAsync(number);

        await using var visitor = await fixture.VisitAsync(language: language);
        await visitor.GoToDirectiveAsync(number);
        var text = (await visitor.Page.Locator("#verification").InnerTextAsync()).Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);

        Assert.Contains(reported, text, StringComparison.Ordinal);
        Assert.Contains(share, text, StringComparison.Ordinal);
        Assert.Contains("PrizeBond-750", text, StringComparison.Ordinal);
        await using var head = await fixture.VisitAsync(asPost: "kasur/deputy-commissioner", language: language);
        await head.GoToDirectiveAsync(number);
        Assert.Equal(0, await head.Page.Locator("#verification").CountAsync());
    }

    private async Task FindAsync(string number)
    {
        var (verification, oversight) = (fixture.Gateway.Verification, fixture.Gateway.AsRole(Role.Oversight));
        await verification.DrawAsync(new DrawRequest { OperationId = "draw", Directive = number, Seed = "PrizeBond-750", Size = 2 }, oversight);
        foreach (var (department, finding) in new[] { ("law", Finding.Verified), ("kasur", Finding.FalseReport) })
        {
            await verification.AssignAsync(
                new AssignRequest { OperationId = $"assign-{department}", Directive = number, Draw = 1, Department = department, Verifier = "archives/keeper" }, oversight);
            var request = new FindRequest
            {
                OperationId = $"find-{department}", Directive = number, Draw = 1, Department = department, Verifier = "archives/keeper", Finding = finding, Note = "Seen.",
            };
            await verification.FindAsync(request, fixture.Gateway.As("archives/keeper"));
        }

        await fixture.Gateway.RestAsync();
    }
}
