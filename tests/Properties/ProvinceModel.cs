using System.Collections.Immutable;
using Directives.Grains;

namespace Directives.Tests.Properties;

/// <summary>
/// Who is addressed and where an order goes, by sets of numbers: a clause is the set of posts that each of its filters
/// leaves, an audience the union of its clauses without its exclusions, the way to a department all that are above it.
/// </summary>
internal sealed class ProvinceModel
{
    private readonly Province province;
    private readonly HashSet<(int Office, int Seat)> all;
    private readonly HashSet<int>[] subtree;

    public ProvinceModel(Province province)
    {
        this.province = province;
        all = [.. Enumerable.Range(0, province.Count).SelectMany(office => province.SeatsOf(office).Select((_, seat) => (office, seat)))];
        subtree = [.. Enumerable.Range(0, province.Count).Select(office => new HashSet<int> { office })];
        for (var office = province.Count - 1; office > 0; office--)
            subtree[province.AboveOf(office)].UnionWith(subtree[office]);
    }

    public int Jurisdiction => province.Jurisdiction % province.Count;

    /// <summary>The department and all below it.</summary>
    public IReadOnlySet<int> Subtree(int office) => subtree[office];

    /// <summary>All addressed posts of the organogram, inside the jurisdiction or not.</summary>
    public Dictionary<(int Office, int Seat), AddresseeKind> Addressed()
    {
        var addressed = new Dictionary<(int, int), AddresseeKind>();
        foreach (var kind in (AddresseeKind[])[AddresseeKind.Information, AddresseeKind.Action])
        {
            foreach (var post in province.Clauses.Where(clause => clause.Addressee == kind).SelectMany(clause => Posts(clause.Filter)))
                addressed[post] = kind;
        }

        foreach (var post in province.Exclusions.SelectMany(Posts))
            addressed.Remove(post);
        return addressed;
    }

    /// <summary>Departments that an order goes to or through.</summary>
    public HashSet<int> Reached()
    {
        var reached = new HashSet<int>();
        foreach (var target in province.Clauses.SelectMany(clause => Targets(clause.Filter)).Where(subtree[Jurisdiction].Contains))
        {
            for (var office = target; office != Jurisdiction; office = province.AboveOf(office))
                reached.Add(office);
            reached.Add(Jurisdiction);
        }

        return reached;
    }

    private HashSet<(int Office, int Seat)> Posts(GivenFilter filter)
    {
        HashSet<(int Office, int Seat)> left = [.. all];
        if (filter.Within.Length > 0)
            left.IntersectWith(all.Where(post => filter.Within.Any(office => subtree[office % province.Count].Contains(post.Office))));
        if (filter.Departments.Length > 0)
            left.IntersectWith(all.Where(post => filter.Departments.Any(office => office % province.Count == post.Office)));
        if (filter.Cadres.Length > 0)
            left.IntersectWith(filter.Cadres.SelectMany(cadre => all.Where(post => Seat(post).Cadre == cadre)));
        if (filter.Groups.Length > 0)
            left.IntersectWith(filter.Groups.SelectMany(serviceGroup => all.Where(post => Seat(post).Group == serviceGroup)));
        if (filter.BpsFrom > 0)
            left.ExceptWith(all.Where(post => Seat(post).Bps < filter.BpsFrom));
        if (filter.BpsTo > 0)
            left.ExceptWith(all.Where(post => Seat(post).Bps > filter.BpsTo));
        if (filter.Posts.Length > 0)
            left.IntersectWith(filter.Posts.Select(post => (post.Office % province.Count, post.Seat)));
        return left;
    }

    private IEnumerable<int> Targets(GivenFilter filter)
    {
        if (filter.Posts.Length > 0)
            return filter.Posts.Select(post => post.Office % province.Count);
        if (filter.Departments.Length > 0)
            return filter.Departments.Select(office => office % province.Count);
        return filter.Within.Length > 0
            ? filter.Within.SelectMany(office => subtree[office % province.Count])
            : subtree[Jurisdiction];
    }

    private GivenSeat Seat((int Office, int Seat) post) => province.SeatsOf(post.Office)[post.Seat];
}
