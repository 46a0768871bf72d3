using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives exempt</c>: request, grant, refuse, list.</summary>
internal static class ExemptCommand
{
    private const int LargestPage = 100;

    public static Command Create(Runner run) =>
        new CliCommand("exempt", "Exemptions from a directive for a time")
        {
            CreateRequest(run), CreateGrant(run), CreateRefuse(run), CreateList(run),
        };

    private static CliCommand CreateRequest(Runner run)
    {
        var directive = Inputs.Directive();
        var asker = new Asker();
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        var until = Until("The last day that is asked for, YYYY-MM-DD");
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "request", "Request an exemption for a post, or for what a department owes as an office",
            "directives exempt request SGAD/2020/14 --department ppra --reason \"The portal moves in May.\" --until 2020-05-31 --as post:ppra/managing-director")
        {
            directive, reason, until, operation,
        };
        asker.AddTo(command, required: true);
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new RequestExemptionRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Post = asker.PostOf(parse),
                Department = asker.DepartmentOf(parse),
                Reason = parse.GetRequiredValue(reason),
                Until = parse.GetRequiredValue(until),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var exemption = await session.Connection.Answers.RequestExemptionAsync(request, session.Connection.Within(cancellation));
            session.Answer(exemption, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"Request {answer.Number} for an exemption of {Of(answer)} from {answer.Directive} until {answer.RequestedUntil} waits for the issuer.")));
        });
    }

    private static CliCommand CreateGrant(Runner run)
    {
        var directive = Inputs.Directive();
        var number = Number();
        var until = Until("The last day that it is granted for, YYYY-MM-DD");
        var reason = new Option<string?>("--reason") { Description = "What is said with it", HelpName = "TEXT" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "grant", "Grant an exemption, which then expires by itself, as the issuer",
            "directives exempt grant SGAD/2020/14 --exemption 2 --until 2020-05-31 --role issuer")
        {
            directive, number, until, reason, operation,
        };
        return command.Does(run, (parse, session, cancellation) => DecideAsync(
            session,
            new DecideExemptionRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Exemption = parse.GetValue(number),
                Until = parse.GetRequiredValue(until),
                Reason = parse.GetValue(reason) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            },
            cancellation));
    }

    private static CliCommand CreateRefuse(Runner run)
    {
        var directive = Inputs.Directive();
        var number = Number();
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "refuse", "Refuse an exemption with a reason, as the issuer",
            "directives exempt refuse SGAD/2020/14 --exemption 2 --reason \"The portal is exempt by rule.\" --role issuer")
        {
            directive, number, reason, operation,
        };
        return command.Does(run, (parse, session, cancellation) => DecideAsync(
            session,
            new DecideExemptionRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Exemption = parse.GetValue(number),
                Reason = parse.GetRequiredValue(reason),
                OperationId = session.Operate(parse.GetValue(operation)),
            },
            cancellation));
    }

    private static CliCommand CreateList(Runner run)
    {
        var directive = Inputs.Directive();
        var asker = new Asker();
        var open = new Option<bool>("--open") { Description = "Only what waits for the issuer" };
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "list", "Requests for an exemption and what became of them, the newest first",
            "directives exempt list SGAD/2020/14 --open --role issuer")
        {
            directive, open, limit,
        };
        asker.AddTo(command, required: false);
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var found = await Pages.GatherAsync(
                parse.GetValue(limit), LargestPage,
                async (size, token) => await session.Connection.Answers.ListExemptionsAsync(
                    new ListExemptionsRequest
                    {
                        Directive = parse.GetRequiredValue(directive),
                        Post = asker.PostOf(parse),
                        Department = asker.DepartmentOf(parse),
                        OpenOnly = parse.GetValue(open),
                        PageSize = size,
                        PageToken = token,
                    },
                    session.Connection.Within(cancellation)),
                page => page.Exemptions, page => page.NextPageToken);
            session.Answer(found, answer => Draw(session, answer));
        });
    }

    private static async Task DecideAsync(CommandSession session, DecideExemptionRequest request, CancellationToken cancellation)
    {
        var exemption = await session.Connection.Answers.DecideExemptionAsync(request, session.Connection.Within(cancellation));
        session.Answer(exemption, answer => session.Terminal.Output.WriteLine(Plain.Line(
            answer.Until.Length > 0
                ? $"{Of(answer)} is exempted from {answer.Directive} until {answer.Until}."
                : $"Refused {Of(answer)} an exemption from {answer.Directive}: {answer.DecisionReason}")));
    }

    private static void Draw(CommandSession session, ListExemptionsResponse found)
    {
        if (found.Exemptions.Count == 0)
        {
            session.Terminal.Output.WriteLine("No exemption has been requested.");
            return;
        }

        var grid = new Grid(">Number", "Of", "Status", "Requested", "Asked until", "Until", "Reason", "Decision");
        foreach (var exemption in found.Exemptions)
        {
            grid.Add(
                exemption.Number, Of(exemption), Words<ExemptionStatus>.Of(exemption.Status), Moment.Of(exemption.RequestedAt),
                exemption.RequestedUntil, exemption.Until.Length > 0 ? exemption.Until : "-", exemption.Reason, exemption.DecisionReason);
        }

        session.Draw(grid);
        session.SayMore(found.NextPageToken);
    }

    private static string Of(Exemption exemption) => exemption.Post.Length > 0 ? exemption.Post : exemption.Department;

    private static Option<string> Until(string description) => new("--until") { Description = description, HelpName = "DAY", Required = true };

    private static Option<int> Number() => new("--exemption") { Description = "The number of the request", HelpName = "N", Required = true };
}
