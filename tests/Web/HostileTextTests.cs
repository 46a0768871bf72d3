using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;

namespace Directives.Tests.Web;

/// <summary>Names, titles, texts and reasons are shown as they are written, whatever they are.</summary>
[Collection(WebCollection.Name)]
public sealed class HostileTextTests(WebFixture fixture)
{
    private const string Image = "<img src=x onerror=window.broken=1>";
    private const string Script = "</script></template><script>window.broken=1</script>";
    private const string Attribute = "\" onmouseover=\"window.broken=1\" autofocus onfocus='window.broken=1'";

    [Theory]
    [InlineData("en")]
    [InlineData("ur")]
    public async Task Pages_OfHostileNames_RunNothingAndShowThem(string language)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        var departments = SmallProvince.Departments.Replace("Lahore Division,لاہور ڈویژن", Csv(Image, Image), StringComparison.Ordinal);
        var posts = SmallProvince.Posts
            .Replace("Zahid Iqbal,زاہد اقبال", Csv(Script, Script), StringComparison.Ordinal)
            .Replace("Section Officer (Field),سیکشن افسر", Csv(Attribute, Attribute), StringComparison.Ordinal);
        await gateway.ImportAsync(departments, posts);
        var draft = SmallProvince.Draft("T&A (1)/../2020");
        draft.Title = Both(Script + Attribute);
        draft.Provenance.Minute = Image;
        draft.Provenance.Body = Both(Image);
        draft.LegalBasis[0] = Both(Script);
        draft.Consequence = Both(Attribute);
        draft.Obligations[0].Text = Both(Image);
        draft.Text = Both($"{Image}\n\n{Script}\n\n[here](javascript:window.broken=1) ![picture](http://elsewhere.example/p.png) <http://elsewhere.example/>");
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = draft }, gateway.AsRole("issuer"));
        await gateway.RestAsync();

        await using var visitor = await fixture.VisitAsync(language: language, gateway: gateway);
        await visitor.GoAsync("/");
        await visitor.Page.ClickAsync(".directive h2 a");
        await visitor.IsAsync("live");
        await visitor.ShowsAsync("h1", Script + Attribute);
        await visitor.ShowsAsync("tr[data-department=lahore-division] a", Image);
        await visitor.Page.ClickAsync("summary");
        var text = await visitor.Page.InnerTextAsync(".order-text");
        foreach (var written in new[] { Image, "<script>window.broken=1</script>", "[here](javascript:window.broken=1)", "![picture](http://elsewhere.example/p.png)" })
            Assert.Contains(written, text, StringComparison.Ordinal);

        await visitor.Page.ClickAsync("tr[data-department=lahore-division] button.expand");
        await visitor.Page.WaitForSelectorAsync("tr[data-department=kasur]");
        await DeclineAsync(gateway, draft.Number, Image + Script);
        await visitor.ShowsAsync("#events li:first-child [data-slot=detail]", Image + Script);
        await visitor.ShowsAsync("#events li:first-child [data-slot=who]", Script);
        await visitor.Page.ClickAsync("tr[data-department=kasur] a");
        await visitor.IsAsync("live");
        await visitor.ShowsAsync("#events li:first-child [data-slot=detail]", Image + Script);
        await visitor.ShowsAsync("table.posts tbody tr:first-child th", Attribute);
        Assert.Equal("undefined", await visitor.Page.EvaluateAsync<string>("typeof window.broken"));
        Assert.Equal(0, await visitor.Page.Locator("main img, main script, main [onerror], main [onmouseover], main [onfocus]").CountAsync());
    }

    private static async Task DeclineAsync(TestGateway gateway, string number, string reason)
    {
        const string post = "kasur/section-officer";
        await gateway.Officers.OpenAsync(new OpenRequest { OperationId = "open", Post = post, Directive = number, Language = "en" }, gateway.As(post));
        await gateway.Officers.DeclineAsync(
            new DeclineRequest { OperationId = "decline", Post = post, Directive = number, Version = 1, Reason = reason }, gateway.As(post));
        await gateway.RestAsync();
    }

    private static LocalText Both(string text) => new() { En = text, Ur = text };

    private static string Csv(params string[] fields) =>
        string.Join(',', fields.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
