using Microsoft.AspNetCore.Routing.Matching;

namespace Directives.Gateway.Web;

/// <summary>Keeps endpoints that carry it off the gRPC port: asked for there, they do not exist.</summary>
internal sealed class OnWebPort;

/// <inheritdoc cref="OnWebPort"/>
internal sealed class WebPortOnly : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsWebOnly);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (WebPipeline.IsWeb(httpContext))
            return Task.CompletedTask;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (IsWebOnly(candidates[i].Endpoint))
                candidates.SetValidity(i, false);
        }

        return Task.CompletedTask;
    }

    private static bool IsWebOnly(Endpoint endpoint) => endpoint.Metadata.GetMetadata<OnWebPort>() is not null;
}
