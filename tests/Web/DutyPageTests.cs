using Directives.Gateway;
using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;

namespace Directives.Tests.Web;

/// <summary>The periods of recurring duties, on the page of their directive.</summary>
[Collection(WebCollection.Name)]
public sealed class DutyPageTests(WebFixture fixture)
{
    [Theory]
    [InlineData("en", "Recurring duties", "Look through the pages")]
    [InlineData("ur", "وقفہ وار فرائض", "اردو Look through the pages")]
    public async Task Page_WithARecurringDuty_ShowsItsPeriodsAndLeadsToEach(string language, string title, string duty)
    {
        var number = $"DUTY/{language}";
        var draft = SmallProvince.Draft(number);
        draft.Duties.Add(new RecurringDuty
        {
            Id = "monitoring", Text = SmallProvince.Text("Look through the pages"), Frequency = DutyFrequency.Monthly, AttestDays = 10,
        });
        var gateway = fixture.Gateway;
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = $"issue-{number}", Draft = draft }, gateway.AsRole(Role.Issuer));
        await Waits.UntilAsync(
            async () => (await gateway.Directives.ListPeriodsAsync(new ListPeriodsRequest { Number = number }, gateway.AsRole(Role.Oversight))).Periods
                is [{ Offices: > 0 and var offices, OfficesReceived: var received }] && received == offices,
            () => "no period has been opened");

        await using var visitor = await fixture.VisitAsync(language: language);
        await visitor.GoToDirectiveAsync(number);
        var text = await visitor.Page.Locator("#periods").InnerTextAsync();
        Assert.Contains(title, text, StringComparison.Ordinal);
        Assert.Contains(duty, text, StringComparison.Ordinal);

        await visitor.Page.Locator("#periods tbody a").First.ClickAsync();
        await visitor.Page.Locator("#period-of").WaitForAsync();
        Assert.Contains($"number={number}", await visitor.Page.Locator("#period-of").GetAttributeAsync("href"), StringComparison.Ordinal);
    }
}
