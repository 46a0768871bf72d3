using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>A department's system hands in its officers' acts over streams, each answered by itself when it is durable.</summary>
internal static class SubmitWork
{
    public static async Task MeasureAsync(
        Product product, ActingOfficers officers, BenchOptions options, Report report, CancellationToken cancellation)
    {
        var unary = AcknowledgeWork.InFlight.Max(callers => report.Find(AcknowledgeWork.Name(callers), product.Database));
        foreach (var streams in (int[])[1, 4])
        {
            var measured = await officers.SubmitAsync(new Submit(streams, options.Rewarm, options.Seconds), cancellation);
            var name = $"acknowledge, {streams} stream{(streams > 1 ? "s" : "")}";
            report.Add(new Figure(name, product.Database, measured.Rate, "/s", "the best unary rate", unary, Aim.RatioAtLeast(3)));
            AcknowledgeWork.Describe(name, measured, product.Database, report);
        }
    }
}
