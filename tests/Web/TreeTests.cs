using Directives.Tests.Gateway;

namespace Directives.Tests.Web;

/// <summary>Going down the hierarchy.</summary>
[Collection(WebCollection.Name)]
public sealed class TreeTests(WebFixture fixture)
{
    private const string Division = "tr[data-department=lahore-division]";
    private const string District = "tr[data-department=kasur]";

    [Fact]
    public async Task Department_Followed_LeadsDownAndThePathLeadsBack()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(SmallProvince.Number);
        await visitor.Page.ClickAsync($"{Division} a");
        await visitor.ShowsAsync(".breadcrumb [aria-current]", "Lahore Division");
        await visitor.Page.ClickAsync($"{District} a");
        await visitor.ShowsAsync(".breadcrumb [aria-current]", "Kasur District");
        var path = await visitor.Page.Locator(".breadcrumb li").AllInnerTextsAsync();
        Assert.Equal(["All directives", "Government of the Punjab", "Lahore Division", "Kasur District"], path.Select(step => step.Trim()));

        await visitor.Page.ClickAsync(".breadcrumb li:nth-child(2) a");
        await visitor.ShowsAsync(".breadcrumb [aria-current]", "Government of the Punjab");
    }

    [Fact]
    public async Task Department_ExpandedByKeyboard_ShowsTheOfficesUnderItAndTheyStayLive()
    {
        var number = await fixture.IssueAsync();
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(number);
        await visitor.Page.FocusAsync($"{Division} button.expand");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.WaitForSelectorAsync(District);
        Assert.Equal("true", await visitor.Page.GetAttributeAsync($"{Division} button.expand", "aria-expanded"));
        await visitor.ShowsAsync($"{District} [data-count=acknowledged]", "0");

        await fixture.AnswerAsync(number, "kasur/section-officer");
        await visitor.ShowsAsync($"{District} [data-count=acknowledged]", "1");

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Microsoft.Playwright.Assertions.Expect(visitor.Page.Locator(District)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Table_OfDepartments_HasHeadersForRowsAndColumns()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(SmallProvince.Number);
        var rows = await visitor.Page.Locator("table.tree tbody tr").CountAsync();
        Assert.Equal(rows, await visitor.Page.Locator("table.tree tbody th[scope=row]").CountAsync());
        Assert.Equal(
            await visitor.Page.Locator("table.tree tbody tr:first-child > *").CountAsync(),
            await visitor.Page.Locator("table.tree thead th[scope=col]").CountAsync());
    }
}
