using System.Globalization;

namespace Directives.Gateway;

/// <summary>Days as the API writes them: ISO 8601, YYYY-MM-DD.</summary>
internal static class Days
{
    /// <summary>Further days are mistakes, and some cannot be reckoned with: there is no day after the last one.</summary>
    public const int FirstYear = 1900;
    public const int LastYear = 2999;

    /// <returns>Null for what is no day, or none of these years.</returns>
    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, DirectiveMapping.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= FirstYear and <= LastYear
            ? day
            : null;

    public static string Write(DateOnly day) => day.ToString(DirectiveMapping.DateFormat, CultureInfo.InvariantCulture);
}
