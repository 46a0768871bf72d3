using Directives.Bench.Limits;
using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>Officers acknowledge over unary gRPC from a process of their own, each answered when it is durable.</summary>
internal static class AcknowledgeWork
{
    public static readonly int[] InFlight = [64, 512];

    /// <summary>Every officer gets his token, and calls with it once.</summary>
    public static async Task SignInAsync(Product product, ActingOfficers officers, Report report, CancellationToken cancellation)
    {
        var signedIn = await officers.SignInAsync(cancellation);
        const string name = "calls with a token that is seen for the first time, 64 callers";
        report.Add(new Figure(name, product.Database, signedIn.Rate, "/s"));
        report.Add(new Figure($"{name}: CPU of gateway", product.Database, signedIn.CpuMicroseconds["gateway"], "µs"));
    }

    public static async Task MeasureAsync(
        Product product, ActingOfficers officers, BenchOptions options, Report report, CancellationToken cancellation)
    {
        foreach (var callers in InFlight)
        {
            var warm = callers == InFlight[0] ? options.Warm : options.Rewarm;
            var measured = await officers.CallAsync(new CallUnary(callers, warm, options.Seconds), cancellation);
            var name = Name(callers);
            Hold(name, measured.Rate, product.Database, callers, isProduct: true, report);
            Describe(name, measured, product.Database, report);
            report.Add(new Figure($"{name}: until the tallies had every act", product.Database, measured.SettleSeconds, "s"));
        }
    }

    public static string Name(int callers) => $"acknowledge, unary, {callers} callers";

    /// <summary>Holds a rate against what the machine allows; only of the product is anything asked.</summary>
    public static void Hold(string name, double rate, string database, int callers, bool isProduct, Report report)
    {
        report.Add(new Figure(
            name, database, rate, "/s", "min(F × callers, cores·10⁶/(u + cores·10⁶/B + actor))",
            LimitOf(callers, database, report), isProduct ? Aim.RatioAtLeast(0.5) : null));
        if (report.Find(PostgresLimit.SingleName(32, "prepared"), database) is { } single)
            report.Add(new Figure(name, database, rate, "/s", "C32", single, isProduct ? Aim.RatioAtLeast(1) : null));
    }

    /// <summary>How long each took and which process worked for it.</summary>
    public static void Describe(string name, Measured measured, string database, Report report)
    {
        report.Add(new Figure($"{name}: acts measured", database, measured.Count, ""));
        report.Add(new Figure($"{name}: p50", database, measured.Milliseconds.P50, "ms"));
        report.Add(new Figure($"{name}: p99", database, measured.Milliseconds.P99, "ms"));
        report.Add(new Figure($"{name}: p99.9", database, measured.Milliseconds.P999, "ms"));
        foreach (var (process, microseconds) in measured.CpuMicroseconds)
            report.Add(new Figure($"{name}: CPU of {process}", database, microseconds, "µs an act"));
        report.Add(new Figure($"{name}: CPU of all", database, measured.CpuMicroseconds.Values.Sum(), "µs an act"));
    }

    /// <summary>What the disk and the processors allow; null where a limit was not taken in this run.</summary>
    private static double? LimitOf(int callers, string database, Report report)
    {
        var rows = report.FindRows(database);
        var processors = Environment.ProcessorCount * 1_000_000.0;
        return report.Find(DiskLimit.Name, database) is { } disk && report.Find(WireLimit.CpuName(callers), database) is { } wire
            && report.Find(GrainCallLimit.CpuName, database) is { } actor && rows is { } row
            ? Math.Min(disk * callers, processors / (wire + (processors / row) + actor))
            : null;
    }
}
