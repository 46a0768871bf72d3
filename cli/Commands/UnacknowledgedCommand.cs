using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives unacknowledged</c></summary>
internal static class UnacknowledgedCommand
{
    private const int LargestPage = 1000;

    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("Only this subtree");
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "unacknowledged", "The posts served for action that have neither acknowledged nor declined, in the order of the hierarchy",
            "directives unacknowledged SGAD/2020/14 --role oversight",
            "directives unacknowledged SGAD/2020/14 --department sgad --limit 20 --json --role oversight")
        {
            directive, department, limit,
        };
        return command.Does(run, (parse, session, cancellation) => ListAsync(
            session, parse.GetRequiredValue(directive), parse.GetValue(department) ?? "", parse.GetValue(limit), cancellation));
    }

    private static async Task ListAsync(CommandSession session, string directive, string department, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Oversight.ListUnacknowledgedAsync(
                new ListUnacknowledgedRequest { Directive = directive, Department = department, PageSize = size, PageToken = token },
                session.Connection.Within(cancellation)),
            page => page.Posts, page => page.NextPageToken);
        session.Answer(found, answer => Draw(session, answer));
    }

    private static void Draw(CommandSession session, ListUnacknowledgedResponse found)
    {
        if (found.Posts.Count == 0)
        {
            session.Terminal.Output.WriteLine("Every post served for action has answered.");
            return;
        }

        var grid = new Grid("Post", "Designation", "Department", "Officer", "Standing", "Served", "Overdue");
        foreach (var post in found.Posts)
        {
            grid.Add(
                post.Post, session.Say(post.Designation), session.Say(post.DepartmentName),
                post.Incumbent is null ? "(vacant)" : session.Say(post.Incumbent.Name),
                Words<Standing>.Of(post.Standing), Moment.Of(post.ServedAt), post.Overdue ? "overdue" : "");
        }

        session.Draw(grid);
        session.SayMore(found.NextPageToken);
    }
}
