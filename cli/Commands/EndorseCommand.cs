using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives endorse</c> and <c>directives endorsements</c></summary>
internal static class EndorseCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("The department that endorses");
        department.Required = true;
        var version = new Option<int>("--version") { Description = "The version of the directive that is endorsed", HelpName = "N", Required = true };
        version.Validators.Add(result => Inputs.CheckRange(result, 1, int.MaxValue));
        var english = new Option<string?>("--en") { Description = "Covering instructions in English", HelpName = "TEXT" };
        var urdu = new Option<string?>("--ur") { Description = "Covering instructions in Urdu", HelpName = "TEXT" };
        var acknowledge = new Option<string?>("--acknowledge-by") { Description = "The last day to acknowledge below, YYYY-MM-DD; never later than the department's own", HelpName = "DAY" };
        var comply = new Option<string?>("--comply-by") { Description = "The last day to comply below, YYYY-MM-DD; never later than the department's own", HelpName = "DAY" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "endorse", "Endorse a directive downward, with covering instructions and tighter deadlines",
            "directives endorse SGAD/2020/14 --department law --version 1 --en \"Replies through this office.\" --acknowledge-by 2020-02-18 --as post:law/secretary")
        {
            directive, department, version, english, urdu, acknowledge, comply, operation,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(english) is null && result.GetResult(urdu) is null)
                result.AddError("Give the covering instructions with --en, --ur or both.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new EndorseRequest
            {
                Department = parse.GetRequiredValue(department),
                Directive = parse.GetRequiredValue(directive),
                Version = parse.GetRequiredValue(version),
                Instructions = new LocalText { En = parse.GetValue(english) ?? "", Ur = parse.GetValue(urdu) ?? "" },
                AcknowledgeBy = parse.GetValue(acknowledge) ?? "",
                ComplyBy = parse.GetValue(comply) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var given = await session.Connection.Departments.EndorseAsync(request, session.Connection.Within(cancellation));
            session.Answer(given, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Department} has endorsed {request.Directive} version {answer.Version} downward as its number {answer.Number}{Endorsements.Deadlines(answer)}.")));
        });
    }

    public static Command CreateList(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("The department that has them, or has given them");
        department.Required = true;
        var command = new CliCommand(
            "endorsements", "What a directive was endorsed with above a department, and what the department has endorsed itself",
            "directives endorsements SGAD/2020/14 --department law --role oversight")
        {
            directive, department,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new ListEndorsementsRequest { Department = parse.GetRequiredValue(department), Directive = parse.GetRequiredValue(directive) };
            var found = await session.Connection.Departments.ListEndorsementsAsync(request, session.Connection.Within(cancellation));
            session.Answer(found, list =>
            {
                var output = session.Terminal.Output;
                output.WriteLine(Plain.Line($"{list.Standing.Count} hold in {request.Department} for {request.Directive}:"));
                Endorsements.Write(session, list.Standing);
                output.WriteLine(Plain.Line($"{list.Given.Count} given by {request.Department}:"));
                Endorsements.Write(session, list.Given);
            });
        });
    }
}
