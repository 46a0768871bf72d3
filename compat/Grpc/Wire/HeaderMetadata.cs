using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Between HTTP headers and <see cref="Metadata"/>.</summary>
internal static class HeaderMetadata
{
    /// <summary>Adds a header that came over the wire; one whose name cannot be a metadata key is left out.</summary>
    /// <exception cref="RpcException">Internal: a binary header is not base64.</exception>
    internal static void AddReceived(Metadata metadata, string name, string value)
    {
        if (!Metadata.Entry.IsKey(name))
            return;
        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(name, value);
            return;
        }
        // Several values of one binary header may arrive joined by commas.
        foreach (var part in value.AsSpan().Split(','))
            metadata.Add(name, FromBase64(name, value.AsSpan(part).Trim()));
    }

    private static byte[] FromBase64(string name, ReadOnlySpan<char> text)
    {
        // Senders may leave the padding out.
        var padded = (text.Length % 4) switch
        {
            2 => string.Concat(text, "=="),
            3 => string.Concat(text, "="),
            _ => text.ToString(),
        };
        try
        {
            return Convert.FromBase64String(padded);
        }
        catch (FormatException ex)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The value of the header '{name}' is not valid base64.", ex));
        }
    }
}
