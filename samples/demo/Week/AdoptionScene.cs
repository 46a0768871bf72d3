using Directives.Cli.Drafts;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>Tuesday: Punjab adopts the Establishment Division's memorandum on social media.</summary>
internal static class AdoptionScene
{
    /// <returns>The number of the directive that adopts it.</returns>
    public static async Task<string> PlayAsync(Stage stage, CancellationToken cancellation)
    {
        var file = await DirectiveFile.ReadAsync(stage.Sample("directives", "social-media-policy.md"), cancellation);
        var number = file.Draft.Number;
        var people = await People.OfAsync(stage, file.Draft.Issuer, cancellation);
        var decision = await OrderScene.RecordAsync(stage, people, "establishment-division.md", cancellation);
        file.Draft.Lineage.Add(new LineageLink { Kind = LinkKind.Adopts, Decision = decision });
        var (issued, audience) = await new TwoHands(stage, people).IssueAsync(file, "", cancellation);
        await OrderScene.ServeAsync(stage, issued, audience, cancellation);
        await AcknowledgeAsync(stage, number, issued, cancellation);
        await TellLineageAsync(stage, number, decision, cancellation);
        return number;
    }

    /// <summary>The head of the whole jurisdiction goes ahead.</summary>
    private static async Task AcknowledgeAsync(Stage stage, string number, Directive issued, CancellationToken cancellation)
    {
        var head = await People.HeadAsync(stage, issued.Draft.Jurisdiction, cancellation) ?? throw new DemoException($"Nobody heads {issued.Draft.Jurisdiction}.");
        var desk = await stage.AsAsync(head.Bearer, cancellation);
        await desk.Officers.OpenAsync(
            new OpenRequest { OperationId = Stage.Operation($"first {number}"), Post = head.Post, Directive = number, Language = "ur" }, desk.Within(cancellation));
        var record = await desk.Officers.AcknowledgeAsync(
            new AcknowledgeRequest { OperationId = Stage.Operation($"first ack {number}"), Post = head.Post, Directive = number, Version = issued.Version }, desk.Within(cancellation));
        CountCheck.Require("the first acknowledgement", ("standing", Standing.Acknowledged, record.Standing));
        await using var watching = await Watching.StartAsync(stage, number, cancellation);
        await watching.Counts.UntilAsync("the first acknowledgement is not counted", tally => tally.Acknowledged == 1, Stage.Patience, stage.Time, cancellation);
        stage.Say($"  {head} acknowledges it first.");
    }

    /// <summary>From the decision of the federation to what became of it in the province.</summary>
    private static async Task TellLineageAsync(Stage stage, string number, string decision, CancellationToken cancellation)
    {
        var oversight = await stage.OversightAsync(cancellation);
        var lineage = await oversight.Directives.GetLineageAsync(new GetLineageRequest { Decision = decision }, oversight.Within(cancellation));
        var link = lineage.Links.FirstOrDefault(link => link.From == number) ?? throw new DemoException($"{number} is not linked to {decision}.");
        var counted = await stage.CountAsync(number, cancellation);
        CountCheck.Require(
            "the lineage", ("link", LinkKind.Adopts, link.Kind), ("to", decision, link.ToDecision),
            ("served", counted.Served, link.Compliance.Served), ("acknowledged", counted.Acknowledged, link.Compliance.Acknowledged));
        stage.Say($"  From {decision} down: adopted by {link.From}, {link.Compliance.Served:N0} posts served, {link.Compliance.Acknowledged:N0} acknowledged.");
    }
}
