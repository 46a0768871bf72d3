using Directives.Demo.Day;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>How many were reminded, and how often somebody above was told.</summary>
internal sealed record Chased(int Reminders, int Escalations);

/// <summary>Friday noon those who owe something are reminded; over the weekend the deadline passes, and who is above them is told.</summary>
internal sealed class EscalationScene(Stage stage, Order order, Answers answers)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>The reminder before the deadline has fired, once for each office and for what it owes.</summary>
    public async Task RemindAsync(Watching watching, Served served, string exempted, CancellationToken cancellation)
    {
        var (posts, offices) = await OwingAsync(served, exempted, cancellation);
        var expected = posts.Select(post => post.Department).Distinct().Count() + offices.Count;
        await UntilAsync(() => Task.FromResult(Of(watching, "Reminded").Count >= expected), "the reminders have not all gone out", cancellation);
        CountCheck.Require("the reminders", ("sent", expected, Of(watching, "Reminded").Count));
        stage.Say($"{expected:N0} reminders have gone out, one for an office and what it owes: {posts.Count:N0} posts have not answered, {offices.Count:N0} departments not reported.");
    }

    /// <summary>The deadline has passed.</summary>
    public async Task<Chased> TellAsync(Watching watching, Served served, string exempted, CancellationToken cancellation)
    {
        var (posts, offices) = await OwingAsync(served, exempted, cancellation);
        await watching.Counts.UntilAsync(
            "the deadline's passing is not counted",
            tally => tally.Overdue == posts.Count && tally.OfficesOverdue == offices.Count, Stage.Patience, stage.Time, cancellation);
        string[] owing = [.. posts.Select(post => post.Department).Concat(offices).Distinct().Order(StringComparer.Ordinal)];
        foreach (var office in owing)
            await UntilAsync(async () => (await NoticesAsync(office, cancellation)).Any(notice => notice.Kind is Notice.Types.Kind.Head), $"the head of {office} has not been told", cancellation);
        await UntilAsync(() => Task.FromResult(Of(watching, "Escalated").Any(IsIssuers)), "the issuer has not been told", cancellation);
        stage.Say($"The deadline has passed: {posts.Count:N0} posts are overdue, and {offices.Count:N0} departments; not the one that is exempted.");
        stage.Say($"  The heads of {owing.Length:N0} offices were told, then the accountable heads of department, then the issuer. In the inbox of one of them:");
        await ShowInboxAsync(posts, cancellation);
        var told = Of(watching, "Escalated").Where(IsIssuers).ToList();
        CountCheck.Require("what the issuer was told", ("posts", posts.Count, told.Find(fact => fact.Detail == "acknowledge")?.Outstanding ?? 0));
        stage.Say($"  {order.People.Approver.Name}'s department, which issued it, was told on {Cli.Views.Moment.Of(told[0].At)} of {posts.Count:N0} posts.");
        return new Chased(Of(watching, "Reminded").Count, Of(watching, "Escalated").Count);
    }

    private static List<Event> Of(Watching watching, string kind) => [.. watching.Counts.Chased.Where(fact => fact.Kind == kind)];

    private static bool IsIssuers(Event fact) => fact.Department.Length == 0;

    /// <summary>The posts that have not answered, and the departments that have not reported; held against what was done.</summary>
    private async Task<(List<UnacknowledgedPost> Posts, List<string> Offices)> OwingAsync(Served served, string exempted, CancellationToken cancellation)
    {
        var posts = await Served.ListUnansweredAsync(await stage.OversightAsync(cancellation), order.Number, cancellation);
        List<string> offices = [.. served.Owing.Where(department => !answers.HasComplied(department) && department != exempted)];
        var tally = await stage.CountAsync(order.Number, cancellation);
        CountCheck.Require(
            "who owes", ("posts", posts.Count, tally.Outstanding), ("departments", offices.Count, tally.OfficesOwing - tally.OfficesComplied - tally.OfficesExempted),
            ("posts that answered all the same", 0, posts.Count(post => answers.HasAnswered(post.Post))));
        return (posts, offices);
    }

    /// <summary>As the head himself reads it.</summary>
    private async Task ShowInboxAsync(List<UnacknowledgedPost> posts, CancellationToken cancellation)
    {
        foreach (var group in posts.GroupBy(post => post.Department).OrderByDescending(group => group.Count()))
        {
            if (await People.HeadAsync(stage, group.Key, cancellation) is not { } head || group.Any(post => post.Post == head.Post))
                continue;
            var caller = await stage.AsAsync(head.Bearer, cancellation);
            var inbox = await caller.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = group.Key }, caller.Within(cancellation));
            var notices = inbox.Entries.First(entry => entry.Directive == order.Number).Notices.Where(notice => notice.Deadline == "acknowledge").ToList();
            var told = notices.First(notice => notice.Kind is Notice.Types.Kind.Head);
            CountCheck.Require(
                $"the inbox of {group.Key}", ("told", head.Post, told.To),
                ("of", string.Join(", ", group.Select(post => post.Post).Order()), string.Join(", ", told.Posts.Order())));
            stage.Say($"    {head}, {group.Key}");
            foreach (var notice in notices)
                stage.Say($"      due {Cli.Views.Moment.Of(notice.Due)}  {Word(notice)}  {string.Join(", ", notice.Posts)}");
            return;
        }

        throw new DemoException("No head of an office was told of another's post.");
    }

    private static string Word(Notice notice) => notice.Kind switch
    {
        Notice.Types.Kind.Remind => "reminded   ",
        Notice.Types.Kind.Head => "head told  ",
        _ => $"told {notice.To}: {notice.PostsOutstanding} below",
    };

    private async Task<IEnumerable<Notice>> NoticesAsync(string office, CancellationToken cancellation)
    {
        var oversight = await stage.OversightAsync(cancellation);
        var inbox = await oversight.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = office }, oversight.Within(cancellation));
        return inbox.Entries.Where(entry => entry.Directive == order.Number).SelectMany(entry => entry.Notices);
    }

    private async Task UntilAsync(Func<Task<bool>> isSo, string otherwise, CancellationToken cancellation)
    {
        for (var began = stage.Time.GetTimestamp(); !await isSo();)
        {
            if (stage.Time.GetElapsedTime(began) > Stage.Patience)
                throw new DemoException($"After {Stage.Patience.TotalSeconds:N0} s {otherwise}.");
            await Task.Delay(Glance, stage.Time, cancellation);
        }
    }
}
