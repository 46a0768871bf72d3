using System.Runtime.InteropServices;

namespace Directives.Gateway;

/// <summary>An organogram that is right as a whole.</summary>
/// <param name="Places">The root first, every department after its parent. Not numbered with a version yet.</param>
internal sealed record Organogram(ImmutableArray<DepartmentPlace> Places, int Posts, int Vacant, int WithAdditionalCharge)
{
    public DepartmentPlace Root => Places[0];
}

/// <summary>Makes an organogram of two tables, or says what is wrong between them.</summary>
internal sealed class OrganogramBuilder(DepartmentTable departments, PostTable posts)
{
    public const int MaxDepth = 16;
    public const int MaxChildren = 2_000;
    private readonly Dictionary<string, List<DepartmentRow>> children = new(StringComparer.Ordinal);

    /// <exception cref="RefusedException">InvalidArgument, with the first mistakes of both files.</exception>
    public Organogram Build()
    {
        if (departments.IsReadable)
            CheckHierarchy();
        if (departments.IsReadable && posts.IsReadable)
            CheckPosts();
        ThrowIfWrong();

        var root = departments.Departments.First(department => department.Parent.Length == 0);
        var order = new List<DepartmentRow>(departments.Departments.Count);
        var paths = new Dictionary<string, ImmutableArray<string>>(departments.Departments.Count, StringComparer.Ordinal);
        Order(root, [root.Id], order, paths);
        return new Organogram(ToPlaces(order, paths), posts.Rows, posts.Vacant, posts.WithAdditionalCharge);
    }

    /// <exception cref="RefusedException">There are mistakes.</exception>
    public void ThrowIfWrong()
    {
        if (!departments.Mistakes.IsEmpty || !posts.Mistakes.IsEmpty)
            throw new RefusedException([.. departments.Mistakes.InOrder().Concat(posts.Mistakes.InOrder()).Take(Mistakes.Most)]);
    }

    private void CheckHierarchy()
    {
        DepartmentRow? root = null;
        foreach (var department in departments.Departments)
        {
            if (department.Parent.Length > 0)
                AddChild(department);
            else if (root is null)
                root = department;
            else
                departments.Mistakes.Add(department.Row, DepartmentTable.Parent, $"is empty, and in row {root.Row} too; exactly one department, the root, has no parent");
        }

        if (root is null && departments.Mistakes.IsEmpty)
        {
            var row = departments.Departments.Count == 0 ? 1 : departments.Departments[0].Row;
            departments.Mistakes.Add(row, DepartmentTable.Parent, "no department is the root; exactly one has no parent");
        }

        CheckLevels();
    }

    private void AddChild(DepartmentRow department)
    {
        if (departments.Find(department.Parent) is not { } parent)
        {
            if (departments.IsWhole)
                departments.Mistakes.Add(department.Row, DepartmentTable.Parent, $"{Mistakes.Show(department.Parent)} is the id of no department in this file");
            return;
        }

        if (!children.TryGetValue(department.Parent, out var siblings))
            children[department.Parent] = siblings = [];
        siblings.Add(department);
        if (siblings.Count == MaxChildren + 1)
            departments.Mistakes.Add(department.Row, DepartmentTable.Parent, $"{Mistakes.Show(parent.Id)} has {MaxChildren} departments directly below it already, which is the most");
    }

    /// <summary>Finds cycles, each named once, and what is too deep. Levels are found once for each department.</summary>
    private void CheckLevels()
    {
        const int beingFound = -1;
        const int onCycle = -2;
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        var path = new List<DepartmentRow>();
        foreach (var start in departments.Departments)
        {
            path.Clear();
            var department = start;
            while (department is not null && levels.TryAdd(department.Id, beingFound))
            {
                path.Add(department);
                department = department.Parent.Length == 0 ? null : departments.Find(department.Parent);
            }

            var level = department is null ? 0 : levels[department.Id];
            if (level == beingFound)
            {
                AddCycle(path, path.IndexOf(department!));
                level = onCycle;
            }

            for (var i = path.Count - 1; i >= 0; i--)
            {
                level = level == onCycle ? onCycle : level + 1;
                levels[path[i].Id] = level;
                if (level == MaxDepth + 1)
                    departments.Mistakes.Add(path[i].Row, DepartmentTable.Parent, $"{Mistakes.Show(path[i].Id)} is at level {MaxDepth + 1} below the root; at most {MaxDepth} levels are allowed");
            }
        }
    }

