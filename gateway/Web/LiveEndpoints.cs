using System.Runtime.CompilerServices;
using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>What the pages' scripts ask for: the counts as they change, and the course of the answers.</summary>
internal static class LiveEndpoints
{
    private const int MaxEvents = 20;

    /// <summary>The least time between two looks at the list.</summary>
    private static readonly TimeSpan ListPace = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Follows a directive in a subtree. The id of each event is its position: a page that lost its connection resumes
    /// from it, and misses nothing.
    /// </summary>
    public static async Task FollowDirective(
        HttpContext context, string number, string? department, string? after,
        Viewing viewing, DirectiveFeed feed, EventLines lines, StreamEnds ends, ProductClock time)
    {
        var caller = CallerOf(context);
        var view = await viewing.GetAsync(caller, number, department);
        var language = PageLanguage.Of(context);
        var resume = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : after ?? "";
        using var end = ends.Of(caller, context.RequestAborted);
        var stream = new EventStream(context, end, time);
        try
        {
            await stream.SendAllAsync(feed.WatchAsync(number, view.Department, resume, end.Token), async update => await stream.SendAsync(
                "counts", update.Position.ToString(),
                new { counts = PageCounts.Of(update.Compliance), events = await lines.OfAsync(update.Events, language, MaxEvents) }));
        }
        catch (PositionUnknownException)
        {
            await stream.SendAsync("restart", null, new { });
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            await stream.EndAsync();
        }
    }

    /// <summary>Follows the counts of every directive that the reader's list shows.</summary>
    public static async Task FollowList(
        HttpContext context, Viewing viewing, IRelayProgress relay, StreamEnds ends, ProductClock time)
    {
        var caller = CallerOf(context);
        using var end = ends.Of(caller, context.RequestAborted);
        var stream = new EventStream(context, end, time);
        try
        {
            await stream.SendAllAsync(ListAsync(caller, viewing, relay, time, end.Token), changed => stream.SendAsync(
                "list", null, changed.Select(line => new { line.Number, line.Department, line.Counts })));
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            await stream.EndAsync();
        }
    }

    public static async Task<PageCounts> GetCounts(
        HttpContext context, string number, string? department, Viewing viewing, ComplianceReader compliance)
    {
        var view = await viewing.GetAsync(CallerOf(context), number, department);
        return PageCounts.Of(await compliance.GetAsync(view.Directive, view.Department));
    }

    public static async Task<Timeline> GetTimeline(
        HttpContext context, string number, string? department, Viewing viewing, DirectiveJournals journals)
    {
        var view = await viewing.GetAsync(CallerOf(context), number, department);
        return await journals.GetTimelineAsync(view.Directive, view.Department, context.RequestAborted);
    }

    public static Caller CallerOf(HttpContext context) =>
        Caller.From(context.User) ?? throw new InvalidOperationException("The request was admitted without a caller.");

    /// <summary>The lines that are new or have changed, all of them first.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<DirectiveSummary>> ListAsync(
        Caller caller, Viewing viewing, IRelayProgress relay, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = new Dictionary<(string, string), Counts>();
        while (true)
        {
            var position = relay.Position;
            var changed = new List<DirectiveSummary>();
            foreach (var line in await viewing.ListAsync(caller).WaitAsync(cancellation))
            {
                if (known.TryGetValue((line.Number, line.Department), out var counts) && counts == line.Counts)
                    continue;
                known[(line.Number, line.Department)] = line.Counts;
                changed.Add(line);
            }

            if (changed.Count > 0 || known.Count == 0)
                yield return changed;
            await relay.WaitAsync(position with { Number = position.Number + 1 }, cancellation);
            await Task.Delay(ListPace, time, cancellation);
        }
    }
}
