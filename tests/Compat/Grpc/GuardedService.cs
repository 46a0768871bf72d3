using System.Security.Claims;
using System.Text.Encodings.Web;
using Directives.Tests.GrpcCompat.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Directives.Tests.GrpcCompat;

/// <summary>Lets guests in. A caller's role is what follows "Probe" in its authorization header.</summary>
[Authorize(Roles = "guest")]
internal sealed class GuardedService : Guarded.GuardedBase
{
    public override Task<Answer> Enter(Ask request, ServerCallContext context) =>
        Task.FromResult(new Answer { Text = context.GetHttpContext().User.Identity!.Name! });

    [AllowAnonymous]
    public override Task<Answer> Open(Ask request, ServerCallContext context) =>
        Task.FromResult(new Answer { Text = "open" });
}

internal sealed class ProbeAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string Name = "Probe";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.ToString().Split(' ') is not [Name, var role])
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, role), new Claim(ClaimTypes.Role, role)], Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }
}
