using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Directives.Gateway;

/// <param name="issuers">None where development tokens are off.</param>
internal sealed class TokenService(IClusterClient cluster, IEnumerable<DevelopmentTokens> issuers) : V1.TokenService.TokenServiceBase
{
    private const int UsualMinutes = 480;

    /// <summary>The subject of a token that is for a role and for nobody; no person's id has a colon.</summary>
    private const string RolePrefix = "role:";
    private const string DepartmentPrefix = "department:";
    private readonly DevelopmentTokens? tokens = issuers.FirstOrDefault();

    public override async Task<V1.DevelopmentToken> IssueDevelopmentToken(V1.IssueDevelopmentTokenRequest request, ServerCallContext context)
    {
        if (tokens is null)
            throw Errors.Create(StatusCode.Unimplemented, "DEVELOPMENT_TOKENS_OFF", "This server issues no development tokens.");
        if (!IsOnThisMachine(context.GetHttpContext()))
            throw Errors.Create(StatusCode.PermissionDenied, "NOT_LOCAL", "Development tokens are for callers on the same machine.");

        var subject = request.BearerCase switch
        {
            V1.IssueDevelopmentTokenRequest.BearerOneofCase.Post => await GetIncumbent(request.Post),
            V1.IssueDevelopmentTokenRequest.BearerOneofCase.Person => request.Person,
            V1.IssueDevelopmentTokenRequest.BearerOneofCase.Department => DepartmentPrefix + request.Department,
            _ => request.Name.Length > 0 ? request.Name : RolePrefix + request.Role,
        };
        ImmutableArray<string> roles = request.HasRole ? [request.Role] : [];
        var (token, expiresAt) = tokens.Issue(subject, roles, request.HasDepartment ? request.Department : null, TimeSpan.FromMinutes(request.Minutes.OrUsual(UsualMinutes)));
        return new V1.DevelopmentToken { Token = token, Subject = subject, ExpiresAt = expiresAt.ToWire() };
    }

    private async Task<string> GetIncumbent(string post)
    {
        var known = await cluster.GetGrain<IOfficerGrain>(post).GetPost();
        return known.Incumbent?.Person
            ?? throw RefusedException.NotAllowedNow("VACANT", $"The post {post} is vacant: nobody can act for it.");
    }

    /// <summary>Not through a proxy either: behind one, every caller would seem to be on this machine.</summary>
    private static bool IsOnThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
        && !context.Request.Headers.ContainsKey("Forwarded");
}
