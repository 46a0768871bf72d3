using Directives.Cli;
using Directives.Demo.Day;
using Directives.Demo.Processes;
using Directives.Demo.Show;
using Directives.Demo.Week;
using Directives.V1;
using Grpc.Core;

namespace Directives.Demo;

/// <summary>What the week led to.</summary>
/// <param name="Order">The counts of the order, and of the memorandum that was adopted.</param>
/// <param name="Declined">Some of the refusals, with their reasons.</param>
internal sealed record DemoEnding(
    Compliance Order, Compliance Adopted, Chased Chased, Verification Verification, IReadOnlyList<Event> Declined);

/// <summary>A week from the import to the table, told against a running gateway.</summary>
internal sealed class DemoStory : IDisposable
{
    private static readonly TimeSpan Morning = TimeSpan.FromHours(9), OfficeHours = TimeSpan.FromHours(8);
    private static readonly TimeSpan Noon = TimeSpan.FromHours(12) + TimeSpan.FromMinutes(5);

    private readonly GatewayServer gateway;
    private readonly DemoOptions options;
    private readonly Stage stage;

    /// <param name="clockFile">By which the gateway's clock is set forward.</param>
    public DemoStory(Terminal terminal, GatewayServer gateway, string clockFile, DemoOptions options)
    {
        (this.gateway, this.options) = (gateway, options);
        var connection = new Connection(gateway.Grpc, null, null, terminal.Time);
        stage = new Stage(
            connection, new Badges(connection), new WeekClock(clockFile, connection, terminal.Time), new DemoScreen(terminal, terminal.Time), terminal, options);
    }

    /// <returns>The counts at the end, which equal what was done.</returns>
    /// <exception cref="DemoException">They do not, or do not come to rest.</exception>
    public async Task<DemoEnding> TellAsync(CancellationToken cancellation)
    {
        try
        {
            return await TellWeekAsync(cancellation);
        }
        catch (Exception wrong) when (wrong is RpcException or DemoException && !cancellation.IsCancellationRequested)
        {
            await gateway.ThrowIfEndingAsync(cancellation);
            throw;
        }
    }

    /// <summary>The dashboard's address that signs the browser in, for reading.</summary>
    public async Task<string> SignInLinkAsync(CancellationToken cancellation)
    {
        var token = await stage.Connection.GetTokenAsync(new Bearer("role", "oversight"), 0, cancellation);
        return $"{gateway.Web}/signin?token={token.Token}";
    }

    public void Dispose() => stage.Connection.Dispose();

    private async Task<DemoEnding> TellWeekAsync(CancellationToken cancellation)
    {
        await stage.Clock.BeginAsync(cancellation);
        await OrganogramScene.PlayAsync(stage, cancellation);
        await stage.DawnAsync(0, Morning, cancellation);
        var order = await OrderScene.PlayAsync(stage, cancellation);
        await using var watching = await Watching.StartAsync(stage, order.Number, cancellation);
        var first = await PlayMondayAsync(order, watching, cancellation);

        await stage.DawnAsync(1, Morning, cancellation);
        var adopted = await AdoptionScene.PlayAsync(stage, cancellation);

        await stage.DawnAsync(2, Morning, cancellation);
        var version = await AmendmentScene.PlayAsync(stage, order, watching, stage.Clock.DateOf(4), cancellation);
        var answers = new Answers();
        var day = new WorkingDay(stage, order, answers);
        var served = await ReadServedAsync(order, cancellation);
        await day.PlayAsync(
            watching, DayPlan.Make(options.Seed + 2, served.Desks, served.Owing, Mood.Ordinary), version, OfficeHours, options.Day, cancellation);
        await AmendmentScene.TellBothAsync(stage, order, first, answers, served, version, cancellation);

        await stage.DawnAsync(3, Morning, cancellation);
        served = await new TransferScene(stage, order, answers).PlayAsync(watching, day, served, version, cancellation);
        var exempted = await ExemptionScene.PlayAsync(
            stage, order, answers, watching, served, stage.Clock.DateOf(11), stage.Clock.DateOf(9), cancellation);
        return await TellEndAsync(order, adopted, new EscalationScene(stage, order, answers), watching, day, served, version, exempted, cancellation);
    }

    private async Task<Answers> PlayMondayAsync(Order order, Watching watching, CancellationToken cancellation)
    {
        var answers = new Answers();
        var served = await ReadServedAsync(order, cancellation);
        stage.Say($"A day begins: {served.Desks.Count:N0} officers at their desks, {served.Owing.Count:N0} departments owe a report.");
        await new WorkingDay(stage, order, answers).PlayAsync(
            watching, DayPlan.Make(options.Seed, served.Desks, served.Owing, Mood.Ordinary), order.Issued.Version, OfficeHours, options.Day, cancellation);
        return answers;
    }

    /// <summary>Friday's reminders, the weekend in which the deadline passes, and Monday's verification.</summary>
    private async Task<DemoEnding> TellEndAsync(
        Order order, string adopted, EscalationScene escalation, Watching watching, WorkingDay day, Served served, int version, string exempted,
        CancellationToken cancellation)
    {
        await stage.DawnAsync(4, Noon, cancellation);
        await escalation.RemindAsync(watching, served, exempted, cancellation);
        await day.PlayAsync(watching, day.PlanRest(options.Seed + 4, served, exempted), version, OfficeHours / 2, options.Day / 2, cancellation);

        await stage.DawnAsync(7, Morning, cancellation);
        var chased = await escalation.TellAsync(watching, served, exempted, cancellation);
        var verification = await new VerificationScene(stage, order).PlayAsync(cancellation);
        gateway.ThrowIfEnded();
        return new DemoEnding(
            await stage.ReadAsync(order.Number, cancellation), await stage.ReadAsync(adopted, cancellation), chased, verification, watching.Counts.Declined(3));
    }

    private async Task<Served> ReadServedAsync(Order order, CancellationToken cancellation) =>
        await Served.ReadAsync(await stage.OversightAsync(cancellation), stage.Badges, order.Number, cancellation);
}
