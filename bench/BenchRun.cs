using System.Data.Common;
using Directives.Bench.Limits;
using Directives.Bench.Load;
using Directives.Bench.Work;
using Directives.Cli.Registry;
using Directives.Demo;
using Directives.Demo.Processes;
using Grpc.Core;

namespace Directives.Bench;

/// <summary>One run: the limits of this machine first, then the product's work beside them.</summary>
internal sealed class BenchRun(BenchOptions options, Report report, DemoFolder folder, CancellationToken cancellation)
{
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellation)
    {
        var report = new Report();
        var failed = false;
        try
        {
            using var folder = DemoFolder.Take(Path.GetFullPath(".bench/run"));
            await new BenchRun(options, report, folder, cancellation).MeasureAsync();
        }
        catch (Exception wrong) when (wrong is BenchException or DemoException or RpcException or DbException or OperationCanceledException or IOException)
        {
            failed = true;
            var why = cancellation.IsCancellationRequested ? "stopped" : wrong is RpcException refused ? $"the gateway: {refused.Status.Detail}" : wrong.Message;
            await Console.Error.WriteLineAsync($"bench: {why}");
        }

        report.Print();
        report.Write(options.Json);
        Console.WriteLine($"The same as JSON: {options.Json}{(failed ? " (what was measured until then)" : "")}");
        return failed ? 1 : 0;
    }

    private async Task MeasureAsync()
    {
        var files = await GenerateAsync(options.Posts);
        if (options.Measures(Group.Limits))
            await MeasureLimitsAsync(Path.Combine(files, "posts.csv"));
        foreach (var name in options.Databases)
        {
            await using IBenchServer server = name == "sqlite" ? new SqliteBench(folder) : await PostgresBench.StartAsync(folder, cancellation);
            if (options.Measures(Group.Limits))
            {
                Report.Say($"Limits of {name}");
                await server.MeasureLimitsAsync(options, report, cancellation);
            }

            await OnAsync(server, files);
            if (options.Measures(Group.Growth))
                await GrowAsync(server);
        }
    }

    private async Task MeasureLimitsAsync(string posts)
    {
        Report.Say("Limits");
        report.Add(DiskLimit.Measure(folder.Path, options.LimitTime));
        await GrainCallLimit.MeasureAsync(options.LimitTime, report, cancellation);
        await WireLimit.MeasureAsync(posts, options, report, cancellation);
    }

    private async Task OnAsync(IBenchServer server, string files)
    {
        if (options.Measures([Group.Serve, Group.Restart, .. Group.Acting]))
        {
            var database = await server.CreateAsync("bench", cancellation);
            Report.Say($"The product on {database.Name}, {options.Posts:N0} posts");
            await using var product = await Product.StartAsync(database, files, folder, cancellation);
            await ImportAsync(product);
            await ServeWork.MeasureAsync(product, options.Directives, report, cancellation);
            if (options.Measures(Group.Serve) && server is PostgresBench floor)
                await ServeFloor.MeasureAsync(floor.AddressOf("bench"), Gateway.Number(1), product.Organogram, report, cancellation);
            if (options.Measures(Group.Acting))
                await ActAsync(product);
            if (options.Measures(Group.Restart))
                await RestartWork.MeasureAsync(product, report, cancellation);
        }

        if (options.Measures(Group.Peer) && server is PostgresBench postgres)
        {
            Report.Say("The peer");
            await PeerWork.MeasureAsync(postgres, Path.Combine(files, "posts.csv"), options, report, cancellation);
        }

        await server.DropAsync("bench", cancellation);
    }

    private async Task ImportAsync(Product product)
    {
        var started = TimeProvider.System.GetTimestamp();
        await product.ImportAsync(cancellation);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        report.Add(new Figure($"import of {product.Organogram.Posts:N0} posts in {product.Organogram.Departments:N0} offices", product.Database, seconds, "s"));
    }

    private async Task ActAsync(Product product)
    {
        await using var officers = await ActingOfficers.StartAsync(product, mayServe: true, options, cancellation);
        await AcknowledgeWork.SignInAsync(product, officers, report, cancellation);
        if (options.Measures(Group.Acknowledge))
            await AcknowledgeWork.MeasureAsync(product, officers, options, report, cancellation);
        if (options.Measures(Group.Submit))
            await SubmitWork.MeasureAsync(product, officers, options, report, cancellation);
        if (options.Measures(Group.Watch))
            await WatchWork.MeasureAsync(product, officers, options, report, cancellation);
        if (options.Measures(Group.Compliance))
            await ComplianceWork.MeasureAsync(product, officers, options, report, cancellation);
        await ServeWork.DescribeAsync(product, "after the acts", report);
    }

    private async Task GrowAsync(IBenchServer server)
    {
        foreach (var posts in options.GrowthPosts)
        {
            var files = await GenerateAsync(posts);
            var database = await server.CreateAsync($"growth_{posts}", cancellation);
            Report.Say($"Growth on {database.Name}: {posts:N0} posts");
            await using (var product = await Product.StartAsync(database, files, folder, cancellation))
            {
                await product.ImportAsync(cancellation);
                await GrowthWork.MeasureAsync(product, options, report, cancellation);
            }

            await server.DropAsync($"growth_{posts}", cancellation);
        }
    }

    /// <returns>The folder of departments.csv and posts.csv.</returns>
    private async Task<string> GenerateAsync(int posts)
    {
        var files = folder.In($"organogram-{posts}");
        if (!Directory.Exists(files))
            await RegistryGenerator.GenerateAsync(posts, seed: 1, files, progress: null, cancellation);
        return files;
    }
}
