using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives reiterate</c></summary>
internal static class ReiterateCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var note = new Option<string?>("--note") { Description = "Why it is repeated", HelpName = "TEXT" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "reiterate", "Repeat a directive, which stays in force as it is",
            "directives reiterate SGAD/2020/14 --note \"Officers still use private groups\" --role issuer")
        {
            directive, note, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new ReiterateRequest
            {
                Number = parse.GetRequiredValue(directive),
                Note = parse.GetValue(note) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var standing = await session.Connection.Directives.ReiterateAsync(request, session.Connection.Within(cancellation));
            session.Answer(standing, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Number} was reiterated at {Moment.Of(answer.ReiteratedAt)}, {answer.Reiterations} {(answer.Reiterations == 1 ? "time" : "times")} so far.")));
        });
    }
}
