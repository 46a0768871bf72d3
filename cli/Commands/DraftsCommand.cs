using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives drafts</c></summary>
internal static class DraftsCommand
{
    private const int LargestPage = 1000;

    public static Command Create(Runner run)
    {
        var limit = Inputs.Limit();
        var command = new CliCommand("drafts", "List the drafts that wait for approval, the newest first", "directives drafts --role issuer") { limit };
        return command.Does(run, (parse, session, cancellation) => ListAsync(session, parse.GetValue(limit), cancellation));
    }

    private static async Task ListAsync(CommandSession session, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Directives.ListDraftsAsync(
                new ListDraftsRequest { PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Drafts, page => page.NextPageToken);
        session.Answer(found, answer => Draw(session, answer));
    }

    private static void Draw(CommandSession session, ListDraftsResponse found)
    {
        if (found.Drafts.Count == 0)
        {
            session.Terminal.Output.WriteLine("No draft waits for approval.");
            return;
        }

        var grid = new Grid("Number", "Since", "Drafted by", "Edition", "Amends", "Title");
        foreach (var draft in found.Drafts)
        {
            grid.Add(
                draft.Number, Moment.Of(draft.DraftedAt), draft.DraftedBy, $"{draft.Edition}",
                draft.AmendsVersion > 0 ? $"version {draft.AmendsVersion}" : "-", session.Say(draft.Title));
        }

        session.Draw(grid);
        session.SayMore(found.NextPageToken);
    }
}
