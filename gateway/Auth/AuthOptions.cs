namespace Directives.Gateway;

/// <summary>Who vouches for callers. Section: <c>Auth</c>.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    /// <summary>The address of an OpenID Connect provider; without one the product issues development tokens itself.</summary>
    public string? Authority { get; set; }

    /// <summary>What the tokens must be for. Default: directives.</summary>
    public string Audience { get; set; } = "directives";

    /// <summary>Whether the provider's own description must come over HTTPS. Default: true.</summary>
    public bool RequireHttpsMetadata { get; set; } = true;

    /// <summary>
    /// Whether development tokens are issued. Default: where there is no authority and the gateway listens on this
    /// machine only.
    /// </summary>
    public bool? DevelopmentTokens { get; set; }

    /// <summary>The key that signs development tokens. Default: development-key.pem beside the database.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Validated tokens that are remembered, so that a signature is checked once. Default: 32,768.</summary>
    public int RememberedTokens { get; set; } = 32_768;

    public bool HasAuthority => !string.IsNullOrWhiteSpace(Authority);
}
