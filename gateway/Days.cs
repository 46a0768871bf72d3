using System.Globalization;

namespace Directives.Gateway;

/// <summary>Days as the API writes them: ISO 8601, YYYY-MM-DD.</summary>
internal static class Days
{
    /// <returns>Null for what is no day.</returns>
    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, DirectiveMapping.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Write(DateOnly day) => day.ToString(DirectiveMapping.DateFormat, CultureInfo.InvariantCulture);
}
