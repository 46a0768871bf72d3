namespace Directives.Gateway.Web;

/// <summary>Running counts of a subtree over time, in steps that leave at most <see cref="MaxSteps"/>.</summary>
/// <param name="From">Before the first act, where all counts are 0; Unix seconds.</param>
/// <param name="Step">Seconds.</param>
internal sealed record Timeline(long From, long Step, int[] Opened, int[] Acknowledged, int[] Declined)
{
    public const int MaxSteps = 120;

    private static readonly long[] Steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

    /// <param name="lines">Gone through twice.</param>
    public static Timeline Of(IEnumerable<DirectiveJournal.Line> lines)
    {
        var acts = lines.Where(line => line.Act is not DirectiveJournal.Act.Other);
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var act in acts)
            (first, last) = (Math.Min(first, act.At), Math.Max(last, act.At));
        if (first > last)
            return new Timeline(0, 0, [], [], []);

        var span = last - first;
        var step = Steps.FirstOrDefault(step => span / step < MaxSteps - 2, (span / (MaxSteps - 2)) + 1);
        var start = first / step * step;
        var count = (int)((first + span - start) / step) + 2;
        var (opened, acknowledged, declined) = (new int[count], new int[count], new int[count]);
        foreach (var act in acts)
        {
            var at = (int)((act.At - start) / step) + 1;
            switch (act.Act)
            {
                case DirectiveJournal.Act.Opened:
                    opened[at]++;
                    break;
                case DirectiveJournal.Act.Declined:
                    declined[at]++;
                    break;
                case DirectiveJournal.Act.Acknowledged:
                    acknowledged[at]++;
                    break;
                case DirectiveJournal.Act.AcknowledgedAfterDeclining:
                    acknowledged[at]++;
                    declined[at]--;
                    break;
                case DirectiveJournal.Act.NotOpened:
                    opened[at]--;
                    break;
                case DirectiveJournal.Act.NotDeclined:
                    declined[at]--;
                    break;
                case DirectiveJournal.Act.NotAcknowledged:
                    acknowledged[at]--;
                    break;
            }
        }

        return new Timeline(start, step, Accumulate(opened), Accumulate(acknowledged), Accumulate(declined));
    }

    private static int[] Accumulate(int[] counts)
    {
        for (var i = 1; i < counts.Length; i++)
            counts[i] += counts[i - 1];
        return counts;
    }
}
