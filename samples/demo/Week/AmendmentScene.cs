using Directives.Cli.Drafts;
using Directives.Demo.Day;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>Wednesday: the order is amended; whoever acknowledged it must acknowledge it again.</summary>
internal static class AmendmentScene
{
    private const string Reason = "an amendment that adds a deadline, the end of this week";

    /// <param name="friday">By when the new version is to be acknowledged and reported in force; ISO 8601.</param>
    /// <returns>The version that is in force from now on, once it has been served everywhere.</returns>
    public static async Task<int> PlayAsync(Stage stage, Order order, Watching watching, string friday, CancellationToken cancellation)
    {
        var before = await stage.CountAsync(order.Number, cancellation);
        var (issued, _) = await order.Hands(stage).IssueAsync(Amend(order.File, friday), Reason, cancellation);
        CountCheck.Require("the amendment", ("version", order.Issued.Version + 1, issued.Version));
        await watching.Counts.UntilAsync(
            "not everybody has been served the new version",
            tally => tally is { Opened: 0, Acknowledged: 0, Declined: 0, OfficesComplied: 0 } && tally.Served == before.Served, Stage.Patience, stage.Time, cancellation);
        await Served.SinceAsync(stage, order.Number, issued.IssuedAt.ToDateTimeOffset(), cancellation);
        stage.Say($"  {before.Acknowledged:N0} had acknowledged version {order.Issued.Version}; version {issued.Version}, due on {friday}, was served on all {before.Served:N0} posts and is acknowledged by nobody yet.");
        return issued.Version;
    }

    /// <summary>Shows both acknowledgements on the record of one who has given two.</summary>
    public static async Task TellBothAsync(Stage stage, Order order, Answers first, Answers again, Served served, int version, CancellationToken cancellation)
    {
        var desk = served.Desks.First(desk => first.HasAcknowledged(desk.Post) && again.HasAcknowledged(desk.Post));
        var officer = await People.InAsync(stage, desk.Post, cancellation) ?? throw new DemoException($"Nobody holds {desk.Post}.");
        var caller = await stage.AsAsync(officer.Bearer, cancellation);
        var inbox = await caller.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = desk.Post }, caller.Within(cancellation));
        var acts = inbox.Records.First(record => record.Directive == order.Number).Acts.Where(act => act.Fact == "Acknowledged").ToList();
        CountCheck.Require(
            $"the record of {desk.Post}",
            ("acknowledgements", $"{order.Issued.Version} (False), {version} (True)", string.Join(", ", acts.Select(act => $"{act.Version} ({act.Counts})"))));
        stage.Say($"  On the record of {officer}: version {acts[0].Version} acknowledged on {Dated(acts[0])}, version {acts[1].Version} on {Dated(acts[1])}; the later one counts.");
    }

    private static string Dated(OfficerAct act) => Cli.Views.Moment.Of(act.At);

    private static DirectiveFile Amend(DirectiveFile file, string friday)
    {
        var draft = file.Draft.Clone();
        draft.Deadlines = new Deadlines { AcknowledgeOn = friday, ComplyOn = friday };
        draft.Text.En += $"\n\n**Amended.** These instructions shall be acknowledged, and reported to be in force, by {friday}.\n";
        draft.Text.Ur += $"\n\n**ترمیم۔** ان ہدایات کی وصولی کی تصدیق اور ان کے نفاذ کی رپورٹ {friday} تک دی جائے۔\n";
        return file with { Draft = draft };
    }
}
