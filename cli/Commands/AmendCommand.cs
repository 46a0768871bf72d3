using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;
using Directive = Directives.V1.Directive;

namespace Directives.Cli.Commands;

/// <summary><c>directives amend</c></summary>
internal static class AmendCommand
{
    public static Command Create(Runner run)
    {
        var file = new Argument<string>("FILE") { Description = "The directive as it is to be from now on, a file as `directives issue` takes it" };
        var reason = new Option<string>("--reason") { Description = "What is amended, and why", HelpName = "TEXT", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and change nothing" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "amend", "Make the next version of a directive; whoever acknowledged the older one acknowledges this one",
            "directives amend whatsapp-ban.md --reason \"Adds messaging services of other companies\" --role issuer")
        {
            file, reason, dryRun, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var order = await DirectiveFile.ReadAsync(parse.GetRequiredValue(file), cancellation);
            var operationId = session.Operate(parse.GetValue(operation));
            var amended = await order.SendAsync(async draft => await session.Connection.Directives.AmendAsync(
                new AmendRequest
                {
                    OperationId = operationId,
                    Draft = draft,
                    Reason = parse.GetRequiredValue(reason),
                    DryRun = parse.GetValue(dryRun),
                },
                session.Connection.Within(cancellation)));
            session.Answer(amended, answer => Draw(session, answer, parse.GetValue(dryRun)));
        });
    }

    private static void Draw(CommandSession session, Directive amended, bool dryRun)
    {
        var output = session.Terminal.Output;
        output.WriteLine(Plain.Line($"{amended.Draft.Number} version {amended.Version}: {session.Say(amended.Draft.Title)}"));
        output.WriteLine(dryRun
            ? "Right in every field; it would be amended. Nothing was changed."
            : Plain.Line($"Amended at {Moment.Of(amended.IssuedAt)} by {amended.IssuedBy}, No. {amended.DispatchNumber} of {amended.Draft.Issuer}."));
        output.WriteLine($"Acknowledge by {Moment.Of(amended.AcknowledgeBy)}, comply by {Moment.Of(amended.ComplyBy)}.");
        output.WriteLine(Plain.Line($"Text sha256 {amended.TextDigest}"));
    }
}
