using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives inbox</c>: of a post or of a department.</summary>
internal static class InboxCommand
{
    private const int LargestPage = 100;

    public static Command Create(Runner run)
    {
        var post = Inputs.Post();
        post.Required = false;
        post.Description = "The directives served on this post";
        var department = Inputs.Department("The diary of this department");
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "inbox", "What was served on a post, or received by a department, the newest first",
            "directives inbox --post ppra/managing-director --as post:ppra/managing-director",
            "directives inbox --department sgad --role oversight")
        {
            post, department, limit,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(post) is null == result.GetResult(department) is null)
                result.AddError("Give either --post or --department.");
        });
        return command.Does(run, (parse, session, cancellation) => parse.GetValue(post) is { } desk
            ? OfPostAsync(session, desk, parse.GetValue(limit), cancellation)
            : OfDepartmentAsync(session, parse.GetValue(department)!, parse.GetValue(limit), cancellation));
    }

    /// <summary>What was served on a post.</summary>
    public static Task<ListOfficerInboxResponse> ReadAsync(Connection connection, string post, int limit, CancellationToken cancellation) =>
        Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await connection.Officers.ListInboxAsync(
                new ListOfficerInboxRequest { Post = post, PageSize = size, PageToken = token }, connection.Within(cancellation)),
            page => page.Records, page => page.NextPageToken);

    private static async Task OfPostAsync(CommandSession session, string post, int limit, CancellationToken cancellation)
    {
        session.Answer(await ReadAsync(session.Connection, post, limit, cancellation), inbox =>
        {
            if (inbox.Records.Count == 0)
            {
                session.Terminal.Output.WriteLine($"Nothing has been served on {Plain.Line(post)}.");
                return;
            }

            var grid = new Grid("Directive", ">Version", "For", "Diary", "Served", "Standing", "Acknowledge by", "Endorsed by", ">Reminders", "Reminded", "Title");
            foreach (var record in inbox.Records)
            {
                grid.Add(
                    record.Directive, record.Version, Words<AddresseeKind>.Of(record.Addressee), record.DiaryNumber, Moment.Of(record.ServedAt),
                    Words<Standing>.Of(record.Standing), Moment.Of(record.AcknowledgeBy), Endorsements.By(record.Endorsements), record.Reminders,
                    Moment.Of(record.RemindedAt), session.Say(record.Title));
            }

            session.Draw(grid);
            session.SayMore(inbox.NextPageToken);
        });
    }

    private static async Task OfDepartmentAsync(CommandSession session, string department, int limit, CancellationToken cancellation)
    {
        var diary = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Departments.ListInboxAsync(
                new ListDepartmentInboxRequest { Department = department, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Entries, page => page.NextPageToken);
        session.Answer(diary, found =>
        {
            if (found.Entries.Count == 0)
            {
                session.Terminal.Output.WriteLine($"{Plain.Line(department)} has received nothing.");
                return;
            }

            var grid = new Grid("Diary", "Received", "Directive", ">Version", ">Action", ">Information", ">Vacant", ">Passed to", "Complied", "Endorsed by", "Told of it", "Title");
            foreach (var entry in found.Entries)
            {
                grid.Add(
                    entry.DiaryNumber, Moment.Of(entry.ReceivedAt), entry.Directive, entry.Version, entry.ServedForAction,
                    entry.ServedForInformation, entry.Vacant, entry.PassedTo, entry.Complied ? "yes" : "no",
                    Endorsements.By(entry.Endorsements), Told(entry), session.Say(entry.Title));
            }

            session.Draw(grid);
            session.SayMore(found.NextPageToken);
        });
    }

    /// <summary>The last who was told of what is owed, when and by what step.</summary>
    private static string Told(DiaryEntry entry)
    {
        var told = entry.Notices.LastOrDefault(notice => notice.Kind is not Notice.Types.Kind.Remind) ?? entry.Notices.LastOrDefault();
        return told is null
            ? "-"
            : $"{Moment.Of(told.At)} {(told.To.Length > 0 ? told.To : "its posts")} ({told.Deadline}, {told.PostsOutstanding + told.OfficesOutstanding})";
    }
}
