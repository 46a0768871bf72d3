using Directives.Tests.Gateway;

namespace Directives.Tests.Web;

/// <summary>The page that says where a directive stopped.</summary>
[Collection(WebCollection.Name)]
public sealed class CoverageTests(WebFixture fixture)
{
    [Theory]
    [InlineData("en", "Held up at the Administrative Department level: 2 of 2 offices have received it, and 2 posts owe an answer.", "Law Officer", "post vacant")]
    [InlineData("ur", "انتظامی محکمہ کی سطح پر رکا ہوا ہے: 2 میں سے 2 دفاتر کو موصول، اور 2 اسامیوں کا جواب باقی۔", "لا افسر", "اسامی خالی")]
    public async Task Coverage_FollowedFromTheDirective_SaysWhereItStopped(string language, string heldUp, string post, string reason)
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await using var visitor = await fixture.VisitAsync(language: language);
        await visitor.GoToDirectiveAsync(number);
        await visitor.Page.ClickAsync(".coverage-link");
        await visitor.Page.WaitForSelectorAsync("#held-up");

        var said = (await visitor.Page.InnerTextAsync("#held-up")).Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);
        Assert.Equal(heldUp, said.Trim());
        Assert.Equal(2, await visitor.Page.Locator("table.gaps tbody tr").CountAsync());
        var gap = await visitor.Page.Locator("table.gaps tbody tr").Last.InnerTextAsync();
        Assert.Contains(post, gap, StringComparison.Ordinal);
        Assert.Contains(reason, gap, StringComparison.Ordinal);
        Assert.Equal(6, await visitor.Page.Locator("table.tiers tbody tr").CountAsync());
        Assert.Equal(language == "ur" ? "rtl" : "ltr", await visitor.Page.EvaluateAsync<string>("document.dir"));
    }

    [Fact]
    public async Task Coverage_ForAHead_IsOfHisOfficesOnly()
    {
        var number = await fixture.IssueAsync();
        await using var visitor = await fixture.VisitAsync(asPost: "lahore-division/commissioner");
        visitor.ExpectingTrouble();
        var own = await visitor.GoAsync($"/coverage?number={number}&department=lahore-division");
        var other = await visitor.GoAsync($"/coverage?number={number}&department=sgad");

        Assert.Equal((200, 403), (own.Status, other.Status));
    }
}
