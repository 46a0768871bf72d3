using System.Globalization;
using System.Security.Claims;

namespace Directives.Gateway;

/// <summary>What a token's <c>role</c> claims may say. Officers need none: what they may do follows from their posts.</summary>
internal static class Role
{
    public const string Issuer = "issuer";
    public const string Oversight = "oversight";
    public const string Admin = "admin";

    public static readonly ImmutableArray<string> All = [Issuer, Oversight, Admin];
}

/// <summary>Who calls, from a token that has been checked.</summary>
/// <param name="Subject">A person's id (p-000123), or the name of a service.</param>
/// <param name="Department">Whose system it is, which hands in its officers' acts; null for everyone else.</param>
/// <param name="ExpiresAt">When the token ends; streams end with it.</param>
internal sealed record Caller(string Subject, ImmutableArray<string> Roles, DateTimeOffset ExpiresAt, string? Department = null)
{
    public const string SubjectClaim = "sub";
    public const string RoleClaim = "role";
    public const string DepartmentClaim = "department";
    private const string ExpiryClaim = "exp";

    /// <summary>All that is read of a token.</summary>
    public static readonly ImmutableArray<string> Claims = [SubjectClaim, RoleClaim, DepartmentClaim, ExpiryClaim];

    /// <summary>Null where the user has not been authenticated.</summary>
    public static Caller? From(ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true } || user.FindFirst(SubjectClaim)?.Value is not { Length: > 0 } subject)
            return null;

        var expiry = long.TryParse(user.FindFirst(ExpiryClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.MaxValue;
        return new Caller(subject, [.. user.FindAll(RoleClaim).Select(claim => claim.Value)], expiry, user.FindFirst(DepartmentClaim)?.Value);
    }

    public bool HasAny(ImmutableArray<string> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
                return true;
        }

        return false;
    }
}
