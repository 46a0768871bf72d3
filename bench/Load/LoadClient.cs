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

    /// <summary>Acts to measure with, however slow the server is.</summary>
    private const long Least = 1_000;

    private Officers? officers;
    private Seats? submitted;
    private DepartmentSystem? system;
    private Metadata oversight = [];
    private int skip;
    private bool opens;

    public static async Task<int> RunAsync(string server, CancellationToken cancellation)
    {
        using var gateway = new Gateway(server);
        var client = new LoadClient(gateway);
        while (await Console.In.ReadLineAsync(cancellation) is { } line)
        {
            Answer answer;
            try
            {
                answer = new Answer(
                    Measured: await client.ObeyAsync(JsonSerializer.Deserialize<Order>(line, Order.Json)!), Seats: client.officers?.Seats.All.Count ?? 0,
                    Submitted: client.submitted?.All.Count ?? 0);
            }
            catch (Exception wrong) when (wrong is RpcException or BenchException or IOException)
            {
                answer = new Answer(wrong is RpcException refused ? $"{refused.StatusCode}: {refused.Status.Detail}" : wrong.Message);
            }

            Say(answer);
        }

        return 0;
    }

    private static void Say(Answer answer) => Console.WriteLine(JsonSerializer.Serialize(answer, Order.Json));

    private static void SayBegun() => Say(new Answer(Begun: true));

    private async Task<Measured?> ObeyAsync(Order order) => order switch
    {
        TakePosts take => await TakeAsync(take),
        SignIn => await officers!.SignInAsync(order.Processes),
        CallUnary call => await CallAsync(call),
        Submit submit => await SubmitAsync(submit),
        AskCompliance ask => await AskAsync(ask),
        _ => throw new BenchException($"There is no order {order.GetType().Name}."),
    };

    /// <summary>Takes the posts that act, and the tokens of who reads and of who hands in.</summary>
    private async Task<Measured?> TakeAsync(TakePosts take)
    {
        var (own, handedIn) = Seat.Take(take.File, take.Officers, take.Submitted);
        officers = new Officers(gateway, new Seats(own, take.Open, take.Skip));
        submitted = new Seats(handedIn, take.Open, take.Skip);
        (skip, opens) = (take.Skip, take.Open);
        if (!opens)
        {
            system = new DepartmentSystem(gateway, []);
            return null;
        }

        oversight = await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Role = "oversight" });
        system = new DepartmentSystem(gateway, await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Department = Gateway.Root }));
        return null;
    }

    private async Task<Measured> CallAsync(CallUnary call)
    {
        officers!.Seats.Serve(call.Directives);
        var rate = call.Rate > 0 ? call.Rate : await WarmAsync(call);
        await officers.RefreshAsync();
        var measured = await MeasureAsync(call, officers.Seats, rate, call.Seconds, call.Directives, async (ramp, time, meter) =>
        {
            var pace = call.Rate > 0 ? new Pace(call.Rate) : null;
            await using var watchers = call.Watch ? await Watchers.StartAsync(gateway, oversight, officers.Seats, meter) : null;
            await officers.AcknowledgeAsync(call.InFlight, officers.Seats.Take, ramp, time, meter, pace, watchers is null ? null : watchers.Sending);
            if (watchers is not null)
                await watchers.CatchUpAsync();
        });
        return measured with { Left = officers.Seats.Left };
    }

    private async Task<Measured> SubmitAsync(Submit submit)
    {
        submitted!.Serve(submit.Directives);
        var (rate, _) = await WarmAsync(
            submitted, 0, submit.Warm, (time, trial) => system!.AcknowledgeAsync(submit.Streams, submitted, TimeSpan.Zero, time, trial));
        var measured = await MeasureAsync(submit, submitted, rate, submit.Seconds, submit.Directives, (ramp, time, meter) =>
            system!.AcknowledgeAsync(submit.Streams, submitted, ramp, time, meter));
        return measured with { Left = submitted.Left };
    }

    /// <summary>When acts are scarce, the same ones come again to warm up.</summary>
    private async Task<double> WarmAsync(CallUnary call)
    {
        await officers!.RefreshAsync();
        var (rate, left) = await WarmAsync(
            officers.Seats, call.InFlight, call.Warm, (time, trial) => officers.AcknowledgeAsync(call.InFlight, officers.Seats.Take, TimeSpan.Zero, time, trial));
        if (left > TimeSpan.Zero && officers.Seats.Acted > 0)
            await officers.AcknowledgeAsync(call.InFlight, officers.Seats.TakeAgain, TimeSpan.Zero, left, new Meter(call.Processes));
        return rate;
    }

    /// <summary>Takes a quarter of the acts that are left at most.</summary>
    /// <param name="least">With so few acts nothing is learned.</param>
    /// <returns>Acts a second, 0 where nothing was learned, and the time that is left when the acts are used up.</returns>
    private async Task<(double Rate, TimeSpan Left)> WarmAsync(Seats seats, int least, double warm, Func<TimeSpan, Meter, Task> act)
    {
        var (rate, moment) = (0.0, warm / 10);
        for (var most = seats.Left / 4; warm > moment && most > least;)
        {
            var trial = new Meter(new Dictionary<string, int>());
            await OpenAsync(seats, Math.Min(most, (long)(Math.Max(FirstGuess, rate) * warm)));
            await act(TimeSpan.FromSeconds(warm), trial);
            var measured = trial.Read(TimeSpan.Zero);
            most -= measured.Count;
            warm -= Math.Max(moment, measured.Seconds);
            rate = Math.Max(rate, measured.Rate);
        }

        return (rate, TimeSpan.FromSeconds(warm > moment ? warm : 0));
    }

    /// <summary>Opens as many acts as the measured time needs, and measures; again with more where they were done before it was over.</summary>
    private async Task<Measured> MeasureAsync(
        Order order, Seats seats, double rate, double seconds, int directives, Func<TimeSpan, TimeSpan, Meter, Task> act)
    {
        var time = TimeSpan.FromSeconds(seconds);
        while (true)
        {
            await OpenAsync(seats, Math.Max(Least, (long)(rate * Spare * (time + RampOf(time)).TotalSeconds)));
            await SettleAsync(directives);
            if (seats.Ready == 0)
                throw new BenchException("Every post has acknowledged every directive: there is nothing left to measure with. Take more --posts.");
            var meter = new Meter(order.Processes) { Begun = SayBegun };
            // Where there are not acts enough, what there is is measured from the first.
            var scarce = rate == 0 || seats.Ready < rate * (time + RampOf(time)).TotalSeconds;
            await act(scarce ? TimeSpan.Zero : RampOf(time), time, meter);
            var measured = meter.Read(await SettleAsync(directives));
            if (measured.Count > 0 && (measured.Seconds > 0.8 * seconds || seats.Left < measured.Count))
                return measured;
            rate = Math.Max(rate, measured.Rate) * 2;
        }
    }

    /// <summary>How long callers run before they are measured.</summary>
    private static TimeSpan RampOf(TimeSpan time) => time / 5;

    private async Task<Measured> AskAsync(AskCompliance ask)
    {
        oversight = await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Role = "oversight" });
        var meter = new Meter(ask.Processes);
        await new ComplianceAskers(gateway, oversight).AskAsync(ask, meter);
        return meter.Read(TimeSpan.Zero);
    }

    /// <summary>Makes so many acts ready and no more, or all that there are.</summary>
    private async Task OpenAsync(Seats seats, long acts)
    {
        if (opens)
            await system!.OpenAsync(seats.MakeReady(acts));
    }

    /// <summary>The peer keeps no tallies.</summary>
    private async Task<TimeSpan> SettleAsync(int directives) =>
        !opens
            ? TimeSpan.Zero
            : await gateway.SettleAsync(
                Enumerable.Range(1 + skip, directives - skip).Select(directive =>
                {
                    var (own, handedIn) = (officers!.Seats.CountsOf(directive), submitted!.CountsOf(directive));
                    return (directive, own.Opened + handedIn.Opened, own.Acknowledged + handedIn.Acknowledged);
                }),
                oversight);
}
