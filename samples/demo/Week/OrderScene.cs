using Directives.Cli.Drafts;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>What the order is, and who made it.</summary>
/// <param name="File">As it was issued, to be amended.</param>
internal sealed record Order(DirectiveFile File, People People, Directive Issued)
{
    public string Number => Issued.Draft.Number;

    public TwoHands Hands(Stage stage) => new(stage, People);
}

/// <summary>Monday morning: the decision of 31 January is recorded, and the order that carries it into the province is issued.</summary>
internal static class OrderScene
{
    public static async Task<Order> PlayAsync(Stage stage, CancellationToken cancellation)
    {
        var file = await DirectiveFile.ReadAsync(stage.Sample("directives", "whatsapp-ban.md"), cancellation);
        var people = await People.OfAsync(stage, file.Draft.Issuer, cancellation);
        var decision = await RecordAsync(stage, people, "31-january.md", cancellation);
        file.Draft.Lineage.Add(new LineageLink { Kind = LinkKind.Implements, Decision = decision });
        var (issued, audience) = await new TwoHands(stage, people).IssueAsync(file, "", cancellation);
        await ServeAsync(stage, issued, audience, cancellation);
        return new Order(file, people, issued);
    }

    /// <returns>The decision's number.</returns>
    public static async Task<string> RecordAsync(Stage stage, People people, string file, CancellationToken cancellation)
    {
        var decision = (await DecisionFile.ReadAsync(stage.Sample("decisions", file), cancellation)).Decision;
        var recorder = await stage.AsAsync(people.Drafter.Bearer, cancellation);
        var recorded = await recorder.Directives.RecordDecisionAsync(
            new RecordDecisionRequest { OperationId = Stage.Operation($"record {decision.Number}"), Decision = decision }, recorder.Within(cancellation));
        CountCheck.Require("the decision", ("recorded by", people.Drafter.Id, recorded.RecordedBy));
        stage.Say($"Recorded the decision {decision.Number}: {decision.Body.En}, {decision.Date}.");
        return decision.Number;
    }

    /// <summary>Watches it reach every office.</summary>
    public static async Task ServeAsync(Stage stage, Directive issued, AudiencePreview audience, CancellationToken cancellation)
    {
        var number = issued.Draft.Number;
        await using var watching = await Watching.StartAsync(stage, number, cancellation);
        var arrival = watching.Counts.UntilAsync(
            $"not every office has received {number}", tally => tally.Offices > 0 && tally.OfficesReceived == tally.Offices, Stage.Patience, stage.Time, cancellation);
        await stage.Screen.WhileAsync(watching.Counts, arrival, () => stage.Clock.Text, cancellation);
        var tally = await stage.CountAsync(number, cancellation);
        CountCheck.Require(
            $"who was served {number}",
            ("posts", audience.Total.Posts, tally.Served), ("for action", audience.Total.ForAction, tally.ServedForAction),
            ("vacant", audience.Total.Vacant, tally.Vacant), ("offices that owe a report or pass it on", tally.Offices, tally.OfficesReceived));
        stage.Say($"  Served: all {tally.OfficesReceived:N0} offices have it in their diaries, {tally.Served:N0} posts were served, vacant ones too.");
    }
}
