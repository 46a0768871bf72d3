using System.Text.Json;
using Directives.V1;
using Grpc.Core;

namespace Directives.Bench.Load;

/// <summary>
/// The client as a process of its own, started by the bench with a hidden command. It reads an order a line from its
/// standard input, answers each with a line, and ends with its input.
/// </summary>
internal sealed class LoadClient(Gateway gateway)
{
    /// <summary>Acts are opened for this many a second until it is known what the server takes.</summary>
    private const double FirstGuess = 4_000;

    /// <summary>More acts than the rate asks for are opened, since it may still grow.</summary>
    private const double Spare = 1.3;

    private Officers? officers;
    private Seats? submitted;
    private DepartmentSystem? system;
    private Metadata oversight = [];

    public static async Task<int> RunAsync(string server, CancellationToken cancellation)
    {
        using var gateway = new Gateway(server);
        var client = new LoadClient(gateway);
        while (await Console.In.ReadLineAsync(cancellation) is { } line)
        {
            Answer answer;
            try
            {
                answer = new Answer(Measured: await client.ObeyAsync(JsonSerializer.Deserialize<Order>(line, Order.Json)!));
            }
            catch (Exception wrong) when (wrong is RpcException or BenchException or IOException)
            {
                answer = new Answer(wrong is RpcException refused ? $"{refused.StatusCode}: {refused.Status.Detail}" : wrong.Message);
            }

            Console.WriteLine(JsonSerializer.Serialize(answer, Order.Json));
        }

        return 0;
    }

    private async Task<Measured?> ObeyAsync(Order order) => order switch
    {
        TakePosts take => await TakeAsync(take),
        SignIn => await officers!.SignInAsync(order.Processes),
        CallUnary { Rate: 0 } call => await CallAsync(call),
        CallUnary call => await CallAtRateAsync(call),
        Submit submit => await SubmitAsync(submit),
        AskCompliance ask => await AskAsync(ask),
        _ => throw new BenchException($"There is no order {order.GetType().Name}."),
    };

    /// <summary>Takes posts that are held, every so many of the file, so that they lie in different offices.</summary>
    private async Task<Measured?> TakeAsync(TakePosts take)
    {
        var held = File.ReadLines(take.File).Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => (Post: fields[0], Person: Array.Find(fields, field => field.StartsWith("p-", StringComparison.Ordinal))))
            .Where(post => post.Person is not null)
            .Select(post => new Seat(post.Post, post.Person!))
            .ToList();
        var step = Math.Max(1, held.Count / Math.Min(take.Officers, (held.Count + 1) / 2));
        officers = new Officers(gateway, new Seats([.. held.Where((_, index) => index % step == 0).Take(take.Officers)], take.Open));
        submitted = new Seats([.. held.Where((_, index) => index % step != 0).Take(take.Submitted)], take.Open);
        if (!take.Open)
            return null;

        oversight = await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Role = "oversight" });
        system = new DepartmentSystem(gateway, await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Department = Gateway.Root }));
        return null;
    }

    /// <summary>Warms up until it is known how many acts the measured time needs, opens so many, and measures.</summary>
    private async Task<Measured> CallAsync(CallUnary call)
    {
        officers!.Seats.Serve(call.Directives);
        var rate = FirstGuess;
        for (var warmed = 0.0; warmed < call.Warm;)
        {
            var trial = new Meter(call.Processes);
            await OpenAsync(officers.Seats, rate, call.Warm - warmed);
            if (officers.Seats.Ready == 0)
                break;
            await officers.RefreshAsync();
            await officers.AcknowledgeAsync(call.InFlight, TimeSpan.Zero, TimeSpan.FromSeconds(call.Warm - warmed), trial);
            var measured = trial.Read(watched: false, TimeSpan.Zero);
            warmed += Math.Max(0.1, measured.Seconds);
            rate = measured.Rate;
        }

        var time = TimeSpan.FromSeconds(call.Seconds);
        await OpenAsync(officers.Seats, rate * Spare, (time * 1.2).TotalSeconds);
        await SettleAsync(call.Directives);
        return await MeasureAsync(call, time / 5, time, null);
    }

    private async Task<Measured> CallAtRateAsync(CallUnary call)
    {
        officers!.Seats.Serve(call.Directives);
        await OpenAsync(officers.Seats, call.Rate * 1.1, call.Seconds + call.Warm);
        await SettleAsync(call.Directives);
        return await MeasureAsync(call, TimeSpan.FromSeconds(call.Warm), TimeSpan.FromSeconds(call.Seconds), new Pace(call.Rate));
    }

    private async Task<Measured> MeasureAsync(CallUnary call, TimeSpan ramp, TimeSpan time, Pace? pace)
    {
        RequireReady(officers!.Seats);
        await officers.RefreshAsync();
        var meter = new Meter(call.Processes);
        if (!call.Watch)
        {
            await officers.AcknowledgeAsync(call.InFlight, ramp, time, meter, pace);
            return meter.Read(watched: false, await SettleAsync(call.Directives));
        }

        await using var watchers = await Watchers.StartAsync(gateway, oversight, officers.Seats, meter);
        await officers.AcknowledgeAsync(call.InFlight, ramp, time, meter, pace, watchers.Sending);
        var settled = await SettleAsync(call.Directives);
        await watchers.CatchUpAsync();
        return meter.Read(watched: true, settled);
    }

    private async Task<Measured> SubmitAsync(Submit submit)
    {
        submitted!.Serve(submit.Directives);
        await OpenAsync(submitted, FirstGuess, submit.Warm);
        var trial = new Meter(submit.Processes);
        await system!.AcknowledgeAsync(submit.Streams, submitted, TimeSpan.Zero, TimeSpan.FromSeconds(submit.Warm), trial);
        var time = TimeSpan.FromSeconds(submit.Seconds);
        await OpenAsync(submitted, trial.Read(false, TimeSpan.Zero).Rate * Spare, (time * 1.2).TotalSeconds);
        await SettleAsync(submit.Directives);
        RequireReady(submitted);
        var meter = new Meter(submit.Processes);
        await system.AcknowledgeAsync(submit.Streams, submitted, time / 5, time, meter);
        return meter.Read(watched: false, await SettleAsync(submit.Directives));
    }

    private async Task<Measured> AskAsync(AskCompliance ask)
    {
        oversight = await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Role = "oversight" });
        var meter = new Meter(ask.Processes);
        await new ComplianceAskers(gateway, oversight).AskAsync(ask, meter);
        return meter.Read(watched: false, TimeSpan.Zero);
    }

    private async Task OpenAsync(Seats seats, double rate, double seconds)
    {
        if (system is not null)
            await system.OpenAsync(seats.OpenUntilReady((long)(rate * seconds)));
    }

    /// <summary>The peer keeps no tallies.</summary>
    private async Task<TimeSpan> SettleAsync(int directives) =>
        system is null
            ? TimeSpan.Zero
            : await gateway.SettleAsync(
                Enumerable.Range(1, directives).Select(directive =>
                {
                    var (own, handedIn) = (officers!.Seats.CountsOf(directive), submitted!.CountsOf(directive));
                    return (directive, own.Opened + handedIn.Opened, own.Acknowledged + handedIn.Acknowledged);
                }),
                oversight);

    private static void RequireReady(Seats seats)
    {
        if (seats.Ready == 0)
            throw new BenchException("Every post has acknowledged every directive: there is nothing left to measure with. Take more --posts.");
    }
}
