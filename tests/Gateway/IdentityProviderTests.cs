using System.Security.Cryptography;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Directives.Tests.Gateway;

/// <summary>Tokens of a real identity provider, found by its own description.</summary>
public sealed class IdentityProviderTests
{
    [Fact]
    public async Task Call_WithATokenOfTheProvider_IsAdmittedByItsClaims()
    {
        await using var provider = await Provider.StartAsync();
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, settings: provider.Settings);

        var directives = await gateway.Directives.ListAsync(new ListDirectivesRequest(), TestGateway.With(provider.Issue("p-1", "oversight")));
        var noRole = await TestGateway.RefusedAsync(gateway.Directives.ListAsync(new ListDirectivesRequest(), TestGateway.With(provider.Issue("p-1"))));
        var otherAudience = await TestGateway.RefusedAsync(gateway.Directives.ListAsync(
            new ListDirectivesRequest(), TestGateway.With(provider.Issue("p-1", "oversight", audience: "other"))));
        var otherKey = await TestGateway.RefusedAsync(gateway.Directives.ListAsync(
            new ListDirectivesRequest(), TestGateway.With(Provider.IssueWithAnotherKey(provider))));

        Assert.Empty(directives.Directives);
        Assert.Equal(StatusCode.PermissionDenied, noRole.Code);
        Assert.Equal((StatusCode.Unauthenticated, "The token is for another audience."), (otherAudience.Code, otherAudience.Message));
        Assert.Equal(StatusCode.Unauthenticated, otherKey.Code);
    }

    [Fact]
    public async Task IssueDevelopmentToken_WhereThereIsAProvider_IsUnimplemented()
    {
        await using var provider = await Provider.StartAsync();
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, settings: provider.Settings);

        var refused = await TestGateway.RefusedAsync(gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = "admin" }));

        Assert.Equal(StatusCode.Unimplemented, refused.Code);
        Assert.False(File.Exists(gateway.KeyPath), "A key for development tokens was made.");
    }

    [Fact]
    public async Task Start_WithAProviderAndDevelopmentTokens_IsRefused()
    {
        await using var provider = await Provider.StartAsync();
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var settings = new Dictionary<string, string?>(provider.Settings) { ["Auth:DevelopmentTokens"] = "true" };

        await Assert.ThrowsAsync<StartupException>(() => TestGateway.StartAsync(database, settings: settings));
    }

    /// <summary>As much of OpenID Connect as validating tokens takes.</summary>
    private sealed class Provider : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly RSA rsa = RSA.Create(2048);
        private readonly RsaSecurityKey key;

        private Provider()
        {
            key = new RsaSecurityKey(rsa) { KeyId = "provider-1" };
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Address, jwks_uri = $"{Address}/keys" }));
            app.MapGet("/keys", () =>
            {
                var described = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = key.KeyId });
                return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = key.KeyId, n = described.N, e = described.E } } });
            });
        }

        public string Address => app.Urls.Single();

        public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Auth:Authority"] = Address,
            ["Auth:Audience"] = "directives-api",
            ["Auth:RequireHttpsMetadata"] = "false",
        };

        public static async Task<Provider> StartAsync()
        {
            var provider = new Provider();
            await provider.app.StartAsync();
            return provider;
        }

        public static string IssueWithAnotherKey(Provider provider)
        {
            using var other = RSA.Create(2048);
            return provider.Issue("p-1", "oversight", signedBy: new RsaSecurityKey(other) { KeyId = "provider-1" });
        }

        public string Issue(string subject, string? role = null, string audience = "directives-api", RsaSecurityKey? signedBy = null)
        {
            var claims = new Dictionary<string, object> { ["sub"] = subject };
            if (role is not null)
                claims["role"] = role;
            return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = Address,
                Audience = audience,
                Claims = claims,
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
                SigningCredentials = new SigningCredentials(signedBy ?? key, SecurityAlgorithms.RsaSha256),
            });
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            rsa.Dispose();
        }
    }
}
