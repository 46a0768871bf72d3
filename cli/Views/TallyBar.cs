using Directives.V1;
using Spectre.Console;

namespace Directives.Cli.Views;

/// <summary>
/// What became of the posts served, as a bar: acknowledged, declined, opened only, not opened. Each has its own
/// character, so that it reads without colour too.
/// </summary>
internal static class TallyBar
{
    public const int Width = 24;
    public const string Key = "█ acknowledged  ▓ declined  ▒ opened only  ░ not opened";

    public static Paragraph Draw(Tally tally)
    {
        var bar = new Paragraph();
        if (tally.Served == 0)
            return bar.Append(new string('·', Width), new Style(Color.Grey));

        var parts = Parts(tally);
        bar.Append(new string('█', parts[0]), new Style(Color.Green));
        bar.Append(new string('▓', parts[1]), new Style(Color.Red));
        bar.Append(new string('▒', parts[2]), new Style(Color.Yellow));
        bar.Append(new string('░', parts[3]), new Style(tally.Overdue > 0 ? Color.Red : Color.Grey));
        return bar;
    }

    /// <summary>
    /// Characters for acknowledged, declined, opened only and not opened. They add up to <see cref="Width"/>, and
    /// whatever is not zero has at least one.
    /// </summary>
    public static int[] Parts(Tally tally)
    {
        int[] counts =
        [
            tally.Acknowledged, tally.Declined,
            Math.Max(0, tally.Opened - tally.Acknowledged - tally.Declined), Math.Max(0, tally.Served - tally.Opened),
        ];
        var all = Math.Max(1, counts.Sum(count => (long)count));
        int[] parts = [.. counts.Select(count => count == 0 ? 0 : Math.Max(1, (int)(count * (long)Width / all)))];
        var largest = Array.IndexOf(counts, counts.Max());
        parts[largest] += Width - parts.Sum();
        return parts;
    }
}
