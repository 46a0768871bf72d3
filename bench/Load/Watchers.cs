using System.Diagnostics;
using System.Globalization;
using Directives.V1;
using Grpc.Core;

namespace Directives.Bench.Load;

/// <summary>Follows the directives that are acknowledged, and says how long after each act its event was there.</summary>
internal sealed class Watchers : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, int> places;
    private readonly long first;
    private readonly long[] sent;
    private readonly Meter meter;
    private readonly int seats;
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> following = [];
    private long told;

    /// <param name="seats">Whose acts from now on are watched.</param>
    private Watchers(Seats seats, Meter meter)
    {
        places = seats.All.Select((seat, place) => (seat.Post, place)).ToDictionary(seat => seat.Post, seat => seat.place, StringComparer.Ordinal);
        first = seats.Next;
        sent = new long[seats.Ready];
        this.seats = seats.All.Count;
        this.meter = meter;
    }

    /// <summary>Returns when every watcher has the state as it is.</summary>
    public static async Task<Watchers> StartAsync(Gateway gateway, Metadata oversight, Seats seats, Meter meter)
    {
        var watchers = new Watchers(seats, meter);
        foreach (var directive in seats.DirectivesBetween(seats.Next, seats.Until))
        {
            var call = Gateway.Of(gateway.Oversight, directive)
                .Watch(new WatchRequest { Directive = Gateway.Number(directive) }, oversight, cancellationToken: watchers.ending.Token);
            await call.ResponseStream.MoveNext(CancellationToken.None);
            watchers.following.Add(watchers.FollowAsync(call));
        }

        return watchers;
    }

    /// <param name="index">Of the act.</param>
    public void Sending(long index, long at) => Volatile.Write(ref sent[index - first], at);

    /// <summary>Returns when the events of all acts that were sent have come.</summary>
    /// <exception cref="BenchException">Not all have come in a minute.</exception>
    public async Task CatchUpAsync()
    {
        var watch = Stopwatch.StartNew();
        var expected = sent.LongCount(at => at != 0);
        while (Interlocked.Read(ref told) is var seen && seen < expected)
        {
            if (watch.Elapsed > Patience)
                throw new BenchException($"The watchers were told of {seen} acts where there were {expected}.");
            await Task.Delay(Glance, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(following);
        ending.Dispose();
    }

    private async Task FollowAsync(AsyncServerStreamingCall<WatchResponse> call)
    {
        using (call)
        {
            try
            {
                await foreach (var update in call.ResponseStream.ReadAllAsync())
                {
                    foreach (var happened in update.Events)
                        Tell(happened);
                }
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.Cancelled)
            {
                return;
            }
        }
    }

    private void Tell(Event happened)
    {
        if (happened.Kind != "Acknowledged" || !places.TryGetValue(happened.Post, out var place))
            return;
        var directive = int.Parse(happened.Directive.AsSpan(happened.Directive.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        var index = ((long)(directive - 1) * seats) + place - first;
        if (index >= 0 && index < sent.Length)
        {
            meter.Told(Volatile.Read(ref sent[index]));
            Interlocked.Increment(ref told);
        }
    }
}
