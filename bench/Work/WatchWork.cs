using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>From the sending of an act until a watcher of the whole province has its event.</summary>
internal static class WatchWork
{
    public static async Task MeasureAsync(
        Product product, ActingOfficers officers, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await MeasureAsync("at 50 acts a second", 4, 50, 100, product, officers, options, report, cancellation);
        await MeasureAsync("while 512 callers acknowledge as fast as they can", 512, 0, 1_000, product, officers, options, report, cancellation);
    }

    private static async Task MeasureAsync(
        string load, int callers, int rate, double most, Product product, ActingOfficers officers, BenchOptions options, Report report,
        CancellationToken cancellation)
    {
        var measured = await officers.CallAsync(
            new CallUnary(callers, options.Rewarm, options.Seconds, rate, Watch: true), cancellation);
        var name = $"from an act to the watcher, {load}";
        var told = measured.ToldMilliseconds ?? throw new BenchException("No act was sent in the measured time.");
        report.Add(new Figure($"{name}: p50", product.Database, told.P50, "ms"));
        report.Add(new Figure($"{name}: p99", product.Database, told.P99, "ms", Aim: Aim.AtMost(most)));
        report.Add(new Figure($"{name}: acts", product.Database, measured.Rate, "/s"));
    }
}
