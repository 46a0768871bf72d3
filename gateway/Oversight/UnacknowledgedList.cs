namespace Directives.Gateway;

/// <summary>
/// The posts of a subtree that are served for action and have not answered, in the order of the hierarchy: a
/// department's roster, then its children one after the other. Subtrees without any are not entered.
/// </summary>
internal sealed class UnacknowledgedList(IClusterClient cluster, string directive, DeadlineView deadlines, int size)
{
    private readonly List<V1.UnacknowledgedPost> posts = [];

    public IReadOnlyList<V1.UnacknowledgedPost> Posts => posts;

    /// <summary>Where the next page begins: after this post. Null where the list has come to its end.</summary>
    public string? Last { get; private set; }

    /// <summary>One more than asked for has been found, which shows that there is a next page.</summary>
    private bool IsFull => posts.Count > size;

    /// <param name="root">The department at the root of the subtree.</param>
    /// <param name="after">Begin after this post; null to begin at the root.</param>
    /// <exception cref="RefusedException">InvalidArgument where that post is not in the subtree any more.</exception>
    public async Task FillAsync(string root, string? after)
    {
        if (after is null)
        {
            await EnterAsync(root);
        }
        else
        {
            if (!PostId.TryParse(after, out var department, out var seat))
                throw PageToken.Unknown();
            var place = await cluster.GetGrain<IDepartmentGrain>(department).GetPlace();
            var level = place?.Path.IndexOf(root) ?? -1;
            if (level < 0)
                throw PageToken.Unknown();
            await ResumeAsync(place!.Path, level, seat);
        }

        if (IsFull)
        {
            posts.RemoveAt(size);
            Last = posts[^1].Post;
        }
    }

    private async Task EnterAsync(string department)
    {
        var compliance = await cluster.GetGrain<IDepartmentGrain>(department).GetCompliance(directive);
        if (compliance is null)
            return;
        if (compliance.Own.Outstanding > 0)
            await AddAsync(compliance, null);
        await EnterChildrenAsync(compliance, null);
    }

    /// <summary>Goes down the path of the department where the last page ended, and on from there.</summary>
    private async Task ResumeAsync(ImmutableArray<string> path, int level, string seat)
    {
        var compliance = await cluster.GetGrain<IDepartmentGrain>(path[level]).GetCompliance(directive) ?? throw PageToken.Unknown();
        if (level == path.Length - 1)
        {
            await AddAsync(compliance, seat);
            await EnterChildrenAsync(compliance, null);
        }
        else
        {
            await ResumeAsync(path, level + 1, seat);
            await EnterChildrenAsync(compliance, path[level + 1]);
        }
    }

    private async Task EnterChildrenAsync(DepartmentCompliance compliance, string? after)
    {
        var skipping = after is not null;
        foreach (var child in compliance.Children)
        {
            if (IsFull)
                return;
            if (!skipping && child.Tally.Outstanding > 0)
                await EnterAsync(child.Child.Id);
            if (child.Child.Id == after)
                skipping = false;
        }

        if (skipping)
            throw PageToken.Unknown();
    }

    private async Task AddAsync(DepartmentCompliance compliance, string? after)
    {
        var place = compliance.Place;
        var skipping = after is not null;
        foreach (var standing in await cluster.GetGrain<IDepartmentGrain>(place.Id).ListStandings(directive))
        {
            if (IsFull)
                return;
            if (!skipping && standing is { Served.Addressee: AddresseeKind.Action, Standing: < Standing.Declined, Exempted: false })
                posts.Add(ToWire(place, compliance.Entry, standing));
            if (standing.Post.Seat == after)
                skipping = false;
        }

        if (skipping)
            throw PageToken.Unknown();
    }

    private V1.UnacknowledgedPost ToWire(DepartmentPlace place, DiaryEntry entry, PostStanding standing) => new()
    {
        Post = PostId.Of(place.Id, standing.Post.Seat),
        Department = place.Id,
        DepartmentName = place.Name.ToWire(),
        Designation = standing.Post.Designation.ToWire(),
        Incumbent = standing.Post.Incumbent.ToWire(),
        Standing = (V1.Standing)standing.Standing,
        ServedAt = entry.ReceivedAt.ToWire(),
        Overdue = deadlines.Now > entry.AcknowledgeBy,
    };
}
