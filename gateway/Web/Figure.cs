using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>One large figure: a count, what it is, and what it is of.</summary>
/// <param name="Name">Of the member of <see cref="Counts"/>, as in its <c>data-count</c>.</param>
/// <param name="OfName">Of the member that the count is out of; null where it stands alone.</param>
/// <param name="Tone">The colour that it shares with its part of the bars and charts.</param>
internal sealed record Figure(
    string Name, int Value, LocalText Label, LocalText Hint, string? OfName = null, int Of = 0, string Tone = "plain");
