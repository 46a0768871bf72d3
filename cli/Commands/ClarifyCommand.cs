using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives clarify</c>: ask, answer, list.</summary>
internal static class ClarifyCommand
{
    private const int LargestPage = 100;

    public static Command Create(Runner run) =>
        new CliCommand("clarify", "Questions to the issuer about a directive, and his answers")
        {
            CreateAsk(run), CreateAnswer(run), CreateList(run),
        };

    private static CliCommand CreateAsk(Runner run)
    {
        var directive = Inputs.Directive();
        var asker = new Asker();
        var text = new Option<string>("--text") { Description = "The question", HelpName = "TEXT", Required = true };
        var question = new Option<int>("--question") { Description = "Ask on in this thread instead of beginning one", HelpName = "N" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "ask", "Ask about a directive that was served on a post or received by a department",
            "directives clarify ask SGAD/2020/14 --post ppra/managing-director --text \"Does it apply to the tender portal?\" --as post:ppra/managing-director")
        {
            directive, text, question, operation,
        };
        asker.AddTo(command, required: true);
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new AskClarificationRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Post = asker.PostOf(parse),
                Department = asker.DepartmentOf(parse),
                Question = parse.GetValue(question),
                Text = parse.GetRequiredValue(text),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var thread = await session.Connection.Answers.AskClarificationAsync(request, session.Connection.Within(cancellation));
            session.Answer(thread, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"Question {answer.Number} about {answer.Directive} waits for the issuer.")));
        });
    }

    private static CliCommand CreateAnswer(Runner run)
    {
        var directive = Inputs.Directive();
        var question = new Option<int>("--question") { Description = "The number of the question", HelpName = "N", Required = true };
        var text = new Option<string>("--text") { Description = "The answer", HelpName = "TEXT", Required = true };
        var share = new Option<bool>("--share") { Description = "Everybody served sees the thread, without who has asked" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "answer", "Answer a question, as the issuer",
            "directives clarify answer SGAD/2020/14 --question 3 --text \"It does.\" --share --role issuer")
        {
            directive, question, text, share, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new AnswerClarificationRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Question = parse.GetValue(question),
                Text = parse.GetRequiredValue(text),
                Share = parse.GetValue(share),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var thread = await session.Connection.Answers.AnswerClarificationAsync(request, session.Connection.Within(cancellation));
            session.Answer(thread, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"Answered question {answer.Number} about {answer.Directive}{(answer.Shared ? "; everybody served sees it" : "")}.")));
        });
    }

    private static CliCommand CreateList(Runner run)
    {
        var directive = Inputs.Directive();
        directive.Arity = ArgumentArity.ZeroOrOne;
        var asker = new Asker();
        var open = new Option<bool>("--open") { Description = "Only what waits for the issuer" };
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "list", "Questions and answers, the newest first: all, or those that a post or department may see",
            "directives clarify list SGAD/2020/14 --open --role issuer",
            "directives clarify list --post ppra/managing-director --as post:ppra/managing-director")
        {
            directive, open, limit,
        };
        asker.AddTo(command, required: false);
        command.Validators.Add(result =>
        {
            if (result.GetResult(directive) is not { Tokens.Count: > 0 } && result.GetResult("--post") is null && result.GetResult("--department") is null)
                result.AddError("Give a directive, or --post or --department for all in its inbox.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var found = await Pages.GatherAsync(
                parse.GetValue(limit), LargestPage,
                async (size, token) => await session.Connection.Answers.ListClarificationsAsync(
                    new ListClarificationsRequest
                    {
                        Directive = parse.GetValue(directive) ?? "",
                        Post = asker.PostOf(parse),
                        Department = asker.DepartmentOf(parse),
                        OpenOnly = parse.GetValue(open),
                        PageSize = size,
                        PageToken = token,
                    },
                    session.Connection.Within(cancellation)),
                page => page.Clarifications, page => page.NextPageToken);
            session.Answer(found, answer => Draw(session, answer));
        });
    }

    private static void Draw(CommandSession session, ListClarificationsResponse found)
    {
        var output = session.Terminal.Output;
        if (found.Clarifications.Count == 0)
            output.WriteLine("There are no clarifications.");
        foreach (var thread in found.Clarifications)
        {
            var asker = thread.Post.Length > 0 ? thread.Post : thread.Department;
            var marks = (thread.Open ? ", waits for the issuer" : "") + (thread.Shared ? ", shared" : "");
            output.WriteLine(Plain.Line($"{thread.Directive} question {thread.Number}{(asker.Length > 0 ? $" of {asker}" : "")}{marks}"));
            foreach (var message in thread.Messages)
                output.WriteLine($"  {Moment.Of(message.At)}  {(message.Answer ? "answer" : "asked")}{By(session, message)}: {Plain.Line(message.Text)}");
        }

        session.SayMore(found.NextPageToken);
    }

    private static string By(CommandSession session, ClarificationMessage message)
    {
        if (message.By.Length == 0)
            return "";
        return session.Say(message.Name) is { Length: > 0 } name ? Plain.Line($" by {name} ({message.By})") : Plain.Line($" by {message.By}");
    }
}
