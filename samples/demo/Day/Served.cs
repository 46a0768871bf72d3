using Directives.Cli;
using Directives.V1;

namespace Directives.Demo.Day;

/// <summary>Who was served: read back from the server, once every office has received the directive.</summary>
/// <param name="Desks">The posts with somebody in them.</param>
/// <param name="Owing">The departments that owe compliance.</param>
/// <param name="ForAction">Posts served for action, vacant ones too.</param>
internal sealed record Served(IReadOnlyList<Desk> Desks, IReadOnlyList<string> Owing, int ForAction)
{
    private const int PageSize = 1000;

    public static async Task<Served> ReadAsync(Connection oversight, Badges badges, string directive, CancellationToken cancellation)
    {
        var action = await ListForActionAsync(oversight, directive, cancellation);
        var desks = action.Where(post => post.Incumbent is not null).Select(post => new Desk(post.Post, post.Department, post.Incumbent.Person)).ToList();
        desks.AddRange(await ListInformedHeadsAsync(oversight, badges, directive, cancellation));
        return new Served(desks, [.. action.Select(post => post.Department).Distinct()], action.Count);
    }

    private static async Task<List<UnacknowledgedPost>> ListForActionAsync(Connection oversight, string directive, CancellationToken cancellation)
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
