using System.Globalization;
using Directives.Gateway.Web;

namespace Directives.Gateway.Reports;

/// <summary>Texts of a report that are made from values, in both languages.</summary>
internal static class LocalTexts
{
    public static LocalText None { get; } = new("—", "—");

    /// <summary>The same in both languages, such as a number of a directive.</summary>
    public static LocalText Same(string text) => new(text, text);

    public static LocalText Number(int number) => Same(PageLanguage.Number(number));

    public static LocalText Date(DateTimeOffset at) => new(PageLanguage.English.Date(at), PageLanguage.Urdu.Date(at));

    public static LocalText DateAndHour(DateTimeOffset at) => new(PageLanguage.English.DateAndHour(at), PageLanguage.Urdu.DateAndHour(at));

    /// <summary>A text where there is one, else what stands in for it; in each language by itself, else the other's.</summary>
    public static LocalText Or(LocalText text, string otherwise) => new(
        FirstOf(text.En, text.Ur, otherwise), FirstOf(text.Ur, text.En, otherwise));

    public static LocalText Numbered(string number, LocalText title) => new($"{number}  {title.En}", $"{number}  {FirstOf(title.Ur, title.En, "")}");

    public static LocalText Format(LocalText pattern, params object[] values) => new(
        string.Format(CultureInfo.InvariantCulture, pattern.En, values), string.Format(CultureInfo.InvariantCulture, pattern.Ur, values));

    public static IEnumerable<(LocalText Label, LocalText Value)> Deadlines(IssuedDirective issued)
    {
        if (issued.AcknowledgeBy is { } acknowledge)
            yield return (Labels.AcknowledgeBy, Date(acknowledge));
        if (issued.ComplyBy is { } comply)
            yield return (Labels.ComplyBy, Date(comply));
    }

    private static string FirstOf(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Length > 0)
                return text;
        }

        return "";
    }
}
