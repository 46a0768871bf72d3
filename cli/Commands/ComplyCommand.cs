using System.CommandLine;
using System.Security.Cryptography;
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
        var evidence = new Option<string?>("--evidence") { Description = "Evidence as a text", HelpName = "TEXT" };
        var file = new Option<FileInfo?>("--evidence-file") { Description = "Evidence as a document: its SHA-256 is sent, not the document", HelpName = "FILE" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "comply", "Report that a directive is in force in a department, with evidence",
            "directives comply SGAD/2020/14 --department ppra --statement \"All groups are closed.\" --evidence-file circular.pdf --as post:ppra/managing-director")
        {
            directive, department, statement, evidence, file, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new ComplyRequest
            {
                Department = parse.GetRequiredValue(department),
                Directive = parse.GetRequiredValue(directive),
                Statement = parse.GetRequiredValue(statement),
                EvidenceText = parse.GetValue(evidence) ?? "",
                EvidenceSha256 = await DigestAsync(parse.GetValue(file), cancellation),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var report = await session.Connection.Departments.ComplyAsync(request, session.Connection.Within(cancellation));
            session.Answer(report, answer => session.Terminal.Output.WriteLine(Plain.Line(Describe(answer))));
        });
    }

    private static string Describe(ComplianceReport report)
    {
        var document = report.EvidenceSha256.Length > 0 ? $", document sha256 {report.EvidenceSha256}" : "";
        return $"{report.Department} has reported {report.Directive} version {report.Version} in force at {Moment.Of(report.At)}{document}. Reported is not verified.";
    }

    /// <summary>SHA-256 in lower-case hex; empty without a file.</summary>
    private static async Task<string> DigestAsync(FileInfo? file, CancellationToken cancellation)
    {
        if (file is null)
            return "";
        try
        {
            await using var content = file.OpenRead();
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {wrong.Message}");
        }
    }
}
