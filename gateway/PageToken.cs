using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Directives.Gateway;

/// <summary>Where a next page begins, opaque to clients: the name of the list and what the list needs to go on.</summary>
internal static class PageToken
{
    public const int MaxLength = 2_048;

    public static string Encode(string list, params ReadOnlySpan<string> parts) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', [list, .. parts])));

    /// <returns>Null for an empty token: the first page.</returns>
    /// <exception cref="RefusedException">It is no token of this list.</exception>
    public static string[]? Decode(string list, int count, string token)
    {
        if (token.Length == 0)
            return null;

        var bytes = new byte[token.Length];
        if (!Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || !Utf8.IsValid(bytes.AsSpan(0, written)))
            throw Unknown();
        var parts = Encoding.UTF8.GetString(bytes, 0, written).Split('\n');
        return parts.Length == count + 1 && parts[0] == list ? parts[1..] : throw Unknown();
    }

    /// <returns>0 for an empty token.</returns>
    /// <exception cref="RefusedException">It is no token of this list.</exception>
    public static int DecodeNumber(string list, string token) =>
        Decode(list, 1, token) is not [var part] ? 0
        : int.TryParse(part, System.Globalization.NumberStyles.None, null, out var number) ? number
        : throw Unknown();

    public static RefusedException Unknown() =>
        RefusedException.Field("page_token", "is no token that this list gave, or the list has changed since: begin again without one");
}
