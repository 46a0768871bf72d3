using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>A fact as the list of events shows it, in the reader's language.</summary>
/// <param name="At">For machines.</param>
/// <param name="Time">The hour in Pakistan, with the date where it is not today's.</param>
/// <param name="Who">The officer, or the office that acted of itself.</param>
/// <param name="Where">His post and its department.</param>
/// <param name="Detail">The reason of a refusal, the statement of a report.</param>
internal sealed record EventLine(
    string Position, string Tone, string Label, string At, string Time, string Who, string Where, string Detail)
{
    /// <summary>What an officer writes is in a language of his choice, whatever the reader's: ur or en, by its letters.</summary>
    public string DetailLanguage => Detail.Any(letter => letter is >= '\u0600' and <= '\u06FF') ? "ur" : "en";

    /// <summary>For the template that a page's script fills.</summary>
    public static EventLine Empty { get; } = new("", "", "", "", "", "", "", "");
}
