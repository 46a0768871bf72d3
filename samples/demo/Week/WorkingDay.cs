using Directives.Demo.Day;

namespace Directives.Demo.Week;

/// <summary>A day of acts on the order, and the counts that must come of it.</summary>
internal sealed class WorkingDay(Stage stage, Order order, Answers answers)
{
    /// <param name="version">In force.</param>
    /// <param name="hours">Of office, that pass.</param>
    /// <param name="length">How long that takes.</param>
    public async Task PlayAsync(Watching watching, DayPlan plan, int version, TimeSpan hours, TimeSpan length, CancellationToken cancellation)
    {
        using var play = new DayPlay(stage.Connection, stage.Badges, order.Number, version, length, answers, stage.Time);
        using var day = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var passing = stage.Clock.PassAsync(hours, length, day.Token);
        try
        {
            await stage.Screen.WhileAsync(watching.Counts, Task.WhenAll(play.PlayAsync(plan, day.Token), passing), () => stage.Clock.Text, cancellation);
        }
        finally
        {
            await day.CancelAsync();
            await passing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (play.Done != plan.Counts)
            throw new DemoException($"The day was planned as {plan.Counts} and played as {play.Done}.");
        await SettleAsync(watching, cancellation);
    }

    /// <summary>What those do who have not answered or reported so far.</summary>
    public DayPlan PlanRest(int seed, Served served, string exempted) => DayPlan.Make(
        seed, served.Desks.Where(desk => !answers.HasAnswered(desk.Post)),
        served.Owing.Where(department => department != exempted && !answers.HasComplied(department)), Mood.Reminded);

    /// <summary>Waits until the counts show what was done, and holds them against it.</summary>
    public async Task SettleAsync(Watching watching, CancellationToken cancellation)
    {
        var done = answers.Counts;
        await watching.Counts.UntilAsync(
            $"the counts do not show what was done, {done}",
            tally => new DayCounts(tally.Opened, tally.Acknowledged, tally.Declined, tally.OfficesComplied) == done, Stage.Patience, stage.Time, cancellation);
        var tally = await stage.CountAsync(order.Number, cancellation);
        CountCheck.Require(
            "what was done",
            ("opened", done.Opened, tally.Opened), ("acknowledged", done.Acknowledged, tally.Acknowledged), ("declined", done.Declined, tally.Declined),
            ("departments complied", done.Complied, tally.OfficesComplied), ("posts served", tally.ServedForAction + tally.ServedForInformation, tally.Served));
        stage.Say($"By {stage.Clock.Text}: {tally.Opened:N0} have opened it, {tally.Acknowledged:N0} acknowledged, {tally.Declined:N0} declined; {tally.OfficesComplied:N0} of {tally.OfficesOwing:N0} departments report it in force.");
    }
}
