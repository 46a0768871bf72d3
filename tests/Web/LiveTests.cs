using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Microsoft.Playwright;

namespace Directives.Tests.Web;

/// <summary>Pages follow what happens, without being loaded again and without missing anything.</summary>
[Collection(WebCollection.Name)]
public sealed class LiveTests(WebFixture fixture)
{
    [Fact]
    public async Task Page_OfficerActs_ChangesWithoutBeingLoadedAgain()
    {
        var number = await fixture.IssueAsync();
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(number);
        await visitor.Page.EvaluateAsync("window.loaded = 'once'");
        await visitor.CountsAsync("acknowledged", 0);

        await fixture.AnswerAsync(number, "kasur/section-officer");
        await visitor.CountsAsync("opened", 1);
        await visitor.CountsAsync("acknowledged", 1);
        await visitor.CountsAsync("outstanding", 5);
        await visitor.ShowsAsync("tr[data-department=lahore-division] [data-count=acknowledged]", "1");
        await visitor.ShowsAsync("#events li:first-child [data-slot=who]", "Zahid Iqbal");
        await visitor.ShowsAsync("#events li:first-child [data-slot=label]", "Acknowledged");
        Assert.NotEqual("0%", await visitor.Page.Locator("tr[data-department=lahore-division] [data-bar=acknowledged]").GetAttributeAsync("width"));

        await fixture.DeclineAsync(number, "law/law-officer", "The subject is with the Solicitor.");
        await visitor.CountsAsync("declined", 1);
        await visitor.ShowsAsync("#events li:first-child [data-slot=detail]", "The subject is with the Solicitor.");

        Assert.Equal("en", await visitor.Page.GetAttributeAsync("#events li:first-child [data-slot=detail]", "lang"));

        await fixture.DeclineAsync(number, "sgad/section-officer-1", "یہ مضمون ہمارے سیکشن کا نہیں۔");
        await visitor.CountsAsync("declined", 2);
        await visitor.ShowsAsync("#events li:first-child [data-slot=detail]:lang(ur)", "یہ مضمون ہمارے سیکشن کا نہیں۔");

        await fixture.ComplyAsync(number, "sgad", "sgad/secretary");
        await visitor.CountsAsync("officesComplied", 1);
        await visitor.Page.WaitForSelectorAsync("tr[data-department=sgad][data-complied=yes]");
        Assert.Equal("once", await visitor.Page.EvaluateAsync<string>("window.loaded"));
    }

    [Fact]
    public async Task Page_OfAnOffice_ShowsItsPostsChange()
    {
        var number = await fixture.IssueAsync();
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(number, "kasur");
        await visitor.ShowsAsync("table.posts tbody tr:first-child .standing", "Not opened");
        await fixture.AnswerAsync(number, "kasur/section-officer");
        await visitor.ShowsAsync("table.posts tbody tr:first-child .standing", "Acknowledged");
    }

