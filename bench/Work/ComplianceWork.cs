using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>Compliance of random subtrees of all levels, asked by a process of its own while officers acknowledge.</summary>
internal static class ComplianceWork
{
    private const int Askers = 2;

    public static async Task MeasureAsync(
        Product product, ActingOfficers officers, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await using var oversight = LoadProcess.Start(product.Server);
        await oversight.MeasureAsync(AskOf(product, options.Rewarm, options.Rewarm), cancellation);
        foreach (var (load, rate) in (IEnumerable<(string, int)>)[("1,000 acts a second arrive", 1_000), ("64 callers acknowledge as fast as they can", 0)])
        {
            var (asked, acts) = await MeasureAsync(product, officers, oversight, rate, options, cancellation);
            var name = $"compliance of a subtree while {load}";
            report.Add(new Figure($"{name}: p50", product.Database, asked.Milliseconds.P50, "ms"));
            report.Add(new Figure($"{name}: p99", product.Database, asked.Milliseconds.P99, "ms", Aim: Aim.AtMost(5)));
            report.Add(new Figure($"{name}: answers", product.Database, asked.Rate, "/s"));
            report.Add(new Figure($"{name}: acts", product.Database, acts.Rate, "/s"));
        }
    }

    /// <param name="rate">Acts a second; 0 for as many as 64 callers can.</param>
    public static async Task<(Measured Asked, Measured Acts)> MeasureAsync(
        Product product, ActingOfficers officers, LoadProcess oversight, int rate, BenchOptions options, CancellationToken cancellation)
    {
        var begun = new TaskCompletionSource();
        var acting = officers.CallAsync(
            new CallUnary(64, options.Rewarm, options.Seconds, rate), cancellation, () => begun.TrySetResult());
        await (await Task.WhenAny(begun.Task, acting));
        var asked = await oversight.MeasureAsync(AskOf(product, 0, options.Seconds * 0.9), cancellation);
        return (asked, await acting);
    }

    private static AskCompliance AskOf(Product product, double warm, double seconds) =>
        new(product.DepartmentsFile, Askers, product.Directives, warm, seconds);
}
