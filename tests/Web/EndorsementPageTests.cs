using Directives.Tests.Gateway;
using Directives.V1;

namespace Directives.Tests.Web;

/// <summary>What a department above has endorsed, on the page of a directive in a department below it.</summary>
[Collection(WebCollection.Name)]
public sealed class EndorsementPageTests(WebFixture fixture)
{
    [Theory]
    [InlineData("en", "Endorsed for this department", "Through this office")]
    [InlineData("ur", "اس محکمے کے لیے تظہیر", "اس دفتر کے توسط سے")]
    public async Task Page_OfADepartmentBelow_ShowsTheEndorsementApart(string language, string title, string instructions)
    {
        var number = await fixture.IssueAsync();
        var request = new EndorseRequest
        {
            OperationId = $"endorse-{number}", Department = "lahore-division", Directive = number, Version = 1,
            Instructions = new LocalText { En = "Through this office", Ur = "اس دفتر کے توسط سے" },
        };
        await fixture.Gateway.Departments.EndorseAsync(request, fixture.Gateway.As("lahore-division/commissioner"));
        await fixture.Gateway.RestAsync();

        await using var head = await fixture.VisitAsync(asPost: "kasur/deputy-commissioner", language: language);
        await head.GoToDirectiveAsync(number);
        var text = await head.Page.Locator("#endorsements").InnerTextAsync();
        Assert.Contains(title, text, StringComparison.Ordinal);
        Assert.Contains(instructions, text, StringComparison.Ordinal);
        await using var beside = await fixture.VisitAsync(asPost: "law/secretary", language: language);
        await beside.GoToDirectiveAsync(number);
        Assert.Equal(0, await beside.Page.Locator("#endorsements").CountAsync());
    }
}