    [Fact]
    public async Task Page_ActOutsideItsSubtree_StaysAsItIs()
    {
        var number = await fixture.IssueAsync();
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(number, "lahore-division");
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "kasur/section-officer");
        await visitor.CountsAsync("acknowledged", 1);
        Assert.Equal(["Zahid Iqbal", "Services and General Administration"], await visitor.Page.Locator("#events [data-slot=who]").AllInnerTextsAsync());
    }

    [Fact]
    public async Task List_OfficerActs_Changes()
    {
        var number = await fixture.IssueAsync();
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoAsync("/");
        await visitor.IsAsync("live");
        await fixture.AnswerAsync(number, "law/law-officer");
        await visitor.ShowsAsync($".directive[data-directive='{number}'] [data-count=acknowledged]", "1");
    }

    [Fact]
    public async Task List_DirectiveIsIssued_ShowsItToo()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoAsync("/");
        await visitor.IsAsync("live");
        var number = await fixture.IssueAsync();
        await visitor.Page.WaitForSelectorAsync($".directive[data-directive='{number}']");
    }

    [Fact]
    public async Task Page_ConnectionIsCut_ResumesWithEverythingThatHappenedOnce()
    {
        var number = await fixture.IssueAsync();
        await using var proxy = new FaultyProxy(fixture.Gateway.WebAddress.Port);
        await using var visitor = (await fixture.VisitAsync(at: proxy.Address)).ExpectingTrouble();
        await visitor.GoToDirectiveAsync(number);
        await fixture.AnswerAsync(number, "law/law-officer");
        await visitor.CountsAsync("acknowledged", 1);

        proxy.Cut();
        await visitor.IsAsync("reconnecting");
        await fixture.AnswerAsync(number, "kasur/section-officer");
        await fixture.DeclineAsync(number, "sgad/section-officer-1", "Later.");
        proxy.Mend();

        await visitor.IsAsync("live");
        await visitor.CountsAsync("acknowledged", 2);
        await visitor.CountsAsync("declined", 1);
        await Assertions.Expect(visitor.Page.Locator("#events li")).ToHaveCountAsync(4);
        var events = await visitor.Page.Locator("#events [data-slot=label], #events [data-slot=who]").AllInnerTextsAsync();
        Assert.Equal(
            ["Declined", "Usman Khan", "Acknowledged", "Zahid Iqbal", "Acknowledged", "Amina Rashid", "Issued", "Services and General Administration"],
            events);
    }

    [Fact]
    public async Task Stream_ResumedAfterAPosition_RepeatsNothingAndMissesNothing()
    {
        var number = await fixture.IssueAsync();
        var before = fixture.Gateway.Relay.Position;
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "kasur/section-officer");

        using var client = await SignedInAsync();
        var all = await ReadAsync(client, $"/live/directive?number={number}&after={before}", null, 2);
        var position = all[0].Id;
        Assert.Equal(before.ToString(), position);
        Assert.Equal(["Amina Rashid", "Zahid Iqbal"], all.SelectMany(item => item.Who).Reverse());

        var rest = await ReadAsync(client, $"/live/directive?number={number}&after={before}", all[^1].Id, 1);
        Assert.Empty(rest[0].Who);
        Assert.Equal(all[^1].Id, rest[0].Id);
    }

    [Fact]
    public async Task Stream_PositionThatTheLedgerDoesNotHave_TellsThePageToBeginAnew()
    {
        using var client = await SignedInAsync();
        using var response = await client.GetAsync($"/live/directive?number={SmallProvince.Number}&after=1.999999999");
        Assert.Contains("event: restart", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_TokenExpires_EndsWithIt()
    {
        var time = new FakeTimeProvider();
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, time);
        var token = (await gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = "oversight", Minutes = 5 })).Token;
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = gateway.WebAddress };
        using var signedIn = await client.GetAsync($"/signin?token={token}");
        client.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var response = await client.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: list", await reader.ReadLineAsync().InTime("the first event"));

        time.Advance(TimeSpan.FromMinutes(6));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await reader.ReadLineAsync(patience.Token) is not null)
        {
            // Until the end.
        }

        using var session = await client.GetAsync("/session");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, session.StatusCode);
    }

    private async Task<HttpClient> SignedInAsync()
    {
        var client = new HttpClient { BaseAddress = fixture.Gateway.WebAddress };
        using var response = await client.GetAsync($"/signin?token={WebFixture.TokenOf(fixture.Gateway.AsRole("oversight"))}");
        return client;
    }

    /// <summary>The first events of a stream: their ids and who acted.</summary>
    private static async Task<List<(string Id, string[] Who)>> ReadAsync(HttpClient client, string address, string? lastEventId, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var events = new List<(string, string[])>();
        var id = "";
        while (events.Count < count && await reader.ReadLineAsync().InTime($"event {events.Count + 1} of {count}") is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var data = System.Text.Json.JsonDocument.Parse(line[6..]);
                events.Add((id, [.. data.RootElement.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("who").GetString()!)]));
            }
        }

        return events;
    }
}