    private void AddCycle(List<DepartmentRow> path, int from)
    {
        const int most = 8;
        var cycle = path[from..];
        var names = cycle.Take(most).Select(department => department.Id).Append(cycle.Count > most ? "…" : cycle[0].Id);
        var first = cycle.MinBy(department => department.Row)!;
        departments.Mistakes.Add(first.Row, DepartmentTable.Parent, $"is part of a cycle: {string.Join(" → ", names)}; a department cannot be above itself");
    }

    private void CheckPosts()
    {
        foreach (var (department, roster) in posts.Rosters)
        {
            if (departments.Find(department) is not null)
                CheckSeats(department, roster);
            else if (departments.IsWhole)
                AddOrphans(department, roster);
        }

        foreach (var department in departments.Departments.Where(_ => posts.IsWhole))
            CheckHead(department);
    }

    private void AddOrphans(string department, RosterRows roster)
    {
        foreach (var row in roster.Rows)
            posts.Mistakes.Add(row, PostTable.Department, $"{Mistakes.Show(department)} is the id of no department in departments.csv");
    }

    private void CheckSeats(string department, RosterRows roster)
    {
        var rows = new Dictionary<string, int>(roster.Posts.Count, StringComparer.Ordinal);
        for (var i = 0; i < roster.Posts.Count; i++)
        {
            if (!rows.TryAdd(roster.Posts[i].Seat, roster.Rows[i]))
                posts.Mistakes.Add(roster.Rows[i], PostTable.Id, $"{Mistakes.Show(PostId.Of(department, roster.Posts[i].Seat))} is the id of row {rows[roster.Posts[i].Seat]} already; each post has an id of its own");
        }
    }

    private void CheckHead(DepartmentRow department)
    {
        if (!PostId.TryParse(department.HeadPost, out var own, out var seat) || own != department.Id)
            return;
        var roster = posts.Rosters.GetValueOrDefault(department.Id);
        if (roster is null || !roster.Posts.Exists(post => post.Seat == seat))
            departments.Mistakes.Add(department.Row, DepartmentTable.HeadPost, $"{Mistakes.Show(department.HeadPost)} is the id of no post in posts.csv");
    }

    /// <summary>The department and everything below it, each after its parent. As deep as <see cref="MaxDepth"/>.</summary>
    private void Order(DepartmentRow department, ImmutableArray<string> path, List<DepartmentRow> order, Dictionary<string, ImmutableArray<string>> paths)
    {
        order.Add(department);
        paths[department.Id] = path;
        foreach (var child in children.GetValueOrDefault(department.Id, []))
            Order(child, path.Add(child.Id), order, paths);
    }

    /// <summary>From the last to the first, so that every department's children are known before it.</summary>
    private ImmutableArray<DepartmentPlace> ToPlaces(List<DepartmentRow> order, Dictionary<string, ImmutableArray<string>> paths)
    {
        var places = new DepartmentPlace[order.Count];
        var summaries = new Dictionary<string, ChildDepartment>(order.Count, StringComparer.Ordinal);
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var row = order[i];
            ImmutableArray<ChildDepartment> below = [.. children.GetValueOrDefault(row.Id, []).Select(child => summaries[child.Id])];
            ImmutableArray<RosterPost> roster = [.. posts.Rosters.GetValueOrDefault(row.Id)?.Posts ?? []];
            var place = new DepartmentPlace(
                row.Id, row.Name, row.Kind, paths[row.Id], row.HeadPost.NullIfEmpty(), below, roster,
                1 + below.Sum(child => child.Departments), roster.Length + below.Sum(child => child.Posts), 0);
            summaries[row.Id] = new ChildDepartment(row.Id, row.Name, row.Kind, place.Departments, place.Posts);
            places[i] = place;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(places);
    }
}
