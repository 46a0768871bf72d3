using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;
using Google.Protobuf.WellKnownTypes;

namespace Directives.Cli.Commands;

/// <summary><c>directives history</c>: of a directive or of a post.</summary>
internal static class HistoryCommand
{
    private const int LargestPage = 1000;

    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        directive.Arity = ArgumentArity.ZeroOrOne;
        var post = Inputs.Post();
        post.Required = false;
        post.Description = "What was served on this post and done there, by whom";
        var asOf = Inputs.AsOf("Of a post: what had been served and done by then");
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "history", "The facts of a directive or of a post, the oldest first",
            "directives history SGAD/2020/14 --role oversight",
            "directives history --post ppra/managing-director --as post:ppra/managing-director",
            "directives history --post ppra/managing-director --as-of 2020-03-01 --role oversight")
        {
            directive, post, asOf, limit,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(directive) is { Tokens.Count: > 0 } == result.GetResult(post) is not null)
                result.AddError("Give either a directive or --post.");
            if (result.GetResult(asOf) is not null && result.GetResult(post) is null)
                result.AddError("--as-of goes with --post.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var fetch = parse.GetValue(post) is { } desk
                ? OfPost(session, desk, Inputs.ToWire(parse.GetValue(asOf), session.Terminal.Time), cancellation)
                : OfDirective(session, parse.GetRequiredValue(directive), cancellation);
            var history = await Pages.GatherAsync(parse.GetValue(limit), LargestPage, fetch, page => page.Events, page => page.NextPageToken);
            session.Answer(history, answer => Draw(session, answer));
        });
    }

    private static Func<int, string, Task<ListHistoryResponse>> OfPost(
        CommandSession session, string post, Timestamp? asOf, CancellationToken cancellation) =>
        async (size, token) => await session.Connection.Oversight.ListOfficerHistoryAsync(
            new ListOfficerHistoryRequest { Post = post, PageSize = size, PageToken = token, AsOf = asOf }, session.Connection.Within(cancellation));

    private static Func<int, string, Task<ListHistoryResponse>> OfDirective(CommandSession session, string directive, CancellationToken cancellation) =>
        async (size, token) => await session.Connection.Oversight.ListDirectiveHistoryAsync(
            new ListDirectiveHistoryRequest { Directive = directive, PageSize = size, PageToken = token }, session.Connection.Within(cancellation));

    private static void Draw(CommandSession session, ListHistoryResponse history)
    {
        if (history.Events.Count == 0)
        {
            session.Terminal.Output.WriteLine("Nothing has happened yet.");
            return;
        }

        var grid = new Grid("When", "What", "Directive", "Where", "Who", "Detail");
        foreach (var fact in history.Events)
            grid.Add($"{Moment.Of(fact.At)}", fact.Kind, fact.Directive, Facts.Where(fact), Facts.Who(session, fact), Facts.Detail(fact));
        session.Draw(grid);
        session.SayMore(history.NextPageToken);
    }
}
