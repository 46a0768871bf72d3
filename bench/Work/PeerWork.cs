using Directives.Bench.Load;
using Directives.Bench.Peer;
using Npgsql;

namespace Directives.Bench.Work;

/// <summary>The same acknowledgements by the same client process, of a program that does one UPDATE in one transaction for each.</summary>
internal static class PeerWork
{
    /// <summary>Connections that the peer opens, and statements that it keeps prepared.</summary>
    private const string Pool = ";Maximum Pool Size=64;Max Auto Prepare=10";

    public static async Task MeasureAsync(
        PostgresBench database, string posts, BenchOptions options, Report report, CancellationToken cancellation)
    {
        var directives = options.IsShort ? 20 : 10;
        await ServeAsync(database, Seat.Take(posts, options.Officers, 0).Officers, directives, cancellation);
        await using var server = await ServerProcess.StartAsync(database.ConnectionString + Pool, cancellation);
        await using var client = LoadProcess.Start(server.Address);
        await client.TellAsync(new TakePosts(posts, options.Officers, 0, Open: false), cancellation);
        foreach (var callers in AcknowledgeWork.InFlight)
        {
            var order = new CallUnary(callers, options.Warm, options.Seconds, Directives: directives)
            {
                Processes = new Dictionary<string, int> { ["peer"] = server.Id, ["PostgreSQL"] = database.ProcessId },
            };
            var measured = await client.MeasureAsync(order, cancellation);
            var name = $"peer: one UPDATE a transaction, {callers} callers";
            report.Add(new Figure(name, "postgres", measured.Rate, "/s"));
            AcknowledgeWork.Describe(name, measured, "postgres", report);
            if (report.Find(AcknowledgeWork.Name(callers), "postgres") is { } product)
                report.Add(new Figure(AcknowledgeWork.Name(callers), "postgres", product, "/s", "the peer", measured.Rate, Aim.RatioAtLeast(1)));
        }
    }

    /// <summary>A row for each act to come, as if served.</summary>
    private static async Task ServeAsync(PostgresBench database, IReadOnlyList<Seat> officers, int directives, CancellationToken cancellation)
    {
        await database.ExecuteAsync($"DROP TABLE IF EXISTS peer_service; {PeerService.Table}", cancellation);
        await using var insert = database.Source.CreateCommand(
            "INSERT INTO peer_service SELECT post, 'BENCH/' || directive, 1, now() FROM unnest($1) post, generate_series(1, $2) directive ORDER BY post, directive");
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. officers.Select(officer => officer.Post)] });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = directives });
        insert.CommandTimeout = 0;
        await insert.ExecuteNonQueryAsync(cancellation);
        await database.ExecuteAsync("VACUUM ANALYZE peer_service", cancellation);
        await database.ExecuteAsync("CHECKPOINT", cancellation);
    }
}
