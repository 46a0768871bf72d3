using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives acknowledge</c></summary>
internal static class AcknowledgeCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var post = Inputs.Post();
        var version = new Option<int?>("--version") { Description = "The exact version; without it, the one served on the post", HelpName = "N" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "acknowledge", "Acknowledge one exact version of a directive, after opening it",
            "directives acknowledge SGAD/2020/14 --post ppra/managing-director --as post:ppra/managing-director")
        {
            directive, post, version, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var (number, seat) = (parse.GetRequiredValue(directive), parse.GetRequiredValue(post));
            var request = new AcknowledgeRequest
            {
                Post = seat,
                Directive = number,
                Version = await OfficerAnswers.VersionAsync(session, seat, number, parse.GetValue(version), cancellation),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var record = await session.Connection.Officers.AcknowledgeAsync(request, session.Connection.Within(cancellation));
            session.Answer(record, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"Acknowledged {answer.Directive} version {answer.Version} for {answer.Post} at {Moment.Of(answer.AcknowledgedAt)}.")));
        });
    }
}
