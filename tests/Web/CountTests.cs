using System.Text.Json;
using Directives.Tests.Gateway;
using Directives.V1;

namespace Directives.Tests.Web;

/// <summary>What the pages show is what the API answers.</summary>
[Collection(WebCollection.Name)]
public sealed class CountTests(WebFixture fixture)
{
    private static readonly string[] Figures =
        ["offices", "officesReceived", "officesOwing", "officesComplied", "officesOverdue", "served", "vacant", "opened", "acknowledged", "declined", "outstanding", "overdue"];

    [Fact]
    public async Task Pages_OfEveryDepartment_ShowTheCountsOfTheApi()
    {
        var number = await ActedOnAsync();
        await using var visitor = await fixture.VisitAsync();
        foreach (var department in new[] { "punjab", "sgad", "lahore-division", "kasur", "law" })
        {
            var expected = await GetComplianceAsync(number, department);
            await visitor.GoToDirectiveAsync(number, department);
            foreach (var figure in Figures)
                Assert.Equal((department, figure, Of(expected.Total.Tally, figure)), (department, figure, await visitor.ReadAsync($".figures .figure-value [data-count={figure}]")));
            Assert.Equal(expected.Children.Count, await visitor.Page.Locator("table.tree tbody tr").CountAsync());
            foreach (var child in expected.Children)
            {
                foreach (var figure in Figures.Where(figure => figure is not ("vacant" or "opened" or "officesOverdue")))
                {
                    var shown = await visitor.ReadAsync($"tr[data-department={child.Department}] [data-count={figure}]");
                    Assert.Equal((child.Department, figure, Of(child.Tally, figure)), (child.Department, figure, shown));
                }
            }
        }
    }

    [Fact]
    public async Task List_OfDirectives_ShowsEachWithItsCounts()
    {
        var number = await ActedOnAsync();
        var expected = (await GetComplianceAsync(number, "")).Total.Tally;
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoAsync("/");
        await visitor.IsAsync("live");
        var line = $".directive[data-directive='{number}']";
        foreach (var figure in new[] { "served", "acknowledged", "declined", "overdue", "officesOwing", "officesComplied" })
            Assert.Equal((figure, Of(expected, figure)), (figure, await visitor.ReadAsync($"{line} [data-count={figure}]")));
        await visitor.ShowsAsync($"{line} .number", number);
        await visitor.ShowsAsync($"{line} h2", "No official documents over WhatsApp");
        await visitor.ShowsAsync($"{line} .chip", "Immediate");

        await visitor.Page.ClickAsync($"{line} h2 a");
        await visitor.ShowsAsync("h1", "No official documents over WhatsApp");
    }

    [Fact]
    public async Task Timeline_OfASubtree_EndsWithItsCounts()
    {
        var number = await ActedOnAsync();
        await using var visitor = await fixture.VisitAsync();
        foreach (var department in new[] { "punjab", "sgad", "lahore-division", "law" })
        {
            var expected = (await GetComplianceAsync(number, department)).Total.Tally;
            var answer = await visitor.Page.APIRequest.GetAsync($"/timeline?number={number}&department={department}");
            var timeline = (await answer.JsonAsync()) ?? throw new InvalidOperationException("no timeline");
            int Last(string name) => timeline.GetProperty(name).EnumerateArray().Select(count => count.GetInt32()).LastOrDefault();
            Assert.Equal((expected.Opened, expected.Acknowledged, expected.Declined), (Last("opened"), Last("acknowledged"), Last("declined")));
        }
    }

    [Fact]
    public async Task Posts_OfAnOffice_ShowEachWithItsStanding()
    {
        var number = await ActedOnAsync();
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(number, "sgad");
        var rows = await visitor.Page.Locator("table.posts tbody tr").AllInnerTextsAsync();
        Assert.Equal(2, rows.Count);
        Assert.Contains("Usman Khan", rows[0], StringComparison.Ordinal);
        Assert.Contains("Acknowledged", rows[0], StringComparison.Ordinal);
        Assert.Contains("Vacant", rows[1], StringComparison.Ordinal);
        Assert.Contains("Not opened", rows[1], StringComparison.Ordinal);
    }

    /// <summary>A directive that one officer acknowledged, one declined first, one declined, and two offices report on.</summary>
    private async Task<string> ActedOnAsync()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "sgad/section-officer-1");
        await fixture.DeclineAsync(number, "law/law-officer", "It is not for us.");
        await fixture.DeclineAsync(number, "kasur/section-officer", "Not yet.");
        await fixture.AnswerAsync(number, "kasur/section-officer");
        await fixture.AnswerAsync(number, "punjab/chief-secretary", acknowledge: false);
        await fixture.ComplyAsync(number, "sgad", "sgad/secretary");
        return number;
    }

    private async Task<Compliance> GetComplianceAsync(string number, string department) => await fixture.Gateway.Oversight.GetComplianceAsync(
        new GetComplianceRequest { Directive = number, Department = department }, fixture.Gateway.AsRole("oversight"));

    private static int Of(Tally tally, string figure) =>
        JsonDocument.Parse(tally.ToString()).RootElement.TryGetProperty(figure, out var count) ? count.GetInt32() : 0;
}
