using Microsoft.AspNetCore.Antiforgery;

namespace Directives.Gateway.Web;

/// <summary>
/// Takes a post only from our own pages, by what the browser itself says of where it comes from: Sec-Fetch-Site, or
/// Origin in browsers without it. It keeps no keys, so any gateway can take a post of another's page.
/// </summary>
internal sealed class SameOriginAntiforgery : IAntiforgery
{
    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => Task.FromResult(IsValid(httpContext.Request));

    public Task ValidateRequestAsync(HttpContext httpContext) => IsValid(httpContext.Request)
        ? Task.CompletedTask
        : throw new AntiforgeryValidationException("The post does not come from a page of this site.");

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => GetTokens(httpContext);

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => new(null, null, "unused", null);

    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
    }

    private static bool IsValid(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return true;
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site == "same-origin";

        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
