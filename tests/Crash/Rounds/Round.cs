using System.Data.Common;
using Directives.Crash.Checker;
using Directives.Crash.Faults;
using Directives.Crash.Load;
using Directives.Crash.World;

namespace Directives.Crash.Rounds;

/// <summary>One round: clients work, the fault strikes, what ended is started again, all comes to rest.</summary>
internal sealed class Round(Province province, RoundPlan plan, CancellationToken cancellation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(150);
    private readonly TimeProvider time = TimeProvider.System;
    private readonly string folder = province.FolderOf(plan.Round);

    /// <returns>Where the fault struck.</returns>
    /// <exception cref="CrashException">A client came to nothing, or it does not come to rest.</exception>
    public async Task<string> RunAsync()
    {
        plan.Organogram.Write(folder);
        plan.Order.Write(Path.Combine(folder, "order.json"));
        await plan.Fault.PrepareAsync(province, plan.Random, cancellation);

        using var over = new CancellationTokenSource();
        Task working, striking;
        string where;
        var importing = plan.Round == 1 && plan.Strike is not Moment.Import && plan.Fault is not AtFailpoint ? province.Secretariat.DoAsync(Command("import")) : null;
        if (importing is not null)
            await importing.WaitAsync(Patience, time, cancellation);

        var strike = StrikeAsync(over.Token);
        striking = strike;
        working = WorkAsync(importing is not null);
        try
        {
            await working.WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new CrashException($"The clients have not finished in {Patience.TotalSeconds:N0} s.");
        }
        finally
        {
            await over.CancelAsync();
        }

        await striking;
        where = await strike;
        var facts = await UntilRestAsync();
        await province.Secretariat.DoAsync(Command("unwatch") with { Count = facts }).WaitAsync(Patience, time, cancellation);
        return where;
    }

    /// <param name="imported">The import was done before: in the first round nothing else can be done without it.</param>
    private async Task WorkAsync(bool imported)
    {
        var importing = imported ? Task.CompletedTask : province.Secretariat.DoAsync(Command("import"));
        if (plan.Round == 1)
            await importing;
        await province.Secretariat.DoAsync(Command("issue"));
        await province.Secretariat.DoAsync(Command("watch"));
        var living = province.Secretariat.DoAsync(Command("life") with { Life = plan.Life });
        var acting = province.Officers.Select((client, index) => client.DoAsync(Command("acts") with
        {
            Seed = plan.Round * 10 + index,
            Officers = [.. plan.Officers.Where((_, number) => number % province.Officers.Count == index)],
            Offices = [.. plan.Offices.Where((_, number) => number % province.Officers.Count == index)],
            Stories = [.. plan.Stories.Where((_, number) => number % province.Officers.Count == index)],
            Rivals = [.. plan.Stories.Where((story, number) => story.Kind is StoryKind.Handover && number % province.Officers.Count != index)],
        }));
        await Task.WhenAll([importing, living, .. acting]);
        await province.Secretariat.DoAsync(Command("verify") with { Life = plan.Life });
    }

    private async Task<string> StrikeAsync(CancellationToken over)
    {
        var text = await UntilMomentAsync(over);
        var where = await plan.Fault.StrikeAsync(province, plan.Random, over, cancellation);
        await province.ReviveAsync(cancellation);
        return plan.Fault is AtFailpoint or RequestStorm ? where : $"{where}, {text}";
    }

    /// <summary>Waits for the moment: an import and an issue last some time, acts are counted.</summary>
    private async Task<string> UntilMomentAsync(CancellationToken over)
    {
        if (plan.Fault is AtFailpoint)
            return "";
        if (plan.Strike is not Moment.Acts)
        {
            var delay = plan.Share * StepTime * (plan.Strike is Moment.Import ? 1 : 2);
            await Task.Delay(delay, time, cancellation);
            return $"{delay.TotalMilliseconds:N0} ms into the {(plan.Strike is Moment.Import ? "import" : "issue")}";
        }

        var start = province.Confirmed;
        var count = 3 + (long)(plan.Share * plan.ExpectedActs * 0.8);
        while (province.Confirmed - start < count && !over.IsCancellationRequested)
            await Task.Delay(Glance, time, cancellation);
        return $"after {province.Confirmed - start} answers";
    }

    /// <summary>Waits until the relay has dealt with every fact, what was due is delivered, and nothing new has come.</summary>
    /// <returns>How many facts the directive has.</returns>
    private async Task<long> UntilRestAsync()
    {
        var started = time.GetTimestamp();
        var (rested, last) = (0, -1L);
        while (true)
        {
            try
            {
                using var connection = province.Store.Open();
                var (head, relay, facts, due) = Look(connection);
                rested = head == relay && head == last && due == 0 ? rested + 1 : 0;
                last = head;
                if (rested == 3)
                    return facts;
            }
            catch (DbException) when (time.GetElapsedTime(started) < RestPatience)
            {
                rested = 0;
            }

            if (!province.Gateway.IsRunning)
                throw new CrashException($"The gateway has ended by itself; {province.Gateway.Log} says why.");
            if (time.GetElapsedTime(started) > RestPatience)
                throw new CrashException($"It has not come to rest in {RestPatience.TotalSeconds:N0} s: the relay does not reach the end of the ledger at {last}, or what is due is not delivered.");
            await Task.Delay(Glance * 2, time, cancellation);
        }
    }

    private (long Head, long Relay, long Facts, long Due) Look(DbConnection connection)
    {
        var row = connection.Query(
            """
            SELECT coalesce((SELECT last_number FROM chain WHERE id = 1), 0),
                coalesce((SELECT number FROM relay_position WHERE chain = 1 AND name = 'relay'), 0),
                (SELECT count(*) FROM ledger_entry WHERE directive = @directive),
                (SELECT count(*) FROM due WHERE at <= @now)
            """,
            ("directive", plan.Order.Number), ("now", (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)).First();
        return (row[0].Number(), row[1].Number(), row[2].Number(), row[3].Number());
    }

    private ClientCommand Command(string what) => new(what, plan.Round, folder, plan.Round, plan.Fault.IsStorm);
}
