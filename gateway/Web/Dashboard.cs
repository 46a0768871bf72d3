using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;

namespace Directives.Gateway.Web;

/// <summary>The pages on the web port: who has been served, who has answered, who has put it into force, live.</summary>
internal static class Dashboard
{
    /// <summary>Whoever is signed in; what he may see is asked of <see cref="Access"/>.</summary>
    private static readonly AuthorizationPolicy SignedIn =
        new AuthorizationPolicyBuilder(Session.Scheme).RequireAuthenticatedUser().Build();

    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddSession();
        services.AddSingleton<IAntiforgery, SameOriginAntiforgery>();
        services.AddSingleton<IStartupFilter, WebPipeline>();
        services.AddSingleton<MatcherPolicy, WebPortOnly>();
        services.AddSingleton<DirectiveJournals>();
        services.AddSingleton<Headships>();
        services.AddSingleton<EventLines>();
        services.AddSingleton<Viewing>();
        services.AddRazorPages();
        services.AddResponseCompression(compression =>
        {
            // Not the pages: what they say must not be told by how small it gets.
            compression.MimeTypes = ["text/css", "text/javascript"];
            compression.EnableForHttps = true;
        });
        return services;
    }

    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
        app.MapRazorPages().RequireAuthorization(SignedIn).WithMetadata(new OnWebPort());
        var scripts = app.MapGroup("").RequireAuthorization(SignedIn).WithMetadata(new OnWebPort(), new ForScript());
        scripts.MapGet("/session", () => Results.NoContent());
        scripts.MapGet("/live", LiveEndpoints.FollowList).WithMetadata(new Lasting());
        scripts.MapGet("/live/directive", LiveEndpoints.FollowDirective).WithMetadata(new Lasting());
        scripts.MapGet("/counts", LiveEndpoints.GetCounts);
        scripts.MapGet("/timeline", LiveEndpoints.GetTimeline);
    }
}
