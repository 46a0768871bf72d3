using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives lineage</c></summary>
internal static class LineageCommand
{
    private const int LargestPage = 1000;

    public static Command Create(Runner run)
    {
        var directive = new Argument<string?>("DIRECTIVE") { Description = "From this directive", Arity = ArgumentArity.ZeroOrOne };
        var decision = new Option<string?>("--decision") { Description = "From this decision", HelpName = "DECISION" };
        var depth = new Option<int>("--depth") { Description = "Links followed one after the other", HelpName = "N", DefaultValueFactory = _ => 3 };
        depth.Validators.Add(result => Inputs.CheckRange(result, 1, 10));
        var evidence = new Option<bool>("--evidence") { Description = "With the compliance reports and their evidence, of every directive shown" };
        var command = new CliCommand(
            "lineage", "What a directive rests on and does to others, and what rests on it; from a decision down to the evidence",
            "directives lineage SGAD/2020/14 --role oversight",
            "directives lineage --decision CAB/2020/31-01 --evidence --role oversight")
        {
            directive, decision, depth, evidence,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(directive) is { Tokens.Count: > 0 } == result.GetResult(decision) is not null)
                result.AddError("Give either a directive or --decision.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new GetLineageRequest { Depth = parse.GetValue(depth) };
            if (parse.GetValue(decision) is { } named)
                request.Decision = named;
            else
                request.Directive = parse.GetValue(directive);
            var lineage = await session.Connection.Directives.GetLineageAsync(request, session.Connection.Within(cancellation));
            session.Answer(lineage, answer => Draw(session, answer));
            if (parse.GetValue(evidence))
                await ShowEvidenceAsync(session, lineage, cancellation);
        });
    }

    private static void Draw(CommandSession session, Lineage lineage)
    {
        var output = session.Terminal.Output;
        output.WriteLine(lineage.Directive is { } directive ? Describe(session, directive, lineage.Compliance) : Describe(session, lineage.Decision));
        foreach (var link in lineage.Links)
        {
            var to = link.ToCase is LineageEntry.ToOneofCase.ToDecision ? $"decision {link.ToDecision}" : link.ToDirective;
            var other = link.Directive is { } linked ? Describe(session, linked, link.Compliance) : Describe(session, link.Decision);
            var note = link.Note.Length > 0 ? $" ({link.Note})" : "";
            output.WriteLine(Plain.Line($"{new string(' ', 2 * link.Depth)}{link.From} {Words<LinkKind>.Of(link.Kind)} {to}{note}"));
            output.WriteLine($"{new string(' ', 2 * link.Depth + 2)}{other}");
        }

        if (lineage.Links.Count == 0)
            output.WriteLine("It has no links.");
        if (lineage.Truncated)
            output.WriteLine("There are more links than are shown.");
    }

    private static string Describe(CommandSession session, DirectiveStanding standing, Tally? counts)
    {
        var status = standing.Status is DirectiveStatus.InForce ? "in force" : $"{Words<DirectiveStatus>.Of(standing.Status)} by {standing.ClosedBy}";
        var repeated = standing.Reiterations > 0 ? $", reiterated {(standing.Reiterations == 1 ? "once" : $"{standing.Reiterations} times")}" : "";
        var reports = counts is null ? "" : $"; {counts.OfficesComplied} of {counts.OfficesOwing} offices have reported, {counts.Acknowledged} of {counts.Served} posts acknowledged";
        return Plain.Line($"{standing.Number} version {standing.Version}, {status}{repeated}: {session.Say(standing.Title)}{reports}");
    }

    private static string Describe(CommandSession session, RecordedDecision? recorded) => recorded?.Decision is not { } decision
        ? ""
        : Plain.Line($"Decision {decision.Number}: {session.Say(decision.Body)}, {session.Say(decision.Meeting)}, {decision.Date}");

    private static async Task ShowEvidenceAsync(CommandSession session, Lineage lineage, CancellationToken cancellation)
    {
        string[] directives =
        [
            .. ((DirectiveStanding?[])[lineage.Directive, .. lineage.Links.Select(link => link.Directive)])
                .OfType<DirectiveStanding>().Select(standing => standing.Number).Distinct(StringComparer.Ordinal),
        ];
        foreach (var number in directives)
        {
            var reports = await Pages.GatherAsync(
                LargestPage, LargestPage,
                async (size, token) => await session.Connection.Directives.ListEvidenceAsync(
                    new ListEvidenceRequest { Directive = number, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
                page => page.Reports, page => page.NextPageToken);
            session.Answer(reports, answer =>
            {
                foreach (var report in answer.Reports)
                    session.Terminal.Output.WriteLine(Plain.Line(Describe(report)));
                session.SayMore(answer.NextPageToken);
            });
        }
    }

    private static string Describe(ComplianceReport report)
    {
        string[] evidence =
        [
            report.EvidenceText, report.Reference, report.EvidenceSha256.Length > 0 ? $"document sha256 {report.EvidenceSha256}" : "",
            report.Percent is > 0 and < 100 ? $"{report.Percent} per cent, by {report.PlannedBy}: {report.Plan}" : "",
        ];
        return $"{report.Directive} version {report.Version}: {report.Department} at {Moment.Of(report.At)} by {report.By}: {report.Statement} [{string.Join("; ", evidence.Where(part => part.Length > 0))}]";
    }
}
