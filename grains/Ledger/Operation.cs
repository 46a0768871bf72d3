using System.Security.Cryptography;
using System.Text;

namespace Directives.Grains;

/// <summary>Operation ids: the same id with the same body gets the same answer, with another body it is refused.</summary>
internal static class Operation
{
    public const int MaxIdLength = 64;

    /// <summary>The first 16 bytes of SHA-256 over the body's parts, lower-case hex.</summary>
    public static string Digest(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part?.Length ?? -1).Append(':').Append(part).Append('\n');

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    public static void Check(string operationId)
    {
        if (string.IsNullOrWhiteSpace(operationId) || operationId.Length > MaxIdLength)
            throw RefusedException.Field("operation_id", $"must have 1 to {MaxIdLength} characters, chosen by the sender");
    }

    public static RefusedException Reused(string operationId) => new(
        Refusal.OperationIdReused, "OPERATION_ID_REUSED", $"Operation id {operationId} was used before for another command.");
}
