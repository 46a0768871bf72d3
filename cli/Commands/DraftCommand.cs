using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives draft</c></summary>
internal static class DraftCommand
{
    public static Command Create(Runner run)
    {
        var file = new Argument<string?>("FILE") { Description = "The draft to keep, a file as `directives issue` takes it", Arity = ArgumentArity.ZeroOrOne };
        var number = new Option<string?>("--number") { Description = "Read the draft that is kept under this number, and write none", HelpName = "DIRECTIVE" };
        var amends = new Option<string?>("--amend-reason")
        {
            Description = "The draft is the next version of a directive in force: what is amended, and why",
            HelpName = "TEXT",
        };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "draft", "Keep the draft of a directive for another person to approve, or read the one that is kept",
            "directives draft samples/directives/whatsapp-ban.md --role issuer --name p-000001",
            "directives draft --number SGAD/2020/14 --role issuer")
        {
            file, number, amends, operation,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is { Tokens.Count: > 0 } == result.GetResult(number) is not null)
                result.AddError("Give either a file or --number.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            if (parse.GetValue(number) is { } kept)
            {
                var found = await session.Connection.Directives.GetDraftAsync(
                    new GetDraftRequest { Number = kept }, session.Connection.Within(cancellation));
                session.Answer(found, answer => Draw(session, answer, text: true));
                return;
            }

            var order = await DirectiveFile.ReadAsync(parse.GetValue(file)!, cancellation);
            var operationId = session.Operate(parse.GetValue(operation));
            var written = await order.SendAsync(async draft => await session.Connection.Directives.DraftAsync(
                new DraftRequest { OperationId = operationId, Draft = draft, AmendReason = parse.GetValue(amends) ?? "" }, session.Connection.Within(cancellation)));
            session.Answer(written, answer => Draw(session, answer, text: false));
        });
    }

    /// <param name="text">With the text in the language asked for.</param>
    public static void Draw(CommandSession session, DraftRecord record, bool text)
    {
        var output = session.Terminal.Output;
        output.WriteLine(Plain.Line($"{record.Draft.Number} edition {record.Edition}: {session.Say(record.Draft.Title)}"));
        output.WriteLine(Plain.Line($"Drafted at {Moment.Of(record.DraftedAt)} by {record.DraftedBy}."));
        if (record.AmendsVersion > 0)
            output.WriteLine(Plain.Line($"It amends version {record.AmendsVersion}: {record.AmendReason}"));
        output.WriteLine(Plain.Line($"Digest {record.DraftDigest}"));
        output.WriteLine(Plain.Line(
            record.IssuedAt is not null ? $"Issued at {Moment.Of(record.IssuedAt)}."
            : record.ApprovedBy.Length > 0 ? $"Approved at {Moment.Of(record.ApprovedAt)} by {record.ApprovedBy}. Issue it: directives issue --number {record.Draft.Number}"
            : $"Not approved. Another person does: directives approve {record.Draft.Number} --digest {record.DraftDigest}"));
        if (!text)
            return;
        output.WriteLine();
        output.WriteLine(Plain.Text(session.In(record.Draft.Text)));
    }
}
