namespace Directives.Gateway.Reports;

/// <summary>How long things took.</summary>
internal sealed class Durations
{
    private readonly List<TimeSpan> taken = [];

    public int Count => taken.Count;

    /// <param name="from">Ticks, UTC.</param>
    /// <param name="to">Ticks, UTC; clocks that were set back make no negative times.</param>
    public void Add(long from, long to) => taken.Add(TimeSpan.FromTicks(Math.Max(0, to - from)));

    public void Add(Durations others) => taken.AddRange(others.taken);

    /// <summary>In the middle; of an even number, the mean of the two in the middle. Zero where there is none.</summary>
    public TimeSpan Median()
    {
        if (taken.Count == 0)
            return TimeSpan.Zero;
        taken.Sort();
        return (taken[(taken.Count - 1) / 2] + taken[taken.Count / 2]) / 2;
    }

    public V1.Pace ToWire()
    {
        var median = Median();
        return new V1.Pace
        {
            Count = taken.Count,
            FastestSeconds = taken.Count > 0 ? taken[0].TotalSeconds : 0,
            MedianSeconds = median.TotalSeconds,
            SlowestSeconds = taken.Count > 0 ? taken[^1].TotalSeconds : 0,
        };
    }
}
