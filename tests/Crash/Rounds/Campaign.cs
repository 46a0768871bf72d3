using System.Globalization;
using Directives.Crash.Checker;
using Directives.Crash.Faults;
using Directives.Crash.World;
using Directives.Demo;
using Grpc.Core;

namespace Directives.Crash.Rounds;

/// <summary>A run from its options to its exit code: round after round, a line for each, and the sum at the end.</summary>
internal sealed class Campaign(CrashOptions options, TextWriter output)
{
    private const int Right = 0, Wrong = 1, Interrupted = 130;

    /// <summary>Rounds after which all that is stored is verified anew.</summary>
    private const int FullCheckEvery = 50;
    private const int FindingsShown = 12;
    private readonly TimeProvider time = TimeProvider.System;
    private int rounds;
    private int faults;

    /// <returns>0 when no promise was broken; 1 when one was, or when the run could not go on; 130 after Ctrl+C.</returns>
    public static async Task<int> RunAsync(CrashOptions options, CancellationToken cancellation)
    {
        try
        {
            return await new Campaign(options, Console.Out).RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception wrong) when (wrong is CrashException or DemoException or IOException)
        {
            await Console.Error.WriteLineAsync($"crash: {wrong.Message.ReplaceLineEndings(" ")}");
            return Wrong;
        }
    }

    private async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (options.Faults is ["list"])
        {
            for (var (all, count) = (FaultDeck.Of(options with { Faults = [] }), 0); count < all.Count; count++)
                output.WriteLine(all.Next().Name);
            return Right;
        }

        var deck = FaultDeck.Of(options);
        output.WriteLine($"{options.Rounds} rounds on {options.Database}, seed {options.Seed}, {deck.Count} faults; everything of the run is in {options.Folder}");
        if (FaultDeck.Missing() is { } missing)
            output.WriteLine(missing);
        await using var province = await Province.StartAsync(options, cancellation);
        using var checker = new RoundChecker(province.Store, () => $"http://127.0.0.1:{province.Gateway.Port}", province.FolderOf);
        RoundPlan? before = null;
        string? broken = null;
        while (rounds < options.Rounds && broken is null && (options.KeepGoing || !checker.Findings.Any))
        {
            var plan = RoundPlan.Create(options.Seed, rounds + 1, options.Posts, deck.Next(), before);
            try
            {
                broken = await RunAsync(province, checker, plan, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                (rounds, faults) = (rounds - 1, faults - 1);
                output.WriteLine($"Interrupted in round {plan.Round}, which is not counted.");
                return Conclude(checker.Findings, province.Confirmed, broken) == Right ? Interrupted : Wrong;
            }

            before = plan;
        }

        if (broken is null && !checker.Findings.Any)
            await checker.CheckAllAsync(rounds);
        return Conclude(checker.Findings, province.Confirmed, broken);
    }

    /// <returns>Why the run cannot go on; null where it can.</returns>
    private async Task<string?> RunAsync(Province province, RoundChecker checker, RoundPlan plan, CancellationToken cancellation)
    {
        var (started, confirmed, known) = (time.GetTimestamp(), province.Confirmed, checker.Findings.All.Count);
        var (where, broken) = ("", (string?)null);
        (rounds, faults) = (rounds + 1, faults + 1);
        try
        {
            where = await new Round(province, plan, cancellation).RunAsync();
        }
        catch (Exception wrong) when (IsOfTheRun(wrong))
        {
            (where, broken) = ("not finished", $"Round {plan.Round} could not be finished: {wrong.Message.ReplaceLineEndings(" ")}");
        }

        try
        {
            await checker.CheckAsync(plan.Round, province.Ledgers, atRest: broken is null);
            if (broken is null && plan.Round % FullCheckEvery == 0)
                await checker.CheckAllAsync(plan.Round);
            if (broken is null)
                await plan.Fault.RestoreAsync(province, cancellation);
        }
        catch (Exception wrong) when (IsOfTheRun(wrong))
        {
            broken ??= $"Round {plan.Round} could not be checked: {wrong.Message.ReplaceLineEndings(" ")}";
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Round,5}  {plan.Fault.Name,-22} {where,-46} {province.Confirmed - confirmed,5} confirmed {time.GetElapsedTime(started).TotalSeconds,6:N1} s"));
        foreach (var (rule, what) in checker.Findings.All.Skip(known).Take(FindingsShown))
            output.WriteLine($"       {rule}: {what}");
        if (checker.Findings.All.Count - known > FindingsShown)
            output.WriteLine($"       and {checker.Findings.All.Count - known - FindingsShown} more");
        return broken;
    }

    private static bool IsOfTheRun(Exception exception) =>
        exception is CrashException or DemoException or RpcException or System.Data.Common.DbException or TimeoutException;

    private int Conclude(Findings findings, long confirmed, string? broken)
    {
        if (broken is not null)
            output.WriteLine(broken);
        if (broken is not null || findings.Any)
            output.WriteLine($"Again: make crash ROUNDS={rounds} SEED={options.Seed} DB={options.Database}; databases, logs and ledgers of this run are in {options.Folder}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rounds {rounds}, faults {faults}, confirmed {confirmed}, lost {findings.Count(Broken.Lost)}, doubled {findings.Count(Broken.Doubled)}, miscounted {findings.Count(Broken.Miscounted)}, unverified {findings.Count(Broken.Unverified)}"));
        return broken is null && !findings.Any ? Right : Wrong;
    }
}
