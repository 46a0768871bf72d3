using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives comply</c></summary>
internal static class ComplyCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("The department that reports");
        department.Required = true;
        var statement = new Option<string>("--statement") { Description = "What was done", HelpName = "TEXT", Required = true };
        var evidence = new Evidence();
        var percent = new Option<int>("--percent") { Description = "How much is in force, 1 to 100", HelpName = "N", DefaultValueFactory = _ => 100 };
        percent.Validators.Add(result => Inputs.CheckRange(result, 1, 100));
        var plan = new Option<string?>("--plan") { Description = "With less than 100: what is done about the rest", HelpName = "TEXT" };
        var by = new Option<string?>("--planned-by") { Description = "With less than 100: the day by which it is to be wholly in force, YYYY-MM-DD", HelpName = "DAY" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "comply", "Report that a directive is in force in a department, with evidence; or attest a period of a recurring duty by its number",
            "directives comply SGAD/2020/14 --department ppra --statement \"All groups are closed.\" --evidence-file circular.pdf --as post:ppra/managing-director",
            "directives comply SGAD/2020/14 --department ppra --statement \"Half of them.\" --reference SO-7/2020 --percent 50 --plan \"The rest moves in May.\" --planned-by 2020-05-31 --as post:ppra/managing-director")
        {
            directive, department, statement, percent, plan, by, operation,
        };
        evidence.AddTo(command);
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new ComplyRequest
            {
                Department = parse.GetRequiredValue(department),
                Directive = parse.GetRequiredValue(directive),
                Statement = parse.GetRequiredValue(statement),
                EvidenceText = evidence.TextOf(parse),
                EvidenceSha256 = await evidence.DigestOfAsync(parse, cancellation),
                Reference = evidence.ReferenceOf(parse),
                Percent = parse.GetValue(percent),
                Plan = parse.GetValue(plan) ?? "",
                PlannedBy = parse.GetValue(by) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var report = await session.Connection.Departments.ComplyAsync(request, session.Connection.Within(cancellation));
            session.Answer(report, answer => session.Terminal.Output.WriteLine(Plain.Line(Describe(answer))));
        });
    }

    private static string Describe(ComplianceReport report)
    {
        var document = report.EvidenceSha256.Length > 0 ? $", document sha256 {report.EvidenceSha256}" : "";
        var part = report.Percent < 100 ? $"{report.Percent} per cent " : "";
        return $"{report.Department} has reported {report.Directive} version {report.Version} {part}in force at {Moment.Of(report.At)}{document}. Reported is not verified.";
    }
}
