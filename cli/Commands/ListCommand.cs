using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives list</c></summary>
internal static class ListCommand
{
    private const int LargestPage = 1000;

    public static Command Create(Runner run)
    {
        var limit = Inputs.Limit();
        var command = new CliCommand("list", "List the directives, the newest first", "directives list --role oversight", "directives list --lang ur --limit 10")
        {
            limit,
        };
        return command.Does(run, (parse, session, cancellation) => ListAsync(session, parse.GetValue(limit), cancellation));
    }

    private static async Task ListAsync(CommandSession session, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Directives.ListAsync(
                new ListDirectivesRequest { PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Directives, page => page.NextPageToken);
        session.Answer(found, answer => Draw(session, answer));
    }

    private static void Draw(CommandSession session, ListDirectivesResponse found)
    {
        if (found.Directives.Count == 0)
        {
            session.Terminal.Output.WriteLine("No directive has been issued.");
            return;
        }

        var grid = new Grid("Number", "Issued", "Precedence", "Status", "Jurisdiction", "Title");
        foreach (var directive in found.Directives)
        {
            grid.Add(
                directive.Number, Moment.Of(directive.IssuedAt), Words<Precedence>.Of(directive.Precedence), StatusOf(directive), directive.Jurisdiction,
                session.Say(directive.Title));
        }

        session.Draw(grid);
        session.SayMore(found.NextPageToken);
    }

    private static string StatusOf(DirectiveSummary directive) => directive.Status is DirectiveStatus.InForce
        ? "in force"
        : $"{Words<DirectiveStatus>.Of(directive.Status)} by {directive.ClosedBy}";
}
