using System.Collections.Concurrent;
using System.Diagnostics;
using Directives.Cli;
using Directives.V1;

namespace Directives.Bench.Work;

/// <summary>Officers open and acknowledge over unary gRPC, each answered when it is durable, posts spread over the offices.</summary>
internal static class AcknowledgeWork
{
    private const int InFlight = 64;
    private const int MostActs = 10_000;

    public static async Task MeasureAsync(
        string database, Connection connection, string files, Report report, CancellationToken cancellation)
    {
        var officers = await SignInAsync(connection, Officers(files), cancellation);
        var opened = await RunAsync(officers, OpenAsync, null, cancellation);
        report.Add(new Figure($"open, {InFlight} callers, unary gRPC", database, officers.Count / opened.TotalSeconds, "/s"));
        var time = new ConcurrentBag<double>();
        var acknowledged = await RunAsync(officers, AcknowledgeAsync, time, cancellation);
        double? limit = database == "postgres" ? report.ValueOf("C32: pgbench upserts, 32 sessions, prepared", database) : null;
        report.Add(new Figure(
            $"acknowledge, {InFlight} callers, unary gRPC", database, officers.Count / acknowledged.TotalSeconds, "/s",
            limit is null ? null : "C32", limit));
        var sorted = time.Order().ToList();
        report.Add(new Figure("acknowledge, p50", database, sorted[sorted.Count / 2], "ms"));
        report.Add(new Figure("acknowledge, p99", database, sorted[(int)(sorted.Count * 0.99)], "ms"));
    }

    /// <summary>Posts that are held, every so many of the file, so that they lie in different offices.</summary>
    private static List<(string Post, string Person)> Officers(string files)
    {
        var held = File.ReadLines(Path.Combine(files, "posts.csv")).Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => (Post: fields[0], Person: fields.FirstOrDefault(field => field.StartsWith("p-", StringComparison.Ordinal)) ?? ""))
            .Where(post => post.Person.Length > 0)
            .ToList();
        var step = Math.Max(1, held.Count / MostActs);
        return [.. held.Where((_, index) => index % step == 0).Take(MostActs)];
    }

    private static async Task<IReadOnlyCollection<(string Post, Connection Officer)>> SignInAsync(
        Connection connection, List<(string Post, string Person)> posts, CancellationToken cancellation)
    {
        var officers = new ConcurrentBag<(string, Connection)>();
        await Parallel.ForEachAsync(posts, Bounds(cancellation), async (post, token) =>
        {
            var issued = await connection.GetTokenAsync(new Bearer("person", post.Person), 0, token);
            officers.Add((post.Post, connection.With(issued.Token)));
        });
        return officers;
    }

    private static async Task<TimeSpan> RunAsync(
        IEnumerable<(string Post, Connection Officer)> officers, Func<string, Connection, CancellationToken, Task> act,
        ConcurrentBag<double>? milliseconds, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(officers, Bounds(cancellation), async (officer, token) =>
        {
            var started = Stopwatch.GetTimestamp();
            await act(officer.Post, officer.Officer, token);
            milliseconds?.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        });
        return watch.Elapsed;
    }

    private static async Task OpenAsync(string post, Connection officer, CancellationToken cancellation) =>
        await officer.Officers.OpenAsync(
            new OpenRequest { OperationId = "bench-open", Post = post, Directive = ServeWork.Number, Language = "en" },
            cancellationToken: cancellation);

    private static async Task AcknowledgeAsync(string post, Connection officer, CancellationToken cancellation) =>
        await officer.Officers.AcknowledgeAsync(
            new AcknowledgeRequest { OperationId = "bench-acknowledge", Post = post, Directive = ServeWork.Number, Version = 1 },
            cancellationToken: cancellation);

    private static ParallelOptions Bounds(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellation };
}
