namespace Directives.Gateway;

/// <summary>Who holds a post and who heads a department, from the organogram in force.</summary>
internal sealed class Incumbencies(IClusterClient cluster, OrganogramVersion organogram, ProductClock time)
{
    /// <summary>Whether a person holds charge of a post, or acts for its holder. False for an unknown post.</summary>
    public async ValueTask<bool> IsHolderAsync(string person, string post)
    {
        if (!PostId.TryParse(post, out var department, out var seat))
            return false;
        return Holds(await organogram.FindAsync(department), seat, person);
    }

    /// <summary>Whether a person holds the head post of a department or of one above it. False for an unknown one.</summary>
    public async ValueTask<bool> IsHeadAsync(string person, string department)
    {
        var place = await organogram.FindAsync(department);
        if (place is null)
            return false;

        for (var level = place.Path.Length - 1; level >= 0; level--)
        {
            var above = level == place.Path.Length - 1 ? place : await organogram.FindAsync(place.Path[level]);
            if (above?.HeadPost is { } head && PostId.TryParse(head, out var own, out var seat) && own == above.Id && Holds(above, seat, person))
                return true;
        }

        return false;
    }

    /// <summary>Whether a department is another one or is below it. False for an unknown one.</summary>
    public async ValueTask<bool> IsWithinAsync(string department, string above) =>
        await organogram.FindAsync(department) is { } place && place.Path.Contains(above);

    /// <summary>The department at the root of a directive's subtree. Null for an unknown directive.</summary>
    public async ValueTask<string?> GetJurisdictionAsync(string directive) =>
        (await cluster.GetGrain<IDirectiveGrain>(directive).GetOrder())?.Jurisdiction;

    private bool Holds(DepartmentPlace? place, string seat, string person) =>
        place?.Find(seat) is { } post && post.IsAnsweredBy(person, time.GetUtcNow());
}
