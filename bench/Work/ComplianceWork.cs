using Directives.Bench.Load;
using Directives.Bench.Peer;

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
        var arriving = await MeasureAsync(product, officers, oversight, 1_000, options, cancellation);
        Describe("1,000 acts a second arrive", arriving, null, product.Database, report);
        var bare = await MeasureBareAsync(product, officers, options, cancellation);
        var full = await MeasureAsync(product, officers, oversight, 0, options, cancellation);
        Describe("64 callers acknowledge as fast as they can", full, bare, product.Database, report);
    }

    /// <param name="rate">Acts a second; 0 for as many as 64 callers can.</param>
    public static Task<(Measured Asked, Measured Acts)> MeasureAsync(
        Product product, ActingOfficers officers, LoadProcess oversight, int rate, BenchOptions options, CancellationToken cancellation) =>
        MeasureBesideAsync(oversight, AskOf(product, 0, TimeBeside(options)), officers, rate, options, cancellation);

    /// <summary>Calls that do nothing, of a server that does nothing else: how long the machine alone makes a call wait under that load.</summary>
    private static async Task<Measured> MeasureBareAsync(
        Product product, ActingOfficers officers, BenchOptions options, CancellationToken cancellation)
    {
        await using var server = await ServerProcess.StartAsync(ServerKind.Bare, null, cancellation);
        await using var client = LoadProcess.Start(server.Address);
        await client.TellAsync(new TakePosts(product.PostsFile, options.Officers, 0, Open: false), cancellation);
        // A caller runs for a fifth longer than is measured, so that it is done before the load is.
        var calls = new CallUnary(Askers, options.Rewarm, TimeBeside(options) / 1.2, Directives: int.MaxValue);
        await client.MeasureAsync(calls, cancellation);
        var (bare, _) = await MeasureBesideAsync(client, calls with { Warm = 0 }, officers, 0, options, cancellation);
        return bare;
    }

    private static async Task<(Measured Beside, Measured Acts)> MeasureBesideAsync(
        LoadProcess process, Order order, ActingOfficers officers, int rate, BenchOptions options, CancellationToken cancellation)
    {
        var begun = new TaskCompletionSource();
        var acting = officers.CallAsync(
            new CallUnary(64, options.Rewarm, options.Seconds, rate), cancellation, () => begun.TrySetResult());
        await (await Task.WhenAny(begun.Task, acting));
        var beside = await process.MeasureAsync(order, cancellation);
        return (beside, await acting);
    }

    private static void Describe(string load, (Measured Asked, Measured Acts) measured, Measured? bare, string database, Report report)
    {
        var name = $"compliance of a subtree while {load}";
        var latency = measured.Asked.Milliseconds;
        report.Add(new Figure($"{name}: p50", database, latency.P50, "ms"));
        report.Add(new Figure($"{name}: p99", database, latency.P99, "ms", Aim: Aim.AtMost(5)));
        if (bare is not null)
            report.Add(new Figure($"{name}: p99", database, latency.P99, "ms", "a bare call under the same load", bare.Milliseconds.P99));
        report.Add(new Figure($"{name}: answers", database, measured.Asked.Rate, "/s"));
        report.Add(new Figure($"{name}: acts", database, measured.Acts.Rate, "/s"));
    }

    private static double TimeBeside(BenchOptions options) => options.Seconds * 0.9;

    private static AskCompliance AskOf(Product product, double warm, double seconds) =>
        new(product.DepartmentsFile, Askers, product.Directives, warm, seconds);
}
