using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Directives.Gateway;

/// <summary>
/// Finds out who calls. Whose token is remembered is known by that alone; any other token goes the way of ASP.NET Core,
/// which costs as much as a good part of an act.
/// </summary>
internal sealed class Callers(RememberingTokenHandler tokens)
{
    private const string Scheme = "Bearer ";

    public Task FindAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.Authorization is not [{ } given])
            return next(http);
        if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || tokens.Recall(given.AsSpan(Scheme.Length).Trim()) is not { } caller)
            return AuthenticateAsync(http, next);

        http.Features.Set(caller);
        return next(http);
    }

    private static async Task AuthenticateAsync(HttpContext http, RequestDelegate next)
    {
        if (await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme) is { Succeeded: true, Principal: { } principal })
            http.Features.Set(Caller.From(principal));

        await next(http);
    }
}
