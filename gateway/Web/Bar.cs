using System.Globalization;

namespace Directives.Gateway.Web;

/// <summary>The parts of a stacked bar over the posts served, which the page's script computes again as counts change.</summary>
internal static class Bar
{
    /// <summary>Acknowledged, declined, opened only: where each begins and how wide it is, in percent of the served.</summary>
    public static IEnumerable<(string Part, string From, string Width)> Parts(Counts counts)
    {
        var from = 0;
        foreach (var (part, count) in new[]
        {
            ("acknowledged", counts.Acknowledged),
            ("declined", counts.Declined),
            ("opened", counts.Opened - counts.Acknowledged - counts.Declined),
        })
        {
            yield return (part, Percent(from, counts.Served), Percent(count, counts.Served));
            from += count;
        }
    }

    private static string Percent(int part, int whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{(whole == 0 ? 0 : 100d * part / whole):0.###}%");
}
