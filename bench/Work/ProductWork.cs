using System.Diagnostics;
using Directives.Cli;
using Directives.Cli.Registry;
using Directives.Demo.Processes;
using Directives.V1;

namespace Directives.Bench.Work;

/// <param name="Symbol">What the limit is called.</param>
/// <param name="RowsPerSecond">Rows that the database takes from a program that does nothing else.</param>
internal sealed record WriteLimit(string Symbol, double RowsPerSecond);

/// <summary>The product's work over gRPC against the gateway as a process of its own: import, serve, acknowledge.</summary>
internal static class ProductWork
{
    public static async Task MeasureAsync(
        string database, IReadOnlyList<string> storage, WriteLimit limit, BenchOptions options, Report report,
        DemoFolder folder, CancellationToken cancellation)
    {
        var files = folder.In($"organogram-{options.Posts}");
        if (!Directory.Exists(files))
            await RegistryGenerator.GenerateAsync(options.Posts, seed: 1, files, progress: null, cancellation);

        await using var gateway = await GatewayServer.StartAsync(folder, storage, cancellation);
        using var connection = new Connection(gateway.Grpc, null, null, TimeProvider.System);
        var admin = await AsAsync(connection, "admin", cancellation);
        var watch = Stopwatch.StartNew();
        var import = new RegistryImport(Path.Combine(files, "departments.csv"), Path.Combine(files, "posts.csv"), false, "bench-import");
        var organogram = await import.SendAsync(admin, new Progress<ImportProgress>(), cancellation);
        report.Add(new Figure(
            $"import of {organogram.Posts:N0} posts in {organogram.Departments:N0} offices", database, watch.Elapsed.TotalSeconds, "s"));

        await ServeWork.MeasureAsync(database, limit, connection, organogram, report, cancellation);
        await AcknowledgeWork.MeasureAsync(database, connection, files, report, cancellation);
    }

    public static async Task<Connection> AsAsync(Connection connection, string role, CancellationToken cancellation)
    {
        var token = await connection.GetTokenAsync(new Bearer("role", role), 0, cancellation);
        return connection.With(token.Token);
    }
}
