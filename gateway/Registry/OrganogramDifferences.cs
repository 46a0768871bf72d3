using System.Collections.Concurrent;

namespace Directives.Gateway;

/// <summary>What an import changes in the organogram in force: found before anything is written.</summary>
internal sealed class OrganogramDifferences
{
    /// <summary>Differences that are told one by one; the others are counted.</summary>
    public const int MaxTold = 1_000;
    private const int AtATime = 64;
    private readonly V1.ImportDifferences found = new();
    private readonly ImmutableArray<DepartmentPlace>.Builder vanished = ImmutableArray.CreateBuilder<DepartmentPlace>();

    private OrganogramDifferences()
    {
    }

    /// <summary>The departments that the import leaves out, as it is to store them.</summary>
    public ImmutableArray<DepartmentPlace> Vanished => vanished.ToImmutable();

    public V1.ImportDifferences ToWire() => found;

    /// <returns>Null where no organogram is in force.</returns>
    public static async Task<OrganogramDifferences?> FindAsync(
        IClusterClient cluster, OrganogramParts parts, RegistryStatus inForce, CancellationToken cancellation)
    {
        if (inForce.Root is not { } root)
            return null;

        var differences = new OrganogramDifferences();
        var next = parts.Places.ToDictionary(place => place.Id, StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (ImmutableArray<string> level = [root]; !level.IsEmpty;)
        {
            var places = await ReadAsync(cluster, level, cancellation);
            foreach (var place in places.OrderBy(place => place.Id, StringComparer.Ordinal))
            {
                known.Add(place.Id);
                differences.Compare(place, next.GetValueOrDefault(place.Id));
            }

            level = [.. places.SelectMany(place => place.Children).Select(child => child.Id)];
        }

        foreach (var place in next.Values.Where(place => !known.Contains(place.Id)).OrderBy(place => place.Id, StringComparer.Ordinal))
        {
            differences.found.DepartmentsAdded++;
            differences.Tell(V1.ImportDifference.Types.Kind.DepartmentAdded, place.Id, "", place.Parent ?? "");
            foreach (var post in place.Roster)
                differences.PostAdded(place, post);
        }

        return differences;
    }

    private static async Task<IReadOnlyCollection<DepartmentPlace>> ReadAsync(
        IClusterClient cluster, ImmutableArray<string> departments, CancellationToken cancellation)
    {
        var places = new ConcurrentBag<DepartmentPlace>();
        await Parallel.ForEachAsync(
            departments, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (department, _) =>
            {
                if (await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() is { Abolished: false } place)
                    places.Add(place);
            });
        return places;
    }

    private void Compare(DepartmentPlace current, DepartmentPlace? next)
    {
        if (next is null)
        {
            found.DepartmentsVanished++;
            Tell(V1.ImportDifference.Types.Kind.DepartmentVanished, current.Id, current.Parent ?? "", "");
            vanished.Add(current with { Abolished = true, HeadPost = null, Children = [], Roster = [], Departments = 0, Posts = 0 });
        }
        else if (current.Parent != next.Parent)
        {
            found.DepartmentsMoved++;
            Tell(V1.ImportDifference.Types.Kind.DepartmentMoved, current.Id, current.Parent ?? "", next.Parent ?? "");
        }

        if (next is not null && current.Name != next.Name)
        {
            found.DepartmentsRenamed++;
            Tell(V1.ImportDifference.Types.Kind.DepartmentRenamed, current.Id, current.Name.En, next.Name.En);
        }

        ComparePosts(current, next);
    }

    private void ComparePosts(DepartmentPlace current, DepartmentPlace? next)
    {
        var there = next?.Roster.ToDictionary(post => post.Seat, StringComparer.Ordinal) ?? [];
        foreach (var post in current.Roster)
        {
            var id = PostId.Of(current.Id, post.Seat);
            if (!there.Remove(post.Seat, out var other))
            {
                found.PostsVanished++;
                Tell(V1.ImportDifference.Types.Kind.PostVanished, id, post.Incumbent?.Person ?? "", "");
                continue;
            }

            if (Duties(post) != Duties(other))
            {
                found.PostsChanged++;
                Tell(V1.ImportDifference.Types.Kind.PostChanged, id, Duties(post).ToString(), Duties(other).ToString());
            }

            if (post.Incumbent?.Person != other.Incumbent?.Person)
            {
                found.ChargesChanged++;
                Tell(V1.ImportDifference.Types.Kind.ChargeChanged, id, post.Incumbent?.Person ?? "", other.Incumbent?.Person ?? "");
            }
        }

        foreach (var post in there.Values.OrderBy(post => post.Seat, StringComparer.Ordinal))
            PostAdded(next!, post);
    }

    private void PostAdded(DepartmentPlace place, RosterPost post)
    {
        found.PostsAdded++;
        Tell(V1.ImportDifference.Types.Kind.PostAdded, PostId.Of(place.Id, post.Seat), "", post.Incumbent?.Person ?? "");
    }

    /// <summary>What an audience rule can look at, and the designation.</summary>
    private static (string Designation, int Bps, string Cadre, string ServiceGroup) Duties(RosterPost post) =>
        (post.Designation.En, post.Bps, post.Cadre, post.ServiceGroup);

    private void Tell(V1.ImportDifference.Types.Kind kind, string id, string before, string after)
    {
        if (found.Told.Count < MaxTold)
            found.Told.Add(new V1.ImportDifference { Kind = kind, Id = id, Before = before, After = after });
    }
}
