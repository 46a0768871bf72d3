using Directives.Bench.Limits;
using Directives.Bench.Work;
using Directives.Demo.Processes;
using Npgsql;

namespace Directives.Bench;

/// <param name="Posts">Size of the organogram.</param>
/// <param name="LimitTime">How long each limit is measured.</param>
internal sealed record BenchOptions(int Posts, IReadOnlyList<string> Databases, TimeSpan LimitTime, string Json);

/// <summary>One run: the limits of this machine first, then the product's work beside them.</summary>
internal static class BenchRun
{
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        var report = new Report();
        using var folder = DemoFolder.Take(Path.GetFullPath(".bench/run"));
        report.Add(DiskLimit.Measure(folder.Path, options.LimitTime));
        foreach (var database in options.Databases)
            await MeasureAsync(database, options, report, folder, cancellation);
        report.Print();
        report.Write(options.Json);
        Console.WriteLine($"The same as JSON: {options.Json}");
        return 0;
    }

    private static async Task MeasureAsync(
        string database, BenchOptions options, Report report, DemoFolder folder, CancellationToken cancellation)
    {
        if (database == "sqlite")
        {
            foreach (var rows in (int[])[1, 100, 1_000])
                report.Add(SqliteLimit.Measure(folder.Path, rows, options.LimitTime));
            await ProductWork.MeasureAsync(
                database, ["Storage:Provider=sqlite", $"Storage:Path={folder.In("directives.db")}"],
                new("S, 1,000 a commit", report.ValueOf(SqliteLimit.Name(1_000), database)), options, report, folder, cancellation);
            return;
        }

        await using var server = await PostgresServer.StartAsync(folder, cancellation);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var limit = new PostgresLimit(source, server.ConnectionString, server.Binaries);
        var seconds = (int)options.LimitTime.TotalSeconds;
        report.Add(await limit.UpsertsAsync(1, seconds, folder.Path));
        report.Add(await limit.UpsertsAsync(32, seconds, folder.Path));
        report.Add(await limit.OrderedAsync(options.LimitTime));
        report.Add(await limit.CopyAsync(Math.Min(options.Posts * 10, 1_000_000)));
        await limit.DropAsync();
        await ProductWork.MeasureAsync(
            database, ["Storage:Provider=postgres", $"Storage:ConnectionString={server.ConnectionString}"],
            new("B", report.ValueOf(PostgresLimit.OrderedName, database)), options, report, folder, cancellation);
    }
}
