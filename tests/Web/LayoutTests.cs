using Directives.Tests.Gateway;

namespace Directives.Tests.Web;

/// <summary>Both languages, wide and narrow.</summary>
[Collection(WebCollection.Name)]
public sealed class LayoutTests(WebFixture fixture)
{
    private const string Directive = "/directive?number=SGAD/2020/14";

    [Theory]
    [InlineData("/")]
    [InlineData(Directive)]
    [InlineData("/signin")]
    public async Task Page_InUrdu_RunsRightToLeftInNastaliq(string address)
    {
        await using var visitor = await fixture.VisitAsync(language: "ur");
        await visitor.GoAsync(address);
        Assert.Equal("rtl", await visitor.Page.GetAttributeAsync("html", "dir"));
        Assert.Equal("ur", await visitor.Page.GetAttributeAsync("html", "lang"));
        await visitor.Page.EvaluateAsync("document.fonts.ready");
        Assert.Contains("Noto Nastaliq Urdu", await LoadedFontsAsync(visitor));
        Assert.StartsWith("\"Noto Nastaliq Urdu\"", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('h1')).fontFamily"), StringComparison.Ordinal);
        Assert.Matches(@"\p{IsArabic}", await visitor.Page.InnerTextAsync("h1"));
        var spacing = await visitor.Page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.body).lineHeight) / parseFloat(getComputedStyle(document.body).fontSize)");
        Assert.True(spacing >= 2, $"Nastaliq needs about twice its size between lines and has {spacing}.");
    }

    [Fact]
    public async Task Page_InEnglish_RunsLeftToRightInItsOwnType()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(SmallProvince.Number);
        Assert.Equal("ltr", await visitor.Page.GetAttributeAsync("html", "dir"));
        Assert.Contains("Source Serif 4", await LoadedFontsAsync(visitor));
        Assert.Contains("Source Sans 3", await LoadedFontsAsync(visitor));
    }

    [Fact]
    public async Task Page_InUrdu_ShowsTheDirectiveInUrduWithWesternDigits()
    {
        await using var visitor = await fixture.VisitAsync(language: "ur");
        await visitor.GoToDirectiveAsync(SmallProvince.Number);
        await visitor.ShowsAsync("h1", "اردو No official documents over WhatsApp");
        await visitor.ShowsAsync(".overline .number", SmallProvince.Number);
        await visitor.ShowsAsync("tr[data-department=sgad] a", "محکمہ سروسز");
        Assert.Contains("31 جنوری 2020", await visitor.Page.InnerTextAsync(".particulars"), StringComparison.Ordinal);
        Assert.DoesNotMatch("[٠-٩۰-۹]", await visitor.Page.InnerTextAsync(".figures"));
        await visitor.Page.ClickAsync("summary");
        Assert.Contains("اردو Do not send", await visitor.Page.InnerTextAsync(".order-text"), StringComparison.Ordinal);
        Assert.Equal(1, await visitor.Page.Locator(".order-text strong").CountAsync());
    }

    [Fact]
    public async Task Language_Switched_KeepsThePageAndIsRemembered()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.GoToDirectiveAsync(SmallProvince.Number, "lahore-division");
        await visitor.Page.ClickAsync("a.language");
        await visitor.ShowsAsync(".breadcrumb [aria-current]", "لاہور ڈویژن");
        await visitor.GoAsync("/");
        await visitor.ShowsAsync("h1", "تمام ہدایات");
        await visitor.Page.ClickAsync("a.language");
        await visitor.ShowsAsync("h1", "All directives");
    }

    [Theory]
    [InlineData("en", 390)]
    [InlineData("ur", 390)]
    [InlineData("en", 320)]
    [InlineData("ur", 768)]
    [InlineData("en", 1280)]
    public async Task Page_AnyWidth_DoesNotScrollSideways(string language, int width)
    {
        await using var visitor = await fixture.VisitAsync(language: language, width: width);
        foreach (var address in new[] { "/", "/signin", Directive, $"{Directive}&department=kasur" })
        {
            await visitor.GoAsync(address);
            if (address != "/signin")
                await visitor.IsAsync("live");
            if (await visitor.Page.Locator("summary").CountAsync() > 0)
                await visitor.Page.ClickAsync("summary");
            var beyond = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(beyond <= 0, $"{address} in {language} at {width} px is {beyond} px too wide.");
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ur")]
    public async Task Page_Charts_AreDrawn(string language)
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await using var visitor = await fixture.VisitAsync(language: language);
        await visitor.GoToDirectiveAsync(number);
        foreach (var chart in new[] { "stages-chart", "timeline-chart" })
        {
            await visitor.Page.WaitForFunctionAsync($$"""
                () => {
                  const canvas = document.querySelector('#{{chart}} canvas');
                  if (!canvas) return false;
                  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  return pixels.some((value, i) => i % 4 === 3 && value > 0);
                }
                """);
        }
    }

    [Theory]
    [InlineData(Microsoft.Playwright.ColorScheme.Light)]
    [InlineData(Microsoft.Playwright.ColorScheme.Dark)]
    public async Task Page_Text_HasTheContrastThatReadersNeed(Microsoft.Playwright.ColorScheme scheme)
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await visitor.GoToDirectiveAsync(SmallProvince.Number);
        var poor = await visitor.Page.EvaluateAsync<string[]>(
            """
            () => {
              const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
              const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => { for (; element; element = element.parentElement) { const c = rgba(getComputedStyle(element).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
              return [...document.querySelectorAll('body *')]
                .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && !e.closest('tr[data-received=no], .visually-hidden, .skip'))
                .map(e => { const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x); return [(a + 0.05) / (b + 0.05), e]; })
                .filter(([ratio]) => ratio < 4.5)
                .map(([ratio, e]) => `${ratio.toFixed(2)}: ${e.tagName}.${e.className} "${e.textContent.trim().slice(0, 40)}"`);
            }
            """);
        Assert.True(poor.Length == 0, $"Below 4.5 to 1 in {scheme}:\n{string.Join("\n", poor)}");
    }

    private static async Task<string[]> LoadedFontsAsync(Visitor visitor) => await visitor.Page.EvaluateAsync<string[]>(
        "document.fonts.ready.then(fonts => [...fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('\"', '')))");
}
