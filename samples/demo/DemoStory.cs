using Directives.Cli;
using Directives.Cli.Commands;
using Directives.Cli.Drafts;
using Directives.Cli.Registry;
using Directives.Cli.Views;
using Directives.Demo.Day;
using Directives.Demo.Processes;
using Directives.Demo.Show;
using Directives.V1;
using Grpc.Core;

namespace Directives.Demo;

/// <summary>What the day led to.</summary>
/// <param name="Declined">Some of the refusals, with their reasons.</param>
internal sealed record DemoEnding(Compliance Compliance, IReadOnlyList<Event> Declined);

/// <summary>The demo from the import to the table, told against a running gateway.</summary>
internal sealed class DemoStory(Terminal terminal, GatewayServer gateway, DemoOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider time = terminal.Time;
    private readonly string samples = Path.Combine(Programs.FindRepository(), "samples");
    private readonly Connection connection = new(gateway.Grpc, null, null, terminal.Time);

    /// <returns>The counts at the end, which equal what was done.</returns>
    /// <exception cref="DemoException">They do not, or do not come to rest.</exception>
    public async Task<DemoEnding> TellAsync(CancellationToken cancellation)
    {
        try
        {
            return await TellStepsAsync(cancellation);
        }
        catch (Exception wrong) when (wrong is RpcException or DemoException && !cancellation.IsCancellationRequested)
        {
            gateway.ThrowIfEnded();
            throw;
        }
    }

    /// <summary>The dashboard's address that signs the browser in, for reading.</summary>
    public async Task<string> SignInLinkAsync(CancellationToken cancellation)
    {
        var token = await connection.GetTokenAsync(new Bearer("role", "oversight"), 0, cancellation);
        return $"{gateway.Web}/signin?token={token.Token}";
    }

    public void Dispose() => connection.Dispose();

    private async Task<Connection> AsAsync(Badges badges, string role, CancellationToken cancellation) =>
        connection.With(await badges.TokenAsync(new Bearer("role", role), cancellation));

    private async Task<DemoEnding> TellStepsAsync(CancellationToken cancellation)
    {
        var badges = new Badges(connection);
        await ImportAsync(await AsAsync(badges, "admin", cancellation), cancellation);
        var issued = await IssueAsync(await AsAsync(badges, "issuer", cancellation), cancellation);
        var oversight = await AsAsync(badges, "oversight", cancellation);
        var counts = new LiveCounts(new Follower(oversight, time, terminal.Error.WriteLine));
        var screen = new DemoScreen(terminal, counts, time);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = counts.FollowAsync(issued.Draft.Number, stop.Token);
        try
        {
            var arrival = counts.UntilAsync(
                "not every office has received the directive", tally => tally.Offices > 0 && tally.OfficesReceived == tally.Offices, Patience, time, cancellation);
            await screen.WhileAsync(arrival, TimeSpan.MaxValue, cancellation);
            return await PlayAsync(screen, counts, oversight, badges, issued, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ImportAsync(Connection admin, CancellationToken cancellation)
    {
        terminal.Output.WriteLine("Importing Punjab …");
        var import = new RegistryImport(
            Path.Combine(samples, "punjab", "departments.csv"), Path.Combine(samples, "punjab", "posts.csv"), false, "demo-import");
        var result = await ImportProgressView.FollowAsync(terminal, false, progress => import.SendAsync(admin, progress, cancellation));
        terminal.Output.WriteLine(FormattableString.Invariant(
            $"The organogram: {result.Departments:N0} departments, {result.Posts:N0} posts, {result.Vacant:N0} vacant."));
    }

    private async Task<Directive> IssueAsync(Connection issuer, CancellationToken cancellation)
    {
        var order = await DirectiveFile.ReadAsync(Path.Combine(samples, "directives", "whatsapp-ban.md"), cancellation);
        var issued = await IssueCommand.IssueAsync(issuer, order, "demo-issue", false, cancellation);
        terminal.Output.WriteLine($"Issued {issued.Draft.Number}: {issued.Draft.Title.En}");
        terminal.Output.WriteLine($"  on the decision of {issued.Draft.Provenance.Body.En}, {issued.Draft.Provenance.Date}");
        return issued;
    }

    private async Task<DemoEnding> PlayAsync(
        DemoScreen screen, LiveCounts counts, Connection oversight, Badges badges, Directive issued, CancellationToken cancellation)
    {
        var number = issued.Draft.Number;
        var served = await Served.ReadAsync(oversight, badges, number, cancellation);
        var plan = DayPlan.Make(options.Seed, served.Desks, served.Owing);
        using var play = new DayPlay(connection, badges, number, issued.Version, options.Day, time);
        screen.Say($"Every office has it. A day begins: {served.Desks.Count} officers at their desks, {served.Owing.Count} departments owe a report.");
        await screen.WhileAsync(play.PlayAsync(plan, cancellation), options.Day, cancellation);
        if (play.Done != plan.Counts)
            throw new DemoException($"The day was planned as {plan.Counts} and played as {play.Done}.");

        await counts.UntilAsync($"the counts do not show what was done, {plan.Counts}", tally => Shows(tally, plan.Counts), Patience, time, cancellation);
        gateway.ThrowIfEnded();
        var compliance = await oversight.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, oversight.Within(cancellation));
        Check(compliance.Total.Tally, plan.Counts, served);
        return new DemoEnding(compliance, counts.Declined(3));
    }

    private static bool Shows(Tally tally, DayCounts done) =>
        new DayCounts(tally.Opened, tally.Acknowledged, tally.Declined, tally.OfficesComplied) == done;

    /// <summary>The counts of the server against what the demo itself knows.</summary>
    private static void Check(Tally tally, DayCounts done, Served served)
    {
        (string What, int Expected, int Found)[] counts =
        [
            ("offices received", tally.Offices, tally.OfficesReceived),
            ("departments that owe a report", served.Owing.Count, tally.OfficesOwing),
            ("posts served for action", served.ForAction, tally.ServedForAction),
            ("posts served", tally.ServedForAction + tally.ServedForInformation, tally.Served),
            ("opened", done.Opened, tally.Opened),
            ("acknowledged", done.Acknowledged, tally.Acknowledged),
            ("declined", done.Declined, tally.Declined),
            ("departments complied", done.Complied, tally.OfficesComplied),
        ];
        string[] wrong = [.. counts.Where(count => count.Expected != count.Found).Select(count => $"{count.What}: expected {count.Expected}, found {count.Found}")];
        if (wrong.Length > 0)
            throw new DemoException($"The table would be wrong: {string.Join("; ", wrong)}.");
    }
}
