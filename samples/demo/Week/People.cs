using Directives.Cli;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>A person in a post, and what he calls the API with.</summary>
internal sealed record Officer(Bearer Bearer, string Post, string Name, string Designation)
{
    public string Id => Bearer.Name ?? Bearer.Id;

    public override string ToString() => $"{Name}, {Designation}";
}

/// <summary>The two who make an order: one drafts it, the other approves it.</summary>
internal sealed record People(Officer Drafter, Officer Approver)
{
    /// <summary>The head of the issuing department approves; the first section below it that has an officer drafts.</summary>
    public static async Task<People> OfAsync(Stage stage, string issuer, CancellationToken cancellation)
    {
        var head = await HeadAsync(stage, issuer, cancellation) ?? throw new DemoException($"Nobody heads {issuer}.");
        var drafter = await SectionOfficerAsync(stage, issuer, cancellation) ?? throw new DemoException($"No section of {issuer} has an officer.");
        return new People(AsIssuer(drafter), AsIssuer(head));
    }

    /// <summary>Null where the department has no head or his post is vacant.</summary>
    public static async Task<Officer?> HeadAsync(Stage stage, string department, CancellationToken cancellation)
    {
        var place = await PlaceAsync(stage, department, cancellation);
        return place.HeadPost.Length == 0 ? null : await InAsync(stage, place.HeadPost, cancellation);
    }

    /// <summary>Null where the post is vacant or unknown.</summary>
    public static async Task<Officer?> InAsync(Stage stage, string post, CancellationToken cancellation)
    {
        var oversight = await stage.OversightAsync(cancellation);
        var posts = await oversight.Registry.ListPostsAsync(
            new ListPostsRequest { Department = post[..post.IndexOf('/', StringComparison.Ordinal)], PageSize = 1000 }, oversight.Within(cancellation));
        return posts.Posts.FirstOrDefault(found => found.Id == post) is { Incumbent: { } incumbent } held
            ? new Officer(new Bearer("person", incumbent.Person), post, incumbent.Name.En, held.Designation.En)
            : null;
    }

    public static async Task<Department> PlaceAsync(Stage stage, string department, CancellationToken cancellation)
    {
        var oversight = await stage.OversightAsync(cancellation);
        return await oversight.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = department }, oversight.Within(cancellation));
    }

    private static async Task<Officer?> SectionOfficerAsync(Stage stage, string department, CancellationToken cancellation)
    {
        foreach (var child in (await PlaceAsync(stage, department, cancellation)).Children)
        {
            var found = child.Kind == "section" ? await HeadAsync(stage, child.Id, cancellation) : await SectionOfficerAsync(stage, child.Id, cancellation);
            if (found is not null)
                return found;
        }

        return null;
    }

    private static Officer AsIssuer(Officer officer) => officer with { Bearer = new Bearer("role", "issuer", officer.Id) };
}
