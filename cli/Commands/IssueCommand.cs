using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;
using Directive = Directives.V1.Directive;

namespace Directives.Cli.Commands;

/// <summary><c>directives issue</c></summary>
internal static class IssueCommand
{
    public static Command Create(Runner run)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The directive: front matter in YAML, then the text in Markdown under # English and # اردو",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var number = new Option<string?>("--number") { Description = "Issue the draft that was approved under this number, and no file", HelpName = "DIRECTIVE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and issue nothing" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "issue", "Issue a directive; from there it goes down the hierarchy by itself",
            "directives issue samples/directives/whatsapp-ban.md --dry-run --role issuer",
            "directives issue samples/directives/whatsapp-ban.md --role issuer",
            "directives issue --number SGAD/2020/14 --role issuer --name p-000002")
        {
            file, number, dryRun, operation,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is { Tokens.Count: > 0 } == result.GetResult(number) is not null)
                result.AddError("Give either a file or --number.");
            if (result.GetResult(number) is not null && result.GetResult(dryRun) is { Implicit: false })
                result.AddError("A draft is looked at with `directives check`; --dry-run is for a file.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            if (parse.GetValue(number) is { } drafted)
            {
                var request = new IssueDraftRequest { Number = drafted, OperationId = session.Operate(parse.GetValue(operation)) };
                session.Answer(
                    await session.Connection.Directives.IssueDraftAsync(request, session.Connection.Within(cancellation)),
                    answer => Draw(session, answer, dryRun: false));
                return;
            }

            var order = await DirectiveFile.ReadAsync(parse.GetValue(file)!, cancellation);
            var issued = await IssueAsync(
                session.Connection, order, session.Operate(parse.GetValue(operation)), parse.GetValue(dryRun), cancellation);
            session.Answer(issued, answer => Draw(session, answer, parse.GetValue(dryRun)));
        });
    }

    /// <exception cref="RejectedDraftException">The server objects to fields of the draft; each is shown where the file has it.</exception>
    public static Task<Directive> IssueAsync(
        Connection connection, DirectiveFile order, string operationId, bool dryRun, CancellationToken cancellation) =>
        order.SendAsync(async draft => await connection.Directives.IssueAsync(
            new IssueRequest { OperationId = operationId, Draft = draft, DryRun = dryRun }, connection.Within(cancellation)));

    private static void Draw(CommandSession session, Directive issued, bool dryRun)
    {
        var output = session.Terminal.Output;
        output.WriteLine(Plain.Line($"{issued.Draft.Number} version {issued.Version}: {session.Say(issued.Draft.Title)}"));
        output.WriteLine(dryRun
            ? "Right in every field; it would be issued. Nothing was issued."
            : Plain.Line($"Issued at {Moment.Of(issued.IssuedAt)} by {issued.IssuedBy}, No. {issued.DispatchNumber} of {issued.Draft.Issuer}."));
        if (issued.ReceiveBy is not null)
            output.WriteLine($"Every office is to receive it by {Moment.Of(issued.ReceiveBy)}.");
        output.WriteLine($"Acknowledge by {Moment.Of(issued.AcknowledgeBy)}, comply by {Moment.Of(issued.ComplyBy)}.");
        if (issued.Draft.Deadlines is { AcknowledgeWorkingDays: > 0 } or { ComplyWorkingDays: > 0 })
            output.WriteLine("Working days count from service: an office that is served later has until later.");
        output.WriteLine(Plain.Line($"Text sha256 {issued.TextDigest}"));
        if (!dryRun)
            output.WriteLine(Plain.Line($"Follow it: directives watch {issued.Draft.Number} --role oversight"));
    }
}
