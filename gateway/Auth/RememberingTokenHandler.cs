using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Directives.Gateway;

/// <summary>
/// Validates tokens and remembers those that are valid, by their hash, until they expire or for five minutes: checking
/// a signature costs many times what an acknowledgement does otherwise.
/// </summary>
/// <remarks>
/// Kept in two halves: when the newer one is full it becomes the older one, and what was in that is forgotten.
/// </remarks>
internal sealed class RememberingTokenHandler(TimeProvider time, int capacity) : TokenHandler
{
    /// <summary>After this a token is validated anew, so that a key that was withdrawn is not trusted for longer.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private const int MaxOnStack = 4096;
    private readonly JsonWebTokenHandler inner = new() { MapInboundClaims = false };
    private readonly Lock turning = new();
    private volatile Halves halves = new(NewHalf(), NewHalf());

    /// <summary>Tokens whose signature was checked, for tests and metrics.</summary>
    public long Validated;

    /// <summary>Whose a token is that was validated before and still holds; null for any other.</summary>
    public Caller? Recall(ReadOnlySpan<char> token) => Find(Hash(token)) is { } known && time.GetUtcNow() < known.Until ? known.Caller : null;

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var hash = Hash(token);
        var now = time.GetUtcNow();
        if (Find(hash) is { } known && now < known.Until)
            return known.Result;

        Interlocked.Increment(ref Validated);
        var result = await inner.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid && result.SecurityToken is JsonWebToken { ValidTo: var end } && end > DateTime.MinValue)
        {
            var expiry = new DateTimeOffset(DateTime.SpecifyKind(end, DateTimeKind.Utc));
            result = Kept(result, end);
            var caller = Caller.From(new ClaimsPrincipal(result.ClaimsIdentity));
            Remember(hash, new Remembered(result, caller, expiry < now + MaxAge ? expiry : now + MaxAge));
        }

        return result;
    }

    public override Task<TokenValidationResult> ValidateTokenAsync(SecurityToken token, TokenValidationParameters validationParameters) =>
        inner.ValidateTokenAsync(token, validationParameters);

    public override SecurityToken ReadToken(string token) => inner.ReadToken(token);

    /// <summary>What the product reads of a token: a few hundred bytes instead of several thousand.</summary>
    private static TokenValidationResult Kept(TokenValidationResult result, DateTime validTo)
    {
        var whole = result.ClaimsIdentity;
        var claims = whole.Claims.Where(claim => Caller.Claims.Contains(claim.Type)).Select(claim => new Claim(claim.Type, claim.Value, claim.ValueType));
        return new TokenValidationResult
        {
            IsValid = true,
            ClaimsIdentity = new ClaimsIdentity(claims, whole.AuthenticationType, whole.NameClaimType, whole.RoleClaimType),
            SecurityToken = new KeptToken(validTo),
        };
    }

    private Remembered? Find(TokenHash hash)
    {
        var (newer, older) = halves;
        if (newer.TryGetValue(hash, out var known))
            return known;
        if (older.TryGetValue(hash, out known))
            Remember(hash, known);
        return known;
    }

    private void Remember(TokenHash hash, Remembered known)
    {
        var (newer, _) = halves;
        newer[hash] = known;
        if (newer.Count <= capacity / 2)
            return;
        lock (turning)
        {
            if (ReferenceEquals(halves.Newer, newer))
                halves = new Halves(NewHalf(), newer);
        }
    }

    private static TokenHash Hash(ReadOnlySpan<char> token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var size = Encoding.UTF8.GetMaxByteCount(token.Length);
        var bytes = size <= MaxOnStack ? stackalloc byte[size] : new byte[size];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        return new TokenHash(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
    }

    private static ConcurrentDictionary<TokenHash, Remembered> NewHalf() => new();

    private readonly record struct TokenHash(UInt128 First, UInt128 Second);

    private sealed class KeptToken(DateTime validTo) : SecurityToken
    {
        public override string Id => "";

        public override string Issuer => "";

        public override SecurityKey? SecurityKey => null;

        public override SecurityKey? SigningKey { get; set; }

        public override DateTime ValidFrom => DateTime.MinValue;

        public override DateTime ValidTo => validTo;
    }

    private sealed record Remembered(TokenValidationResult Result, Caller? Caller, DateTimeOffset Until);

    private sealed record Halves(
        ConcurrentDictionary<TokenHash, Remembered> Newer, ConcurrentDictionary<TokenHash, Remembered> Older);
}
