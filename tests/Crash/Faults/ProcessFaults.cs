using Directives.Crash.World;

namespace Directives.Crash.Faults;

/// <summary>kill -9 of the gateway with its silo, once or twice.</summary>
internal sealed class GatewayKilled() : Fault("gateway-killed")
{
    public override async Task PrepareAsync(Province province, Random random, CancellationToken cancellation)
    {
        if (random.Next(2) == 0)
            await province.RestartGatewayAsync([], smallSteps: random.Next(2) == 0, cancellation);
    }

    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        await province.Gateway.EndAsync(Signals.Kill, cancellation);
        if (random.Next(3) > 0)
            return "once";
        await province.ReviveAsync(cancellation);
        await HoldAsync(random, 0, 300, cancellation);
        await province.Gateway.EndAsync(Signals.Kill, cancellation);
        return "twice";
    }
}

/// <summary>The gateway kills itself at a named point of the commit, the relay or the fan-out.</summary>
internal sealed class AtFailpoint(string point, int most, Moment? moment) : Fault(point)
{
    /// <summary>As the silo reads it.</summary>
    public const string Variable = "DIRECTIVES_FAILPOINT";
    private int hits;

    public override Moment? OnlyAt => moment;

    public override async Task PrepareAsync(Province province, Random random, CancellationToken cancellation)
    {
        hits = random.Next(1, most + 1);
        var smallSteps = random.Next(3) > 0;
        await province.Gateway.EndAsync(Signals.Terminate, cancellation);
        while (!await StartedAsync(province, smallSteps, cancellation))
            hits += most;
    }

    /// <returns>False where what it had to catch up with brought it to the point before it listened.</returns>
    private async Task<bool> StartedAsync(Province province, bool smallSteps, CancellationToken cancellation)
    {
        try
        {
            await province.StartGatewayAsync([$"{Variable}={Name}:{hits}"], smallSteps, cancellation);
            return true;
        }
        catch (CrashException) when (!province.Gateway.IsRunning && hits <= most * 3)
        {
            return false;
        }
    }

    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        while (province.Gateway.IsRunning)
        {
            if (roundIsOver.IsCancellationRequested)
            {
                await province.Gateway.EndAsync(Signals.Kill, cancellation);
                return $"not reached {hits} times, killed after the acts";
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), Time, cancellation);
        }

        return $"hit {hits}";
    }
}

/// <summary>The gateway is stopped for longer than a lease lasts, and goes on.</summary>
internal sealed class GatewayStalled() : Fault("gateway-stalled")
{
    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        province.Gateway.Signal(Signals.Stop);
        var stall = Province.Lease + TimeSpan.FromMilliseconds(random.Next(300, 2_000));
        await Task.Delay(stall, Time, cancellation);
        province.Gateway.Signal(Signals.Continue);
        return $"for {stall.TotalSeconds:N1} s";
    }
}

/// <summary>
/// The active gateway dies or stalls while another waits. The other takes over and is found by the clients; the stalled
/// one wakes, writes nothing and ends.
/// </summary>
internal sealed class GatewayTakenOver() : Fault("gateway-taken-over")
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    public override Task PrepareAsync(Province province, Random random, CancellationToken cancellation) => province.StartStandbyAsync(cancellation);

    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        var (former, stalls, struck) = (province.Gateway, random.Next(2) == 0, Time.GetTimestamp());
        former.Signal(stalls ? Signals.Stop : Signals.Kill);
        await province.Standby!.UntilListeningAsync(cancellation);
        var taken = Time.GetElapsedTime(struck);
        province.TakeOver();
        if (taken > Promised)
            throw new CrashException($"The standby took over after {taken.TotalSeconds:N1} s, and not within {Promised.TotalSeconds:N0} s.");
        if (stalls)
        {
            await HoldAsync(random, 0, 1_000, cancellation);
            former.Signal(Signals.Continue);
        }

        await former.UntilEndedAsync(cancellation);
        return $"{(stalls ? "stalled" : "killed")}, taken over in {taken.TotalSeconds:N1} s";
    }
}

/// <summary>The database server is stopped at once, as in a crash, and started again while clients go on calling.</summary>
internal sealed class PostgresCrashed() : Fault("postgres-crashed")
{
    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        await ((PostgresStore)province.Store).CrashAsync(cancellation);
        await HoldAsync(random, 0, 1_200, cancellation);
        return "stopped at once";
    }
}

/// <summary>The clock of the gateway goes a day forward and a day back, by libfaketime; its monotonic clock is left alone.</summary>
internal sealed class ClockMoved(string first) : Fault(first == Ahead ? "clock-forward" : "clock-back")
{
    private const string Ahead = "+1d";
    private static readonly string[] Libraries =
        ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];

    /// <summary>A clock that is ahead first finds a directive that is issued, with something to fall due.</summary>
    public override Moment? OnlyAt => first == Ahead ? Moment.Acts : null;

    public override bool MovesClock => true;

    public static string? Library => Libraries.FirstOrDefault(File.Exists);

    public override async Task PrepareAsync(Province province, Random random, CancellationToken cancellation)
    {
        Set(province, "+0");
        await province.RestartGatewayAsync(
            [
                $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={province.ClockFile}", "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0",
            ],
            smallSteps: false, cancellation);
    }

    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        foreach (var offset in (string[])[first, first == Ahead ? "-1d" : Ahead, "+0"])
        {
            Set(province, offset);
            // Long enough for what is due by it to be delivered.
            await HoldAsync(random, offset == Ahead ? 1_200 : 400, offset == Ahead ? 2_400 : 1_200, cancellation);
        }

        return $"{first}, then two days the other way, then right";
    }

    public override Task RestoreAsync(Province province, CancellationToken cancellation) =>
        province.RestartGatewayAsync([], smallSteps: false, cancellation);

    /// <summary>Put in place whole, since the library may read it at any moment.</summary>
    private static void Set(Province province, string offset)
    {
        var written = $"{province.ClockFile}.new";
        File.WriteAllText(written, $"{offset}\n");
        File.Move(written, province.ClockFile, overwrite: true);
    }
}
