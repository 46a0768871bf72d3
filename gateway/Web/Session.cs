using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http.Metadata;

namespace Directives.Gateway.Web;

/// <summary>
/// A browser's session: the same token that gRPC calls carry, kept in a cookie that scripts cannot read and other
/// sites cannot send. It is validated at each request by the same rules and ends when the token does.
/// </summary>
internal static class Session
{
    /// <summary>The authentication scheme of the pages. The gRPC services never take it.</summary>
    public const string Scheme = "Session";

    /// <summary>The scheme by which a token is looked at that a browser wants to sign in with.</summary>
    private const string SignInScheme = "SignIn";
    private const string Cookie = "directives.session";
    private static readonly object Presented = new();

    /// <summary>What is required of a token is configured for every JWT bearer scheme alike.</summary>
    public static void AddSession(this IServiceCollection services) => services.AddAuthentication()
        .AddJwtBearer(Scheme, session => session.Events = new JwtBearerEvents
        {
            OnMessageReceived = message => Read(message, message.Request.Cookies[Cookie]),
            OnChallenge = Challenge,
        })
        .AddJwtBearer(SignInScheme, signIn => signIn.Events = new JwtBearerEvents
        {
            OnMessageReceived = message => Read(message, message.HttpContext.Items[Presented] as string),
        });

    /// <summary>Signs the browser in with a token; false where the token is not valid.</summary>
    public static async Task<bool> SignInAsync(HttpContext context, string token)
    {
        context.Items[Presented] = token;
        var result = await context.AuthenticateAsync(SignInScheme);
        if (!result.Succeeded)
            return false;

        context.Response.Cookies.Append(Cookie, token, Options(context, Caller.From(result.Principal)?.ExpiresAt));
        return true;
    }

    public static void SignOut(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(context, null));

    private static Task Read(MessageReceivedContext message, string? token)
    {
        message.Token = token;
        if (string.IsNullOrEmpty(token))
            message.NoResult();
        return Task.CompletedTask;
    }

    /// <summary>A page sends the reader to sign in; what a page's script asks for says 401.</summary>
    private static Task Challenge(JwtBearerChallengeContext challenge)
    {
        challenge.HandleResponse();
        if (IsForScript(challenge.HttpContext))
            challenge.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            challenge.Response.Redirect("/signin");
        return Task.CompletedTask;
    }

    private static bool IsForScript(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ForScript>() is not null;

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Expires = expires,
    };
}

/// <summary>Marks an endpoint that answers a page's script rather than a reader.</summary>
internal sealed class ForScript : ISkipStatusCodePagesMetadata;
