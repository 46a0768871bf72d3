using Directives.Crash.World;
using Directives.Tests.Support;

namespace Directives.Crash.Faults;

/// <summary>Connections end in the middle: of the clients to the gateway, or of the gateway to its database.</summary>
internal sealed class WireCut(bool toDatabase) : Fault(toDatabase ? "database-cut" : "clients-cut")
{
    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        var wires = WiresOf(province, toDatabase);
        var cuts = random.Next(1, 4);
        for (var cut = 0; cut < cuts; cut++)
        {
            foreach (var wire in wires)
                wire.Cut();
            await HoldAsync(random, 0, 900, cancellation);
            foreach (var wire in wires)
                wire.Mend();
            await HoldAsync(random, 20, 200, cancellation);
        }

        return $"{cuts} times";
    }

    public static IReadOnlyList<FaultyProxy> WiresOf(Province province, bool toDatabase) =>
        toDatabase ? [((PostgresStore)province.Store).Proxy] : province.Wires;
}

/// <summary>Requests arrive and take effect, but their answers are lost, and then the connection.</summary>
internal sealed class AnswersLost(bool ofDatabase) : Fault(ofDatabase ? "database-answers-lost" : "answers-lost")
{
    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        var wires = WireCut.WiresOf(province, ofDatabase);
        foreach (var wire in wires)
            wire.Swallow();
        await HoldAsync(random, 30, 600, cancellation);
        foreach (var wire in wires)
            wire.Cut();
        await HoldAsync(random, 0, 900, cancellation);
        foreach (var wire in wires)
            wire.Mend();
        return $"{wires.Sum(wire => wire.Swallowed)} bytes";
    }
}

/// <summary>Nothing breaks, but every request comes one to five times, out of order, many past their deadline.</summary>
internal sealed class RequestStorm() : Fault("request-storm")
{
    public override bool IsStorm => true;

    public override Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation) =>
        Task.FromResult("every request repeated");
}
