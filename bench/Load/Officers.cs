using System.Diagnostics;
using Directives.V1;
using Grpc.Core;

namespace Directives.Bench.Load;

/// <summary>Officers who act by themselves, by unary calls, each with his own token.</summary>
internal sealed class Officers(Gateway gateway, Seats seats)
{
    private const int SignInCallers = 64;

    /// <summary>The gateway checks a token anew after five minutes; by then it has been exchanged.</summary>
    private static readonly TimeSpan TokenTime = TimeSpan.FromMinutes(3);

    /// <summary>Where nobody asks who calls, what is sent is as long as a token.</summary>
    private readonly Metadata[] tokens = [.. seats.All.Select(_ => Gateway.Bearing(new string('x', 340)))];
    private long signedIn;

    public Seats Seats => seats;

    /// <summary>Issues a token to each officer, then makes one call with each, which is what is measured.</summary>
    public async Task<Measured> SignInAsync(IReadOnlyDictionary<string, int> processes)
    {
        await ForEachAsync(async (index, caller) =>
            tokens[index] = await gateway.SignInAsync(new IssueDevelopmentTokenRequest { Person = seats.All[index].Person }, caller));
        var meter = new Meter(processes);
        meter.Begin();
        await ForEachAsync(async (index, caller) =>
        {
            var sent = Stopwatch.GetTimestamp();
            await Gateway.Of(gateway.Registry, caller).GetRegistryAsync(new GetRegistryRequest(), tokens[index]);
            meter.Answered(sent);
        });
        meter.End();
        signedIn = Stopwatch.GetTimestamp();
        return meter.Read(TimeSpan.Zero);
    }

    /// <summary>Exchanges tokens that the gateway would soon check anew.</summary>
    public async Task RefreshAsync()
    {
        if (signedIn != 0 && Stopwatch.GetElapsedTime(signedIn) > TokenTime)
            await SignInAsync(new Dictionary<string, int>());
    }

    /// <param name="take">Gives the next act; null where there is none.</param>
    /// <param name="pace">When each act is due; null for as fast as the callers can.</param>
    /// <param name="sending">Told of each act just before it is sent.</param>
    public Task AcknowledgeAsync(
        int inFlight, Func<(Seat Seat, int Directive, long Index)?> take, TimeSpan warm, TimeSpan time, Meter meter, Pace? pace = null, Action<long, long>? sending = null) =>
        Drive.RunAsync(
            inFlight,
            async (caller, isOver) =>
            {
                var client = Gateway.Of(gateway.Officers, caller);
                while (!isOver() && take() is var (seat, directive, index))
                {
                    if (pace is not null)
                        await pace.WaitAsync();
                    var sent = Stopwatch.GetTimestamp();
                    sending?.Invoke(index, sent);
                    await client.AcknowledgeAsync(RequestOf(seat, directive), tokens[(int)(index % tokens.Length)]);
                    meter.Answered(sent);
                }
            },
            warm, time, meter);

    public static AcknowledgeRequest RequestOf(Seat seat, int directive) =>
        new() { OperationId = "bench-acknowledge", Post = seat.Post, Directive = Gateway.Number(directive), Version = 1 };

    private Task ForEachAsync(Func<int, int, Task> call)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, SignInCallers).Select(caller => Task.Run(async () =>
        {
            for (var index = Interlocked.Increment(ref next); index < tokens.Length; index = Interlocked.Increment(ref next))
                await call(index, caller);
        })));
    }
}

/// <summary>Lets so many a second begin, at even distances.</summary>
internal sealed class Pace(int rate)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private long next;

    public async Task WaitAsync()
    {
        var due = TimeSpan.FromSeconds((double)(Interlocked.Increment(ref next) - 1) / rate);
        if (due - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
            await Task.Delay(left, TimeProvider.System);
    }
}
