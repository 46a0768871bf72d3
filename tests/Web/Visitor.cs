using Directives.Tests.Support;
using Microsoft.Playwright;

namespace Directives.Tests.Web;

/// <summary>
/// A browser at the dashboard. Closing it fails where a page logged an error, broke its content security policy or asked
/// another site for anything.
/// </summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const float PatienceMs = 60_000;
    private readonly IBrowserContext context;
    private readonly Uri origin;
    private readonly List<string> troubles = [];
    private bool troublesExpected;

    private Visitor(IBrowserContext context, IPage page, Uri origin) => (this.context, Page, this.origin) = (context, page, origin);

    public IPage Page { get; }

    public static async Task<Visitor> OpenAsync(IBrowser browser, Uri origin, int width)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = origin.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(PatienceMs);
        var visitor = new Visitor(context, await context.NewPageAsync(), origin);
        visitor.Watch();
        return visitor;
    }

    /// <summary>For a test that cuts the connection or asks for what is not there.</summary>
    public Visitor ExpectingTrouble()
    {
        troublesExpected = true;
        return this;
    }

    public async Task<IResponse> GoAsync(string address) =>
        await Page.GotoAsync(address) ?? throw new InvalidOperationException($"{address} gave no response.");

    /// <summary>Opens a directive's page and waits until it is live.</summary>
    public async Task GoToDirectiveAsync(string number, string? department = null)
    {
        await GoAsync($"/directive?number={number}{(department is null ? "" : $"&department={department}")}");
        await IsAsync("live");
    }

    /// <summary>Waits until the page shows a state of its connection.</summary>
    public Task IsAsync(string state) => Page.WaitForSelectorAsync($"#connection[data-state={state}]");

    /// <summary>Waits until an element shows a text.</summary>
    public Task ShowsAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToHaveTextAsync(
        text, new LocatorAssertionsToHaveTextOptions { Timeout = PatienceMs });

    /// <summary>Waits until a large figure of the page shows a count.</summary>
    public Task CountsAsync(string figure, int count) => ShowsAsync($".figures .figure-value [data-count={figure}]", $"{count:N0}");

    public async Task<int> ReadAsync(string selector) => int.Parse(
        await Page.Locator(selector).InnerTextAsync(), System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync().InTime("the end of the browser's window");
        if (!troublesExpected)
            Assert.True(troubles.Count == 0, $"The pages had {troubles.Count} troubles:\n{string.Join("\n", troubles)}");
    }

    private void Watch()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                troubles.Add($"console {message.Type}: {message.Text}");
        };
        Page.PageError += (_, error) => troubles.Add($"exception: {error}");
        Page.Dialog += (_, dialog) =>
        {
            troubles.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        Page.Request += (_, request) =>
        {
            if (Uri.TryCreate(request.Url, UriKind.Absolute, out var url) && url.Scheme != "data" && url.Authority != origin.Authority)
                troubles.Add($"asked elsewhere: {request.Url}");
        };
    }
}
