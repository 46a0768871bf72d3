namespace Directives.Grains;

/// <summary>Which posts a directive is for, and where it has to go to reach them.</summary>
public static class Audience
{
    /// <summary>What a post is addressed for, or null where it is not addressed.</summary>
    /// <param name="path">Department ids from the root to the post's department, which is last.</param>
    public static AddresseeKind? Addresses(AudienceRule rule, RosterPost post, ImmutableArray<string> path)
    {
        AddresseeKind? found = null;
        foreach (var clause in rule.Clauses)
        {
            if (found is not AddresseeKind.Action && Matches(clause.Filter, post, path))
                found = clause.Addressee;
        }

        if (found is null)
            return null;

        foreach (var exclusion in rule.Exclusions)
        {
            if (Matches(exclusion, post, path))
                return null;
        }

        return found;
    }

    /// <summary>Every filter that is given must match; one that is empty matches every post.</summary>
    public static bool Matches(PostFilter filter, RosterPost post, ImmutableArray<string> path) =>
        (filter.Posts.IsEmpty || filter.Posts.Contains(PostId.Of(path[^1], post.Seat)))
        && (filter.Cadres.IsEmpty || filter.Cadres.Contains(post.Cadre))
        && (filter.ServiceGroups.IsEmpty || filter.ServiceGroups.Contains(post.ServiceGroup))
        && (filter.BpsFrom == 0 || post.Bps >= filter.BpsFrom)
        && (filter.BpsTo == 0 || post.Bps <= filter.BpsTo)
        && (filter.Departments.IsEmpty || filter.Departments.Contains(path[^1]))
        && (filter.Within.IsEmpty || filter.Within.Any(path.Contains));

    /// <summary>The posts of a roster that are addressed, in its order.</summary>
    public static ImmutableArray<ServedPost> Serve(AudienceRule rule, DepartmentPlace place)
    {
        var served = ImmutableArray.CreateBuilder<ServedPost>();
        foreach (var post in place.Roster)
        {
            if (Addresses(rule, post, place.Path) is { } addressee)
                served.Add(new ServedPost(post.Seat, addressee, post.Incumbent is null, post.Incumbency));
        }

        return served.ToImmutable();
    }

    /// <summary>
    /// Where an order has to go: a clause that names departments or posts goes to those, one that names subtrees goes
    /// into those, any other goes to the whole jurisdiction. Places outside the jurisdiction are left out.
    /// </summary>
    /// <param name="pathOf">The path of each department that the rule names, directly or by a post.</param>
    public static ImmutableArray<ReachTarget> Reach(
        AudienceRule rule, ImmutableArray<string> jurisdiction, Func<string, ImmutableArray<string>> pathOf)
    {
        var targets = new Dictionary<string, ReachTarget>(StringComparer.Ordinal);
        foreach (var (filter, named, subtree) in rule.Clauses.Select(clause => Targets(clause.Filter, jurisdiction[^1])))
        {
            foreach (var department in named)
            {
                var path = pathOf(department);
                if (!StartsWith(path, jurisdiction) && subtree && StartsWith(jurisdiction, path))
                    path = jurisdiction;
                if (StartsWith(path, jurisdiction) && !(targets.TryGetValue(path[^1], out var known) && known.Subtree))
                    targets[path[^1]] = new ReachTarget(path, subtree);
            }
        }

        return [.. targets.Values
            .Where(target => !targets.Values.Any(wider => wider != target && wider.Subtree && StartsWith(target.Path, wider.Path)))
            .OrderBy(target => target.Path[^1], StringComparer.Ordinal)];
    }

    /// <summary>Whether an order goes to or through a department.</summary>
    public static bool Reaches(DirectiveOrder order, ReadOnlySpan<string> path)
    {
        var inside = path.Contains(order.Jurisdiction);
        foreach (var target in order.Reach)
        {
            if (inside && (StartsWith(target.Path.AsSpan(), path) || target.Subtree && StartsWith(path, target.Path.AsSpan())))
                return true;
        }

        return false;
    }

    /// <summary>Whether an order goes to every department of the subtree at <paramref name="path"/>.</summary>
    public static bool ReachesWholly(DirectiveOrder order, ReadOnlySpan<string> path)
    {
        foreach (var target in order.Reach)
        {
            if (target.Subtree && StartsWith(path, target.Path.AsSpan()))
                return true;
        }

        return false;
    }

    private static (PostFilter Filter, IEnumerable<string> Named, bool Subtree) Targets(PostFilter filter, string jurisdiction)
    {
        if (!filter.Posts.IsEmpty)
            return (filter, filter.Posts.Select(DepartmentOf), false);
        if (!filter.Departments.IsEmpty)
            return (filter, filter.Departments, false);
        return filter.Within.IsEmpty ? (filter, [jurisdiction], true) : (filter, filter.Within, true);
    }

    private static string DepartmentOf(string post) =>
        PostId.TryParse(post, out var department, out _) ? department : throw new FormatException($"{post} is no post id");

    private static bool StartsWith(ImmutableArray<string> path, ImmutableArray<string> start) =>
        StartsWith(path.AsSpan(), start.AsSpan());

    private static bool StartsWith(ReadOnlySpan<string> path, ReadOnlySpan<string> start) => path.StartsWith(start);
}
