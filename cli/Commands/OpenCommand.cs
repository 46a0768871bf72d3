using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives open</c></summary>
internal static class OpenCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var post = Inputs.Post();
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "open", "Open a directive served on a post: the text, and the fact that the officer had it before him",
            "directives open SGAD/2020/14 --post ppra/managing-director --as post:ppra/managing-director --lang ur")
        {
            directive, post, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var opened = await session.Connection.Officers.OpenAsync(
                new OpenRequest
                {
                    OperationId = session.Operate(parse.GetValue(operation)),
                    Post = parse.GetRequiredValue(post),
                    Directive = parse.GetRequiredValue(directive),
                    Language = session.Language,
                },
                session.Connection.Within(cancellation));
            session.Answer(opened, answer => Draw(session, answer));
        });
    }

    private static void Draw(CommandSession session, OpenResponse opened)
    {
        var output = session.Terminal.Output;
        output.WriteLine($"{Plain.Line(opened.Record?.Directive ?? "")} version {opened.Record?.Version}: {Plain.Line(opened.Title)}");
        output.WriteLine(OfficerAnswers.Describe(opened.Record));
        if (opened.Record is { Endorsements: { Count: > 0 } endorsements })
        {
            output.WriteLine("Endorsed, apart from the order:");
            Endorsements.Write(session, endorsements);
        }

        output.WriteLine();
        output.WriteLine(Plain.Text(opened.Text));
    }
}
