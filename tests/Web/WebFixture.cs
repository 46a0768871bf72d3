using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Microsoft.Playwright;

namespace Directives.Tests.Web;

/// <summary>A gateway with the small province in force, and a real browser to look at its pages with.</summary>
public sealed class WebFixture : GatewayFixture, IAsyncLifetime
{
    private static readonly string[] Chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? playwright;

    public WebFixture()
        : base(TestDatabase.Sqlite)
    {
    }

    internal IBrowser Browser { get; private set; } = null!;

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var executable = Chromiums.FirstOrDefault(File.Exists);
        Assert.True(executable is not null, $"These tests need a browser; there is none of {string.Join(", ", Chromiums)}. Install the package chromium.");
        playwright = await Playwright.CreateAsync().InTime("the start of the browser's driver");
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Headless = true,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public new async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.CloseAsync().InTime("the end of the browser");
        playwright?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Opens and declines a directive for the person in a post.</summary>
    internal async Task DeclineAsync(string number, string post, string reason)
    {
        await AnswerAsync(number, post, acknowledge: false);
        await Gateway.Officers.DeclineAsync(
            new DeclineRequest { OperationId = $"decline-{number}-{post}", Post = post, Directive = number, Version = 1, Reason = reason }, Gateway.As(post));
        await Gateway.RestAsync();
    }

    /// <summary>Reports compliance of a department as the person in its head post.</summary>
    internal async Task ComplyAsync(string number, string department, string head)
    {
        var request = new ComplyRequest
        {
            OperationId = $"comply-{number}-{department}", Department = department, Directive = number, Statement = "It is in force.", EvidenceText = "Office order 7.",
        };
        await Gateway.Departments.ComplyAsync(request, Gateway.As(head));
        await Gateway.RestAsync();
    }

    /// <summary>A browser of its own, signed in with a role unless told otherwise.</summary>
    /// <param name="asPost">Signed in as the person in this post.</param>
    /// <param name="language">en or ur.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="at">Where it finds the pages; at the gateway unless given.</param>
    internal async Task<Visitor> VisitAsync(
        string role = "oversight", string? asPost = null, string language = "en", int width = 1280, Uri? at = null, TestGateway? gateway = null)
    {
        gateway ??= Gateway;
        var headers = asPost is null ? gateway.AsRole(role) : gateway.As(asPost);
        var visitor = await Visitor.OpenAsync(Browser, at ?? gateway.WebAddress, width);
        await visitor.GoAsync($"/signin?token={TokenOf(headers)}&lang={language}");
        return visitor;
    }

    /// <summary>The token in the metadata of a call.</summary>
    internal static string TokenOf(Grpc.Core.Metadata headers) => headers.GetValue("authorization")!["Bearer ".Length..];
}

[CollectionDefinition(Name)]
public sealed class WebCollection : ICollectionFixture<WebFixture>
{
    public const string Name = "web";
}
