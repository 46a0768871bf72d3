using System.CommandLine;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives text</c></summary>
internal static class TextCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var version = new Option<int>("--version") { Description = "The version; without it, the one in force", HelpName = "N" };
        version.Validators.Add(result => Inputs.CheckRange(result, 1, int.MaxValue));
        var command = new CliCommand(
            "text", "Read a directive's text", "directives text SGAD/2020/14 --role oversight", "directives text SGAD/2020/14 --lang ur")
        {
            directive, version,
        };
        return command.Does(run, (parse, session, cancellation) =>
            ReadAsync(session, parse.GetRequiredValue(directive), parse.GetValue(version), cancellation));
    }

    private static async Task ReadAsync(CommandSession session, string directive, int version, CancellationToken cancellation)
    {
        var text = await session.Connection.Directives.GetTextAsync(
            new GetTextRequest { Number = directive, Version = version, Language = session.Language }, session.Connection.Within(cancellation));
        session.Answer(text, answer =>
        {
            session.Terminal.Output.WriteLine($"{Plain.Line(answer.Number)} version {answer.Version}: {Plain.Line(answer.Title)}");
            session.Terminal.Output.WriteLine($"sha256 {Plain.Line(answer.TextDigest)}");
            session.Terminal.Output.WriteLine();
            session.Terminal.Output.WriteLine(Plain.Text(answer.Text));
        });
    }
}
