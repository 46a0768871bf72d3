using System.Net;
using System.Security.Cryptography;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Directives.Tests.Gateway;

/// <summary>Development tokens: who gets them, and that nothing else passes for one.</summary>
public sealed class TokenTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private TestGateway Gateway => fixture.Gateway;

    [Theory]
    [InlineData("post", "law/law-officer", "p-5")]
    [InlineData("person", "p-77", "p-77")]
    [InlineData("role", "issuer", "role:issuer")]
    public async Task IssueDevelopmentToken_ForEachKindOfBearer_NamesHim(string kind, string name, string subject)
    {
        var request = new IssueDevelopmentTokenRequest { Minutes = 5 };
        IssueDevelopmentTokenRequest.Descriptor.FindFieldByName(kind).Accessor.SetValue(request, name);

        var issued = await Gateway.Tokens.IssueDevelopmentTokenAsync(request);

        var token = new JsonWebToken(issued.Token);
        Assert.Equal((subject, subject, "ES256"), (issued.Subject, token.Subject, token.Alg));
        Assert.Equal(kind == "role" ? ["issuer"] : [], token.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
        Assert.Equal(issued.ExpiresAt.ToDateTime(), token.ValidTo);
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.IssuedAt);
    }

    [Fact]
    public async Task IssueDevelopmentToken_ForARoleWithAName_NamesThePerson()
    {
        var issued = await Gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = "issuer", Name = "p-2" });

        var token = new JsonWebToken(issued.Token);
        Assert.Equal(("p-2", "p-2"), (issued.Subject, token.Subject));
        Assert.Equal(["issuer"], token.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
    }

    [Fact]
    public async Task IssueDevelopmentToken_ForAVacantPost_IsRefused()
    {
        var vacant = await TestGateway.RefusedAsync(Gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Post = "kasur/law-officer" }));
        var unknown = await TestGateway.RefusedAsync(Gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Post = "kasur/clerk" }));

        Assert.Equal((StatusCode.FailedPrecondition, "VACANT"), (vacant.Code, vacant.Reason));
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    [Fact]
    public async Task IssueDevelopmentToken_ThroughAProxy_IsRefused()
    {
        foreach (var header in (string[])["x-forwarded-for", "forwarded"])
        {
            var refused = await TestGateway.RefusedAsync(Gateway.Tokens.IssueDevelopmentTokenAsync(
                new IssueDevelopmentTokenRequest { Role = "admin" }, new Metadata { { header, "for=10.1.2.3" } }));
            Assert.Equal((StatusCode.PermissionDenied, "NOT_LOCAL"), (refused.Code, refused.Reason));
        }
    }

    [Fact]
    public async Task IssueDevelopmentToken_FromAnotherMachine_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(
            database, configure: builder => builder.Services.AddSingleton<IStartupFilter>(new FromAddress(IPAddress.Parse("10.1.2.3"))));

        var refused = await TestGateway.RefusedAsync(gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = "admin" }));

        Assert.Equal((StatusCode.PermissionDenied, "NOT_LOCAL"), (refused.Code, refused.Reason));
    }

    [Theory]
    [InlineData("127.0.0.1", "false")]
    [InlineData("0.0.0.0", null)]
    public async Task IssueDevelopmentToken_WhereTheyAreOff_IsUnimplemented(string host, string? setting)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(
            database, settings: new Dictionary<string, string?> { ["Gateway:Host"] = host, ["Auth:DevelopmentTokens"] = setting });

        var refused = await TestGateway.RefusedAsync(gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = "admin" }));

        Assert.Equal((StatusCode.Unimplemented, "DEVELOPMENT_TOKENS_OFF"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Call_WithoutAToken_SaysWhatIsMissing()
    {
        var refused = await TestGateway.RefusedAsync(Gateway.Registry.GetRegistryAsync(new GetRegistryRequest()));

        Assert.Equal((StatusCode.Unauthenticated, "NO_TOKEN", "directives"), (refused.Code, refused.Reason, refused.Info!.Domain));
    }

    [Fact]
    public async Task Call_WithATokenThatWasChanged_IsRefused()
    {
        var token = (await Gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Person = "p-5" })).Token;
        await Gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), TestGateway.With(token));
        var parts = token.Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("p-5", "p-1", StringComparison.Ordinal);
        string[] forged =
        [
            $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}",
            $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA",
            token + "A",
            "",
            new string('A', 20_000),
        ];

        foreach (var wrong in forged)
        {
            var refused = await TestGateway.RefusedAsync(Gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), TestGateway.With(wrong)));
            Assert.True(refused.Code == StatusCode.Unauthenticated, $"{wrong}: {refused}");
        }
    }

    [Theory]
    [InlineData("another key")]
    [InlineData("another issuer")]
    [InlineData("another audience")]
    [InlineData("no expiry")]
    [InlineData("not valid yet")]
    [InlineData("signed with the public key")]
    public async Task Call_WithATokenThatWeDidNotIssue_IsRefused(string what)
    {
        var own = ((DevelopmentKey)Gateway.Services.GetService(typeof(DevelopmentKey))!).Key;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var key = what == "another key" ? new ECDsaSecurityKey(other) { KeyId = own.KeyId } : own;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = what == "another issuer" ? "someone" : "directives-development",
            Audience = what == "another audience" ? "someone" : "directives",
            Claims = new Dictionary<string, object> { ["sub"] = "role:admin", ["role"] = "admin" },
            NotBefore = what == "not valid yet" ? now.AddMinutes(5) : now,
            Expires = what == "no expiry" ? null : now.AddMinutes(10),
            SigningCredentials = what == "signed with the public key"
                ? new SigningCredentials(new SymmetricSecurityKey(own.ECDsa.ExportSubjectPublicKeyInfo()), SecurityAlgorithms.HmacSha256)
                : new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });

        var refused = await TestGateway.RefusedAsync(Gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), TestGateway.With(token)));

        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_REFUSED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Call_AfterTheTokenExpired_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var gateway = await TestGateway.StartAsync(database, clock);
        var token = (await gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = "admin", Minutes = 1 })).Token;

        clock.Advance(TimeSpan.FromSeconds(59));
        await gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), TestGateway.With(token));
        clock.Advance(TimeSpan.FromSeconds(2));
        var refused = await TestGateway.RefusedAsync(gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), TestGateway.With(token)));

        Assert.Equal((StatusCode.Unauthenticated, "The token has expired; get a new one."), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task ValidateTokenAsync_OfATokenSeenBefore_ChecksNoSignature()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        var handler = new RememberingTokenHandler(clock, capacity: 4);
        var folder = Directory.CreateTempSubdirectory("directives-key-");
        using var key = DevelopmentKey.Open(Path.Combine(folder.FullName, "key.pem"));
        var tokens = new DevelopmentTokens(key, new AuthOptions(), new Grains.ProductClock(clock));
        var rules = new TokenValidationParameters
        {
            ValidIssuer = DevelopmentTokens.Issuer,
            ValidAudience = "directives",
            IssuerSigningKey = key.Key,
            LifetimeValidator = (_, _, _, _) => true,
        };
        var first = tokens.Issue("p-1", [], null, TimeSpan.FromHours(8)).Token;

        for (var i = 0; i < 10; i++)
            Assert.Equal("p-1", (await handler.ValidateTokenAsync(first, rules)).ClaimsIdentity.FindFirst("sub")!.Value);
        var once = handler.Validated;
        for (var i = 0; i < 10; i++)
            Assert.True((await handler.ValidateTokenAsync(tokens.Issue($"p-{i}", ["admin"], null, TimeSpan.FromHours(8)).Token, rules)).IsValid);
        await handler.ValidateTokenAsync(first, rules);
        var forgotten = handler.Validated;
        clock.Advance(TimeSpan.FromMinutes(6));
        await handler.ValidateTokenAsync(first, rules);
        var aged = handler.Validated;
        folder.Delete(recursive: true);

        Assert.Equal((1, 12, 13), (once, forgotten, aged));
    }

    [Fact]
    public void Open_OfANewKey_KeepsItForTheOwnerOnly()
    {
        var folder = Directory.CreateTempSubdirectory("directives-key-");
        var path = Path.Combine(folder.FullName, "below", "key.pem");
        string id;
        using (var made = DevelopmentKey.Open(path))
            id = made.Key.KeyId;
        using var read = DevelopmentKey.Open(path);
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(path);
        folder.Delete(recursive: true);

        Assert.Equal(id, read.Key.KeyId);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Theory]
    [InlineData("no key at all", UnixFileMode.UserRead)]
    [InlineData("", UnixFileMode.UserRead)]
    [InlineData("", UnixFileMode.UserRead | UnixFileMode.GroupRead)]
    public void Open_OfAKeyThatCannotBeUsed_SaysSo(string content, UnixFileMode mode)
    {
        var folder = Directory.CreateTempSubdirectory("directives-key-");
        var path = Path.Combine(folder.FullName, "key.pem");
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);

        var exception = Assert.Throws<StartupException>(() => DevelopmentKey.Open(path));

        folder.Delete(recursive: true);
        Assert.StartsWith($"The key for development tokens, {path}, cannot be used: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private sealed class FromAddress(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Connection.RemoteIpAddress = address;
                return following(context);
            });
            next(app);
        };
    }
}
