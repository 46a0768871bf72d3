using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>Members of a stored payload. What has its type's default is not stored.</summary>
internal static class Json
{
    public static string Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    public static long Number(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt64() : 0;

    public static bool Flag(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True;

    public static IEnumerable<JsonElement> List(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();

    public static JsonElement? Object(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;

    /// <summary>Microseconds since 1970-01-01 UTC, as the columns of the ledger have it.</summary>
    public static long Micros(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.TryGetDateTimeOffset(out var at)
            ? (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : -1;
}
