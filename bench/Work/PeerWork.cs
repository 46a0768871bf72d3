using Directives.Bench.Load;
using Directives.Bench.Peer;
using Npgsql;

namespace Directives.Bench.Work;

/// <summary>
/// The same acknowledgements by the same client process, of programs without actors: one that does one UPDATE in one
/// transaction for each, and one that only writes, together what waits.
/// </summary>
internal static class PeerWork
{
    /// <summary>Connections that the peer opens, and statements that it keeps prepared.</summary>
    private const string Pool = ";Maximum Pool Size=64;Max Auto Prepare=10";

    private const int Streams = 4;

    /// <summary>Acts that are there to be done, more than the quickest of them can do in the measured time; and in a short run.</summary>
    private const int Acts = 800_000;

    private const int ShortActs = 40_000;

    public static async Task MeasureAsync(
        PostgresBench database, string posts, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await MeasureAsync(ServerKind.Peer, "the peer", "peer: one UPDATE a transaction", Aim.RatioAtLeast(1));
        await MeasureAsync(ServerKind.Grouped, "the floor", "floor: only the writes of an act, in groups", null);

        async Task MeasureAsync(ServerKind kind, string limit, string what, Aim? aim)
        {
            var (officers, submitted) = Seat.Take(posts, options.Officers, kind == ServerKind.Grouped ? options.Officers : 0);
            var directives = (options.IsShort ? ShortActs : Acts) / Math.Max(1, officers.Length);
            await ServeAsync(database, [.. officers, .. submitted], directives, cancellation);
            await using var server = await ServerProcess.StartAsync(kind, database.ConnectionString + Pool, cancellation);
            await using var client = LoadProcess.Start(server.Address);
            await client.TellAsync(new TakePosts(posts, options.Officers, submitted.Length, Open: false), cancellation);
            var processes = new Dictionary<string, int> { ["peer"] = server.Id, ["PostgreSQL"] = database.ProcessId };
            var unary = 0.0;
            foreach (var callers in AcknowledgeWork.InFlight)
            {
                var measured = await client.MeasureAsync(
                    new CallUnary(callers, options.Warm, options.Seconds, Directives: directives) { Processes = processes }, cancellation);
                unary = Math.Max(unary, measured.Rate);
                var name = $"{what}, {callers} callers";
                AcknowledgeWork.Hold(name, measured.Rate, "postgres", callers, isProduct: false, report);
                AcknowledgeWork.Describe(name, measured, "postgres", report);
                if (report.Find(AcknowledgeWork.Name(callers), "postgres") is { } product)
                    report.Add(new Figure(AcknowledgeWork.Name(callers), "postgres", product, "/s", limit, measured.Rate, aim));
            }

            if (submitted.Length == 0)
                return;
            var streamed = await client.MeasureAsync(
                new Submit(Streams, options.Rewarm, options.Seconds, Directives: directives) { Processes = processes }, cancellation);
            report.Add(new Figure($"{what}, {Streams} streams", "postgres", streamed.Rate, "/s", "its best unary rate", unary));
            AcknowledgeWork.Describe($"{what}, {Streams} streams", streamed, "postgres", report);
        }
    }

    /// <summary>A row for each act to come, as if served.</summary>
    private static async Task ServeAsync(PostgresBench database, IReadOnlyList<Seat> officers, int directives, CancellationToken cancellation)
    {
        await database.ExecuteAsync($"DROP TABLE IF EXISTS peer_service, peer_entry; {PeerService.Table}; {GroupedService.Table}", cancellation);
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
