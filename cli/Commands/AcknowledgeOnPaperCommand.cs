using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives acknowledge-on-paper</c></summary>
internal static class AcknowledgeOnPaperCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var post = Inputs.Post();
        post.Description = "The post whose holder acknowledged, ppra/managing-director";
        var person = new Option<string>("--person") { Description = "The officer who acknowledged; he holds the post", HelpName = "PERSON", Required = true };
        var on = new Option<string>("--on") { Description = "The date on the paper", HelpName = "YYYY-MM-DD", Required = true };
        var reference = new Option<string>("--reference") { Description = "Under which the office keeps the paper", HelpName = "TEXT", Required = true };
        var version = new Option<int>("--version") { Description = "The version that the paper names", HelpName = "N", Required = true };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "acknowledge-on-paper", "Enter that an officer of this office acknowledged on paper; the date of the paper and that of the entry are both kept",
            "directives acknowledge-on-paper SGAD/2020/14 --post ppra/managing-director --person p-104 --version 1 --on 2020-02-20 --reference \"File 7, folio 12\" --as post:commerce/secretary")
        {
            directive, post, person, version, on, reference, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new AcknowledgeOnPaperRequest
            {
                OperationId = session.Operate(parse.GetValue(operation)),
                Post = parse.GetRequiredValue(post),
                Directive = parse.GetRequiredValue(directive),
                Version = parse.GetValue(version),
                Person = parse.GetRequiredValue(person),
                On = parse.GetRequiredValue(on),
                Reference = parse.GetRequiredValue(reference),
            };
            var record = await session.Connection.Officers.AcknowledgeOnPaperAsync(request, session.Connection.Within(cancellation));
            session.Answer(record, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"Entered that {request.Person} acknowledged {answer.Directive} version {answer.Version} for {answer.Post} on paper on {request.On}; entered at {Moment.Of(answer.AcknowledgedAt)}, from which it counts.")));
        });
    }
}
