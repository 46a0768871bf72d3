using Directives.Bench.Limits;
using Directives.Bench.Load;
using Directives.Bench.Work;
using Directives.Cli.Registry;
using Directives.Demo;
using Directives.Demo.Processes;
using Npgsql;

namespace Directives.Bench;

/// <summary>One run: the limits of this machine first, then the product's work beside them.</summary>
internal sealed class BenchRun(BenchOptions options, Report report, DemoFolder folder, CancellationToken cancellation)
{
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        var report = new Report();
        try
        {
            using var folder = DemoFolder.Take(Path.GetFullPath(".bench/run"));
            await new BenchRun(options, report, folder, cancellation).MeasureAsync();
        }
        catch (Exception wrong) when (wrong is BenchException or DemoException)
        {
            await Console.Error.WriteLineAsync($"bench: {wrong.Message}");
            return 1;
        }

        report.Print();
        report.Write(options.Json);
        Console.WriteLine($"The same as JSON: {options.Json}");
        return 0;
    }

    private async Task MeasureAsync()
    {
        var files = folder.In("organogram");
        Report.Say($"An organogram of {options.Posts:N0} posts");
        await RegistryGenerator.GenerateAsync(options.Posts, seed: 1, files, progress: null, cancellation);
        if (options.Measures(Group.Limits))
        {
            Report.Say("Limits");
            report.Add(DiskLimit.Measure(folder.Path, options.LimitTime));
            await GrainCallLimit.MeasureAsync(options.LimitTime, report, cancellation);
            await WireLimit.MeasureAsync(Path.Combine(files, "posts.csv"), options, report, cancellation);
        }

        foreach (var name in options.Databases)
        {
            if (name == "sqlite")
                await OnSqliteAsync(files);
            else
                await OnPostgresAsync(files);
        }
    }

    private async Task OnSqliteAsync(string files)
    {
        if (options.Measures(Group.Limits))
        {
            Report.Say("Limits of SQLite");
            foreach (var rows in (int[])[1, 100, 1_000])
                report.Add(SqliteLimit.Measure(folder.Path, rows, options.LimitTime));
        }

        await OnAsync(new BenchDatabase("sqlite", ["Storage:Provider=sqlite", $"Storage:Path={folder.In("directives.db")}"], null), files);
    }

    private async Task OnPostgresAsync(string files)
    {
        await using var server = await PostgresServer.StartAsync(folder, cancellation);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        if (options.Measures(Group.Limits))
        {
            Report.Say("Limits of PostgreSQL");
            await MeasureLimitsAsync(new PostgresLimit(source, server.ConnectionString, server.Binaries));
        }

        await using var backend = source.CreateCommand("SELECT pg_backend_pid()");
        var postmaster = ProcessorTime.ParentOf((int)(await backend.ExecuteScalarAsync(cancellation))!);
        await OnAsync(
            new BenchDatabase("postgres", ["Storage:Provider=postgres", $"Storage:ConnectionString={server.ConnectionString}"], postmaster), files);
    }

    private async Task MeasureLimitsAsync(PostgresLimit limit)
    {
        var seconds = (int)options.LimitTime.TotalSeconds;
        foreach (var protocol in (string[])["prepared", "simple"])
        {
            foreach (var sessions in (int[])[1, 32])
                report.Add(await limit.UpsertsAsync(sessions, protocol, seconds, folder.Path));
        }

        report.Add(await limit.BatchesAsync(scattered: false, options.LimitTime));
        report.Add(await limit.BatchesAsync(scattered: true, options.LimitTime));
        var rows = options.IsShort ? 50_000 : 1_000_000;
        report.Add(await limit.CopyAsync(rows, primaryKey: true));
        report.Add(await limit.CopyAsync(rows, primaryKey: false));
        await limit.DropAsync();
    }

    private async Task OnAsync(BenchDatabase database, string files)
    {
        if (!options.Groups.Any(group => group != Group.Limits))
            return;
        Report.Say($"The product on {database.Name}");
        await using var product = await Product.StartAsync(database, files, folder, cancellation);
        await ServeWork.ServeAsync(product, options.Directives, cancellation);
        await using var officers = LoadProcess.Start(product.Server);
        await officers.TellAsync(new TakePosts(Path.Combine(files, "posts.csv"), options.Officers, options.Submitted, Open: true), cancellation);
        var signedIn = await officers.MeasureAsync(new SignIn { Processes = product.Processes }, cancellation);
        report.Add(new Figure("calls with a token seen for the first time, 64 callers", database.Name, signedIn.Rate, "/s"));
        if (options.Measures(Group.Acknowledge))
            await AcknowledgeWork.MeasureAsync(product, officers, options, report, cancellation);
    }
}
