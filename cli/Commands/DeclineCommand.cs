using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives decline</c></summary>
internal static class DeclineCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var post = Inputs.Post();
        var reason = new Option<string>("--reason") { Description = "Why; it reaches the issuer", HelpName = "TEXT", Required = true };
        var version = new Option<int?>("--version") { Description = "The exact version; without it, the one served on the post", HelpName = "N" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "decline", "Decline a directive with a reason, after opening it; it can still be acknowledged later",
            "directives decline SGAD/2020/14 --post ace/law-officer --reason \"The post has no official telephone.\" --as post:ace/law-officer")
        {
            directive, post, reason, version, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var (number, seat) = (parse.GetRequiredValue(directive), parse.GetRequiredValue(post));
            var request = new DeclineRequest
            {
                Post = seat,
                Directive = number,
                Reason = parse.GetRequiredValue(reason),
                Version = await OfficerAnswers.VersionAsync(session, seat, number, parse.GetValue(version), cancellation),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var record = await session.Connection.Officers.DeclineAsync(request, session.Connection.Within(cancellation));
            session.Answer(record, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"Declined {answer.Directive} version {answer.Version} for {answer.Post} at {Moment.Of(answer.DeclinedAt)}: {answer.DeclineReason}")));
        });
    }
}
