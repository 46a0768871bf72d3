using Directives.Cli;
using Directives.Demo.Week;
using Directives.V1;

namespace Directives.Demo.Day;

/// <summary>Who was served: read back from the server, once every office has received the directive.</summary>
/// <param name="Desks">The posts with somebody in them.</param>
/// <param name="Owing">The departments that owe compliance.</param>
/// <param name="ForAction">Posts served for action, vacant ones too.</param>
/// <param name="VacantPosts">Of these, the vacant ones.</param>
internal sealed record Served(IReadOnlyList<Desk> Desks, IReadOnlyList<string> Owing, int ForAction, IReadOnlyList<string> VacantPosts)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task<Served> ReadAsync(Connection oversight, Badges badges, string directive, CancellationToken cancellation)
    {
        var action = await ListUnansweredAsync(oversight, directive, cancellation);
        var desks = action.Where(post => post.Incumbent is not null).Select(post => new Desk(post.Post, post.Department, post.Incumbent.Person)).ToList();
        desks.AddRange(await ListInformedHeadsAsync(oversight, badges, directive, cancellation));
        return new Served(
            desks, [.. action.Select(post => post.Department).Distinct()], action.Count, [.. action.Where(post => post.Incumbent is null).Select(post => post.Post)]);
    }

    /// <summary>Waits until whatever is unanswered has been served since a moment.</summary>
    /// <exception cref="DemoException">It has not, for too long.</exception>
    public static async Task SinceAsync(Stage stage, string directive, DateTimeOffset since, CancellationToken cancellation)
    {
        var oversight = await stage.OversightAsync(cancellation);
        var began = stage.Time.GetTimestamp();
        while ((await ListUnansweredAsync(oversight, directive, cancellation)).Any(post => post.ServedAt.ToDateTimeOffset() < since))
        {
            if (stage.Time.GetElapsedTime(began) > Stage.Patience)
                throw new DemoException($"{directive} has not been served everywhere since {since:u}.");
            await Task.Delay(Glance, stage.Time, cancellation);
        }
    }

    /// <summary>The posts served for action that have neither acknowledged nor declined.</summary>
    public static async Task<List<UnacknowledgedPost>> ListUnansweredAsync(Connection oversight, string directive, CancellationToken cancellation)
    {
        var posts = new List<UnacknowledgedPost>();
        var token = "";
        do
        {
            var page = await oversight.Oversight.ListUnacknowledgedAsync(
                new ListUnacknowledgedRequest { Directive = directive, PageSize = PageSize, PageToken = token }, oversight.Within(cancellation));
            posts.AddRange(page.Posts);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return posts;
    }

    /// <summary>Heads of the administrative departments who find the directive in their inbox, for information.</summary>
    private static async Task<List<Desk>> ListInformedHeadsAsync(Connection oversight, Badges badges, string directive, CancellationToken cancellation)
    {
        var compliance = await oversight.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = directive }, oversight.Within(cancellation));
        var heads = new List<Desk>();
        foreach (var department in compliance.Children.Where(child => child.Tally.ServedForInformation > 0))
        {
            var place = await oversight.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = department.Department }, oversight.Within(cancellation));
            if (place.HeadPost.Length == 0 || await badges.PersonInAsync(place.HeadPost, cancellation) is not { } person)
                continue;

            var desk = oversight.With(await badges.TokenAsync(person, cancellation));
            var inbox = await desk.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = place.HeadPost }, desk.Within(cancellation));
            if (inbox.Records.Any(record => record.Directive == directive && record.Addressee is AddresseeKind.Information))
                heads.Add(new Desk(place.HeadPost, department.Department, person.Id));
        }

        return heads;
    }
}
