using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Directives.Gateway;

/// <summary>Bearer tokens: of an OpenID Connect provider where one is configured, otherwise the product's own.</summary>
internal static class AuthSetup
{
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(AuthOptions.Section).Get<AuthOptions>() ?? new AuthOptions();
        if (options.HasAuthority && options.DevelopmentTokens is true)
            throw new StartupException("Auth:DevelopmentTokens cannot be on where Auth:Authority is set.");
        if (string.IsNullOrWhiteSpace(options.Audience))
            throw new StartupException("Auth:Audience must not be empty.");
        if (options.RememberedTokens is < 2 or > 10_000_000)
            throw new StartupException("Auth:RememberedTokens must be 2 to 10000000.");

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(services => new RememberingTokenHandler(services.GetRequiredService<ProductClock>(), options.RememberedTokens));
        // Authentication asks for it and the product keeps nothing by it: no keys are written anywhere.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton<Callers>();
        // None is the default: callers of the API are found by Callers, and pages name their own scheme.
        builder.Services.AddAuthentication().AddJwtBearer();
        if (options.HasAuthority)
            builder.Services.AddSingleton<IConfigureOptions<JwtBearerOptions>, ProviderTokens>();
        else
            builder.AddDevelopmentTokens(options);
    }

    private static void AddDevelopmentTokens(this WebApplicationBuilder builder, AuthOptions options)
    {
        var path = options.KeyPath ?? Path.Combine(DataFolder(builder.Configuration), DevelopmentKey.FileName);
        var key = DevelopmentKey.Open(path);
        builder.Services.AddSingleton(_ => key);
        builder.Services.AddSingleton<IConfigureOptions<JwtBearerOptions>, OwnTokens>();
        if (options.DevelopmentTokens ?? GatewayOptions.Of(builder.Configuration).ListensOnThisMachineOnly)
            builder.Services.AddSingleton<DevelopmentTokens>();
    }

    private static string DataFolder(ConfigurationManager configuration) =>
        Path.GetDirectoryName(configuration["Storage:Path"] is { Length: > 0 } path ? path : "data/directives.db") is { Length: > 0 } folder ? folder : ".";

    /// <summary>What holds for every token.</summary>
    private static void Configure(JwtBearerOptions bearer, AuthOptions options, RememberingTokenHandler handler, TimeProvider time)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(handler);
        bearer.TimeProvider = time;
        bearer.Audience = options.Audience;
        bearer.TokenValidationParameters.NameClaimType = Caller.SubjectClaim;
        bearer.TokenValidationParameters.RoleClaimType = Caller.RoleClaim;
        bearer.TokenValidationParameters.RequireExpirationTime = true;
        bearer.TokenValidationParameters.RequireSignedTokens = true;
        bearer.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
        bearer.TokenValidationParameters.LifetimeValidator = (notBefore, expires, _, parameters) => CheckLifetime(notBefore, expires, parameters, time);
    }

    private static bool CheckLifetime(DateTime? notBefore, DateTime? expires, TokenValidationParameters parameters, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is null)
            throw new SecurityTokenNoExpirationException("The token has no expiry.");
        if (now > expires)
            throw new SecurityTokenExpiredException("The token has expired.") { Expires = expires.Value };
        return notBefore is null || notBefore <= now + parameters.ClockSkew
            ? true
            : throw new SecurityTokenNotYetValidException("The token is not valid yet.") { NotBefore = notBefore.Value };
    }

    private sealed class ProviderTokens(AuthOptions options, RememberingTokenHandler handler, ProductClock time) : IConfigureNamedOptions<JwtBearerOptions>
    {
        public void Configure(JwtBearerOptions bearer) => Configure(null, bearer);

        public void Configure(string? name, JwtBearerOptions bearer)
        {
            AuthSetup.Configure(bearer, options, handler, time);
            bearer.Authority = options.Authority;
            bearer.RequireHttpsMetadata = options.RequireHttpsMetadata;
            bearer.TokenValidationParameters.ValidAlgorithms =
            [
                SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256,
            ];
        }
    }

    private sealed class OwnTokens(AuthOptions options, RememberingTokenHandler handler, ProductClock time, DevelopmentKey key) : IConfigureNamedOptions<JwtBearerOptions>
    {
        public void Configure(JwtBearerOptions bearer) => Configure(null, bearer);

        public void Configure(string? name, JwtBearerOptions bearer)
        {
            AuthSetup.Configure(bearer, options, handler, time);
            bearer.TokenValidationParameters.ValidIssuer = DevelopmentTokens.Issuer;
            bearer.TokenValidationParameters.ValidAudience = options.Audience;
            bearer.TokenValidationParameters.IssuerSigningKey = key.Key;
            bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256];
        }
    }
}
