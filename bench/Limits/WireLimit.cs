using Directives.Bench.Load;
using Directives.Bench.Peer;

namespace Directives.Bench.Limits;

/// <summary>u: unary gRPC calls of a method that does nothing, on the server that the product uses, from another process.</summary>
internal static class WireLimit
{
    public static string CpuName(int callers) => $"u: a bare unary call, {callers} callers, client and server";

    public static async Task MeasureAsync(string posts, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await using var server = await ServerProcess.StartAsync(ServerKind.Bare, null, cancellation);
        await using var client = LoadProcess.Start(server.Address);
        await client.TellAsync(new TakePosts(posts, options.Officers, 0, Open: false), cancellation);
        foreach (var callers in (int[])[64, 512])
        {
            // Every post can be called without end: there is nothing to be acknowledged.
            var order = new CallUnary(callers, options.Warm, options.LimitTime.TotalSeconds, Directives: int.MaxValue)
            {
                Processes = new Dictionary<string, int> { ["server"] = server.Id },
            };
            var measured = await client.MeasureAsync(order, cancellation);
            report.Add(new Figure($"bare unary calls, {callers} callers", "", measured.Rate, "/s"));
            report.Add(new Figure(CpuName(callers), "", measured.CpuMicroseconds.Values.Sum(), "µs"));
        }
    }
}
