using System.CommandLine;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives approve</c></summary>
internal static class ApproveCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var digest = new Option<string>("--digest")
        {
            Description = "The digest of the draft that was read; `directives draft --number` and `directives check` show it",
            HelpName = "SHA256",
            Required = true,
        };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "approve", "Approve exactly the draft that was read; another person than its drafter does",
            "directives approve SGAD/2020/14 --digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --role issuer --name p-000002")
        {
            directive, digest, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new ApproveRequest
            {
                Number = parse.GetRequiredValue(directive),
                DraftDigest = parse.GetRequiredValue(digest),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var approved = await session.Connection.Directives.ApproveAsync(request, session.Connection.Within(cancellation));
            session.Answer(approved, answer => DraftCommand.Draw(session, answer, text: false));
        });
    }
}
