using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives rescind</c></summary>
internal static class RescindCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var reason = new Option<string>("--reason") { Description = "Why it is cancelled", HelpName = "TEXT", Required = true };
        var instrument = new Option<string>("--by") { Description = "By what it is cancelled: the number of a directive or of a letter", HelpName = "NUMBER", Required = true };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "rescind", "Cancel a directive; what is open under it is closed down the hierarchy",
            "directives rescind SGAD/2020/14 --by \"SO(CAB-I)2-1/2021\" --reason \"Its purpose is served\" --role issuer")
        {
            directive, reason, instrument, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new RescindRequest
            {
                Number = parse.GetRequiredValue(directive),
                Reason = parse.GetRequiredValue(reason),
                Instrument = parse.GetRequiredValue(instrument),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var standing = await session.Connection.Directives.RescindAsync(request, session.Connection.Within(cancellation));
            session.Answer(standing, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Number} was rescinded at {Moment.Of(answer.ClosedAt)} by {answer.ClosedBy}: {answer.ClosedReason}")));
        });
    }
}
