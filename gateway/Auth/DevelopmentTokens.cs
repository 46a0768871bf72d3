using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Directives.Gateway;

/// <summary>Issues tokens for trying the product out.</summary>
internal sealed class DevelopmentTokens(DevelopmentKey key, AuthOptions options, ProductClock time)
{
    public const string Issuer = "directives-development";
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <param name="roles">None for an officer.</param>
    /// <param name="department">Whose system it is for; null for everyone else.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(string subject, ImmutableArray<string> roles, string? department, TimeSpan life)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var claims = new Dictionary<string, object> { [Caller.SubjectClaim] = subject };
        if (!roles.IsEmpty)
            claims[Caller.RoleClaim] = roles.ToArray();
        if (department is not null)
            claims[Caller.DepartmentClaim] = department;
        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = options.Audience,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + life).UtcDateTime,
            SigningCredentials = new SigningCredentials(key.Key, SecurityAlgorithms.EcdsaSha256),
        });
        return (token, now + life);
    }
}
