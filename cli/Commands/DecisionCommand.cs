using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives decision</c></summary>
internal static class DecisionCommand
{
    public static Command Create(Runner run) =>
        new CliCommand("decision", "The decisions that directives rest on", "directives decision record decision.md --role issuer", "directives decision show CAB/2020/31-01 --role oversight")
        {
            Record(run), Show(run),
        };

    private static CliCommand Record(Runner run)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The decision: number, body, meeting, date and minute in YAML, then its text in Markdown under # English and # اردو",
        };
        var operation = Inputs.OperationId();
        var command = new CliCommand("record", "Record a decision; it is never changed", "directives decision record decision.md --role issuer") { file, operation };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var read = await DecisionFile.ReadAsync(parse.GetRequiredValue(file), cancellation);
            var request = new RecordDecisionRequest { OperationId = session.Operate(parse.GetValue(operation)), Decision = read.Decision };
            var recorded = await session.Connection.Directives.RecordDecisionAsync(request, session.Connection.Within(cancellation));
            session.Answer(recorded, answer => Draw(session, answer, text: false));
        });
    }

    private static CliCommand Show(Runner run)
    {
        var number = new Argument<string>("DECISION") { Description = "The decision's number" };
        var command = new CliCommand("show", "Read a decision", "directives decision show CAB/2020/31-01 --role oversight") { number };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var found = await session.Connection.Directives.GetDecisionAsync(
                new GetDecisionRequest { Number = parse.GetRequiredValue(number) }, session.Connection.Within(cancellation));
            session.Answer(found, answer => Draw(session, answer, text: true));
        });
    }

    private static void Draw(CommandSession session, RecordedDecision recorded, bool text)
    {
        var (output, decision) = (session.Terminal.Output, recorded.Decision);
        var minute = decision.Minute.Length > 0 ? $", minute {decision.Minute}" : "";
        output.WriteLine(Plain.Line($"{decision.Number}: {session.Say(decision.Body)}, {session.Say(decision.Meeting)}, {decision.Date}{minute}"));
        output.WriteLine(Plain.Line($"Recorded at {Moment.Of(recorded.RecordedAt)} by {recorded.RecordedBy}. Text sha256 {recorded.TextDigest}"));
        if (!text)
            return;
        output.WriteLine();
        output.WriteLine(Plain.Text(session.In(decision.Text)));
    }
}
