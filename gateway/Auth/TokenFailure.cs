using Microsoft.IdentityModel.Tokens;

namespace Directives.Gateway;

/// <summary>Why a token was refused, in words that tell its bearer what to do and an attacker nothing new.</summary>
internal static class TokenFailure
{
    public static string Describe(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions: [var inner, ..] } => Describe(inner),
        SecurityTokenExpiredException => "The token has expired; get a new one.",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidIssuerException => "The token is from another issuer.",
        _ => "The token is not valid.",
    };
}
