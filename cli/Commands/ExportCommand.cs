using System.CommandLine;
using Directives.Cli.Reports;
using Directives.V1;
using Grpc.Core;

namespace Directives.Cli.Commands;

/// <summary><c>directives export directive|department|officer</c></summary>
internal static class ExportCommand
{
    public static Command Create(Runner run) => new CliCommand(
        "export", "Write a report into a file: CSV, JSON lines or PDF",
        "directives export directive SGAD/2020/14 --format csv --out whatsapp-ban.csv --role oversight",
        "directives export department sgad --format pdf --lang ur --out sgad.pdf --role oversight",
        "directives export officer ppra/managing-director --format jsonl --out charge.jsonl --as post:ppra/managing-director")
    {
        Directive(run), Department(run), Officer(run),
    };

    private static CliCommand Directive(Runner run)
    {
        var (inputs, directive) = (new ExportInputs(), Inputs.Directive());
        var department = Inputs.Department("Only this subtree; without it, the whole jurisdiction");
        var facts = new Option<bool>("--facts") { Description = "What happened, with its times, in place of standings; not as a PDF" };
        var command = new CliCommand(
            "directive", "Every office and every post with its standing, in the order of the hierarchy",
            "directives export directive SGAD/2020/14 --format csv --bom --out whatsapp-ban.csv --role oversight",
            "directives export directive SGAD/2020/14 --facts --format jsonl --out facts.jsonl --role oversight",
            "directives export directive SGAD/2020/14 --department division-lahore --format pdf --out lahore.pdf --role oversight")
        {
            directive, department, facts,
        };
        inputs.AddTo(command);
        return command.Does(run, (parse, session, cancellation) => inputs.RunAsync(parse, session, options => session.Connection.Reports.ExportDirective(
            new ExportDirectiveRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Department = parse.GetValue(department) ?? "",
                Facts = parse.GetValue(facts),
                Options = options,
            },
            cancellationToken: cancellation), cancellation));
    }

    private static CliCommand Department(Runner run)
    {
        var inputs = new ExportInputs();
        var department = new Argument<string>("DEPARTMENT") { Description = "The department's id, sgad" };
        var command = new CliCommand(
            "department", "Its inward diary, the newest first, and under each directive its posts with their standing",
            "directives export department sgad --format pdf --out sgad.pdf --role oversight")
        {
            department,
        };
        inputs.AddTo(command);
        return command.Does(run, (parse, session, cancellation) => inputs.RunAsync(parse, session, options => session.Connection.Reports.ExportDepartment(
            new ExportDepartmentRequest { Department = parse.GetRequiredValue(department), Options = options },
            cancellationToken: cancellation), cancellation));
    }

    private static CliCommand Officer(Runner run)
    {
        var inputs = new ExportInputs();
        var post = new Argument<string>("POST") { Description = "The post, ppra/managing-director" };
        var command = new CliCommand(
            "officer", "The charge report of a post: what was served on it, what was done and what is open",
            "directives export officer ppra/managing-director --format pdf --lang ur --out charge.pdf --as post:ppra/managing-director")
        {
            post,
        };
        inputs.AddTo(command);
        return command.Does(run, (parse, session, cancellation) => inputs.RunAsync(parse, session, options => session.Connection.Reports.ExportOfficer(
            new ExportOfficerRequest { Post = parse.GetRequiredValue(post), Options = options },
            cancellationToken: cancellation), cancellation));
    }

    /// <summary>The options that every export takes.</summary>
    private sealed class ExportInputs
    {
        private readonly Option<string> format = new("--format") { Description = "csv, jsonl or pdf", HelpName = "FORMAT", Required = true };
        private readonly Option<string> path = new("--out") { Description = "The file to write", HelpName = "FILE", Required = true };
        private readonly Option<bool> force = new("--force") { Description = "Replace the file if it is there" };
        private readonly Option<bool> mark = new("--bom") { Description = "Begin a CSV with a byte order mark, for Excel" };

        public ExportInputs() => format.AcceptOnlyFromAmong("csv", "jsonl", "pdf");

        public void AddTo(Command command)
        {
            command.Options.Add(format);
            command.Options.Add(path);
            command.Options.Add(force);
            command.Options.Add(mark);
        }

        public Task RunAsync(
            ParseResult parse, CommandSession session, Func<ExportOptions, AsyncServerStreamingCall<ExportChunk>> open, CancellationToken cancellation)
        {
            var options = new ExportOptions
            {
                Format = parse.GetRequiredValue(format) switch
                {
                    "csv" => ExportFormat.Csv,
                    "jsonl" => ExportFormat.JsonLines,
                    _ => ExportFormat.Pdf,
                },
                Language = session.Language,
                ByteOrderMark = parse.GetValue(mark),
            };
            return ExportRun.RunAsync(session, parse.GetRequiredValue(path), parse.GetValue(force), () => open(options), cancellation);
        }
    }
}
