using System.Net;
using System.Net.Http.Headers;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Web;

[Collection(WebCollection.Name)]
public sealed class SignInTests(WebFixture fixture)
{
    private const string Directive = "/directive?number=SGAD/2020/14";

    [Theory]
    [InlineData("/")]
    [InlineData(Directive)]
    [InlineData(Directive + "&handler=children")]
    [InlineData(Directive + "&handler=posts")]
    public async Task Get_PageWithoutSignIn_LeadsToSignInAndShowsNothing(string address)
    {
        using var client = NewClient();
        using var response = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/signin", response.Headers.Location?.ToString());
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/live")]
    [InlineData("/live/directive?number=SGAD/2020/14")]
    [InlineData("/counts?number=SGAD/2020/14")]
    [InlineData("/timeline?number=SGAD/2020/14")]
    [InlineData("/session")]
    public async Task Get_DataWithoutSignIn_IsUnauthorized(string address)
    {
        using var client = NewClient();
        using var response = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SignIn_ByLink_SetsACookieForThisSiteOnlyAndLeadsToTheList()
    {
        using var client = NewClient();
        using var response = await client.GetAsync($"/signin?token={Token()}");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/", response.Headers.Location?.ToString());
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie")).ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("expires=", cookie, StringComparison.Ordinal);

        using var list = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.True(list.Headers.CacheControl?.NoStore, "The list may be kept by a cache.");
        Assert.Contains("SGAD/2020/14", await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("tampered")]
    [InlineData("of-another")]
    public async Task SignIn_TokenThatIsNotValid_IsRefusedAndSetsNoCookie(string kind)
    {
        var token = kind switch
        {
            "tampered" => Tampered(Token()),
            "of-another" => "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6WyJhZG1pbiJdfQ.",
            _ => kind,
        };
        using var client = NewClient();
        using var response = await client.GetAsync($"/signin?token={token}");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"), "A cookie was set for a token that is not valid.");
    }

    [Theory]
    [InlineData("cross-site", null, HttpStatusCode.BadRequest)]
    [InlineData("same-site", null, HttpStatusCode.BadRequest)]
    [InlineData(null, "http://elsewhere.example", HttpStatusCode.BadRequest)]
    [InlineData(null, null, HttpStatusCode.BadRequest)]
    [InlineData("same-origin", null, HttpStatusCode.Found)]
    [InlineData(null, "here", HttpStatusCode.Found)]
    public async Task Post_FromAnotherSite_IsRefused(string? site, string? origin, HttpStatusCode expected)
    {
        using var client = NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin");
        request.Content = new FormUrlEncodedContent([new("token", Token())]);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin == "here" ? fixture.Gateway.WebAddress.GetLeftPart(UriPartial.Authority) : origin);
        using var response = await client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected is HttpStatusCode.Found, response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task SignIn_TokenPastedInTheForm_ShowsTheListUntilSignedOut()
    {
        await using var visitor = await Visitor.OpenAsync(fixture.Browser, fixture.Gateway.WebAddress, 1280);
        await visitor.GoAsync("/");
        await visitor.ShowsAsync("h1", "Sign in");
        await visitor.Page.FillAsync("#token", $"  {Token()}\n");
        await visitor.Page.ClickAsync("main button[type=submit]");
        await visitor.ShowsAsync("h1", "All directives");

        await visitor.Page.ClickAsync("form[action='/signout'] button");
        await visitor.ShowsAsync("h1", "Sign in");
        await visitor.GoAsync("/directive?number=SGAD/2020/14");
        await visitor.ShowsAsync("h1", "Sign in");
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/nothing")]
    [InlineData("/css/site.css")]
    [InlineData("/live")]
    public async Task Get_Anything_CarriesTheSecurityHeaders(string address)
    {
        using var client = NewClient();
        using var response = await client.GetAsync(address);
        string Header(string name) => string.Join(", ", response.Headers.TryGetValues(name, out var values) ? values : []);
        var policy = Header("Content-Security-Policy");
        foreach (var part in new[] { "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'" })
            Assert.Contains(part, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
    }

    [Fact]
    public async Task Get_FileWithItsVersion_IsCompressedAndKept()
    {
        using var client = NewClient();
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var file = await client.GetAsync("/lib/echarts.common.min.js?v=1");
        Assert.Equal(["gzip"], file.Content.Headers.ContentEncoding);
        Assert.Contains("immutable", file.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
        using var unversioned = await client.GetAsync("/js/counts.js");
        Assert.True(unversioned.Headers.CacheControl?.NoCache, "A file without its version in the address may be kept unasked.");
    }

    [Fact]
    public async Task Get_PageOverTheGrpcPort_IsNotFound()
    {
        using var client = new HttpClient { BaseAddress = fixture.Gateway.GrpcAddress };
        foreach (var address in new[] { "/", "/signin", "/live", "/css/site.css" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await client.SendAsync(request);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound, $"{address} on the gRPC port answers {response.StatusCode}.");
        }
    }

    [Fact]
    public async Task Call_WithTheCookieOfABrowser_IsUnauthenticated()
    {
        var headers = new Metadata { { "cookie", $"directives.session={Token()}" } };
        var exception = await Assert.ThrowsAsync<RpcException>(
            () => fixture.Gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = "SGAD/2020/14" }, headers).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, exception.StatusCode);
    }

    private string Token() => WebFixture.TokenOf(fixture.Gateway.AsRole("oversight"));

    /// <summary>The same header and signature around other claims.</summary>
    private static string Tampered(string token)
    {
        var parts = token.Split('.');
        var claims = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("oversight", "admin", StringComparison.Ordinal);
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }

    private HttpClient NewClient()
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = fixture.Gateway.WebAddress };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return client;
    }
}
