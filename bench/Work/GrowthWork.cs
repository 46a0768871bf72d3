using Directives.Bench.Load;

namespace Directives.Bench.Work;

/// <summary>What everything costs at one size of the organogram and so many directives served.</summary>
/// <param name="ServeSeconds">Of the last directive.</param>
/// <param name="Rate">Acknowledgements a second, unary, 512 callers.</param>
/// <param name="CpuMicroseconds">Of each of these, all processes together.</param>
/// <param name="SubmitRate">Acknowledgements a second, one stream.</param>
/// <param name="ComplianceMilliseconds">p99 while 200 acts a second arrive.</param>
/// <param name="WatchMilliseconds">p99 from an act to the watcher, at 50 acts a second.</param>
/// <param name="RestartSeconds">To the first answer.</param>
internal sealed record Growth(
    string Database, int Posts, int Directives, double ServeSeconds, double Rate, double CpuMicroseconds, double SubmitRate,
    double ComplianceMilliseconds, double WatchMilliseconds, double RestartSeconds, double MemoryMegabytes, double DatabaseMegabytes);

/// <summary>The same measurements after each number of directives, on one organogram.</summary>
internal static class GrowthWork
{
    private const int Callers = 512;
    private const int ComplianceRate = 200;
    private const int WatchRate = 50;
    private const double Megabyte = 1e6;

    /// <summary>How much dearer an act may be than at the smallest size, for what readings differ by anyway.</summary>
    private const double Tolerance = 1.3;

    public static async Task MeasureAsync(Product product, BenchOptions options, Report report, CancellationToken cancellation)
    {
        foreach (var directives in options.GrowthDirectives)
        {
            var before = product.Directives;
            var serve = await ServeWork.ServeAsync(product, directives, cancellation);
            var growth = await MeasureAsync(product, before, options, cancellation) with { ServeSeconds = serve[^1] };
            await product.StopAsync();
            Report.Say($"  unary {growth.Rate:N0}/s, 1 stream {growth.SubmitRate:N0}/s, compliance {growth.ComplianceMilliseconds:N1} ms, watch {growth.WatchMilliseconds:N0} ms");
            Add(growth with { RestartSeconds = await RestartWork.StartAsync(product, cancellation) }, report);
        }

        await MeasureLongAsync(product, options, report, cancellation);
    }

    /// <summary>
    /// A small organogram has few acts for each directive, done before anything was stored that follows from them: so each size is
    /// also measured as long as the others, with as many further directives as that takes.
    /// </summary>
    private static async Task MeasureLongAsync(Product product, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await using var officers = await ActingOfficers.StartAsync(product, mayServe: true, options, cancellation, product.Directives);
        await officers.SignInAsync(cancellation);

        // The first tells how many acts the second needs.
        await officers.CallAsync(new CallUnary(Callers, options.Warm, options.Seconds), cancellation);
        var unary = await officers.CallAsync(new CallUnary(Callers, options.Warm, options.Seconds), cancellation);
        var cost = unary.CpuMicroseconds.Values.Sum();
        var what = (int posts) => $"CPU of an act over {options.Seconds} s with {posts:N0} posts";
        report.Add(new Figure(
            what(product.Organogram.Posts), product.Database, cost, "µs", $"with {options.GrowthPosts[0]:N0} posts",
            report.Find(what(options.GrowthPosts[0]), product.Database) ?? cost, Aim.RatioAtMost(Tolerance)));
    }

    /// <summary>What takes few acts goes first: a post has one for each directive.</summary>
    private static async Task<Growth> MeasureAsync(Product product, int before, BenchOptions options, CancellationToken cancellation)
    {
        await using var officers = await ActingOfficers.StartAsync(product, mayServe: false, options, cancellation, before);
        await officers.SignInAsync(cancellation);
        var watch = await officers.CallAsync(new CallUnary(4, options.Rewarm, options.Seconds, WatchRate, Watch: true), cancellation);
        await using var oversight = LoadProcess.Start(product.Server);
        var (asked, _) = await ComplianceWork.MeasureAsync(product, officers, oversight, ComplianceRate, options, cancellation);
        var unary = await officers.CallAsync(new CallUnary(Callers, options.Warm, options.Seconds), cancellation);
        var submit = await officers.SubmitAsync(new Submit(1, options.Rewarm, options.Seconds), cancellation);
        return new Growth(
            product.Database, product.Organogram.Posts, product.Directives, 0, unary.Rate, unary.CpuMicroseconds.Values.Sum(), submit.Rate,
            asked.Milliseconds.P99, watch.ToldMilliseconds?.P99 ?? double.NaN, 0, ProcessorTime.MemoryOf(product.ProcessId) / Megabyte,
            await product.GetDatabaseBytesAsync() / Megabyte);
    }

    private static void Add(Growth growth, Report report)
    {
        var smallest = report.Add(growth);
        report.Add(new Figure(
            $"CPU of an act with {growth.Posts:N0} posts and {growth.Directives} directives", growth.Database, growth.CpuMicroseconds, "µs",
            $"with {smallest.Posts:N0} posts and {smallest.Directives}", smallest.CpuMicroseconds, Aim.RatioAtMost(Tolerance)));
    }
}
