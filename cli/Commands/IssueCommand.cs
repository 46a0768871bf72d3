using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;
using Grpc.Core;
using Directive = Directives.V1.Directive;

namespace Directives.Cli.Commands;

/// <summary><c>directives issue</c></summary>
internal static class IssueCommand
{
    public static Command Create(Runner run)
    {
        var file = new Argument<string>("FILE") { Description = "The directive: front matter in YAML, then the text in Markdown under # English and # اردو" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and issue nothing" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "issue", "Issue a directive; from there it goes down the hierarchy by itself",
            "directives issue samples/directives/whatsapp-ban.md --dry-run --role issuer",
            "directives issue samples/directives/whatsapp-ban.md --role issuer")
        {
            file, dryRun, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var order = await DirectiveFile.ReadAsync(parse.GetRequiredValue(file), cancellation);
            var issued = await IssueAsync(
                session.Connection, order, session.Operate(parse.GetValue(operation)), parse.GetValue(dryRun), cancellation);
            session.Answer(issued, answer => Draw(session, answer, parse.GetValue(dryRun)));
        });
    }

    /// <exception cref="RejectedDraftException">The server objects to fields of the draft; each is shown where the file has it.</exception>
    public static async Task<Directive> IssueAsync(
        Connection connection, DirectiveFile order, string operationId, bool dryRun, CancellationToken cancellation)
    {
        try
        {
            return await connection.Directives.IssueAsync(
                new IssueRequest { OperationId = operationId, Draft = order.Draft, DryRun = dryRun }, connection.Within(cancellation));
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.InvalidArgument)
        {
            var call = RefusedCall.Of(refused);
            throw call.Objections.Any(objection => objection.Field.StartsWith("draft", StringComparison.Ordinal))
                ? new RejectedDraftException(order, call)
                : refused;
        }
    }

    private static void Draw(CommandSession session, Directive issued, bool dryRun)
    {
        var output = session.Terminal.Output;
        output.WriteLine(Plain.Line($"{issued.Draft.Number} version {issued.Version}: {session.Say(issued.Draft.Title)}"));
        output.WriteLine(dryRun
            ? "Right in every field; it would be issued. Nothing was issued."
            : Plain.Line($"Issued at {Moment.Of(issued.IssuedAt)} by {issued.IssuedBy}."));
        output.WriteLine($"Acknowledge by {Moment.Of(issued.AcknowledgeBy)}, comply by {Moment.Of(issued.ComplyBy)}.");
        output.WriteLine(Plain.Line($"Text sha256 {issued.TextDigest}"));
        if (!dryRun)
            output.WriteLine(Plain.Line($"Follow it: directives watch {issued.Draft.Number} --role oversight"));
    }
}
