namespace Directives.Gateway;

/// <summary>
/// An organogram in the parts in which it is stored. A part that has been taken is held here no longer: a million posts
/// are in memory twice otherwise.
/// </summary>
internal sealed class OrganogramParts
{
    public const int MaxDepartments = 200;

    /// <summary>Parts are bounded by posts too, since a department can have 2,000.</summary>
    public const int MaxPosts = 4_000;
    private readonly List<ImmutableArray<DepartmentPlace>> parts;
    private readonly List<int> departmentsBefore = [0];

    public OrganogramParts(Organogram organogram)
    {
        parts = [.. Divide(organogram.Places)];
        foreach (var part in parts)
            departmentsBefore.Add(departmentsBefore[^1] + part.Length);
        Summary = organogram with { Places = [organogram.Root] };
    }

    /// <summary>The organogram without its departments but the root.</summary>
    public Organogram Summary { get; }

    public int Count => parts.Count;

    public int Departments => departmentsBefore[^1];

    /// <summary>How many departments the first parts have.</summary>
    public int DepartmentsOf(int firstParts) => departmentsBefore[Math.Min(firstParts, Count)];

    /// <summary>The departments that have not been taken.</summary>
    public IEnumerable<DepartmentPlace> Places => parts.SelectMany(part => part);

    /// <summary>Adds departments that are in the organogram no more; they are stored with it and count nowhere.</summary>
    public void Abolish(ImmutableArray<DepartmentPlace> vanished)
    {
        foreach (var part in vanished.Chunk(MaxDepartments))
        {
            parts.Add([.. part]);
            departmentsBefore.Add(departmentsBefore[^1]);
        }
    }

    public ImmutableArray<DepartmentPlace> Take(int part)
    {
        var taken = parts[part];
        parts[part] = [];
        return taken;
    }

    private static IEnumerable<ImmutableArray<DepartmentPlace>> Divide(ImmutableArray<DepartmentPlace> places)
    {
        var (from, posts) = (0, 0);
        for (var i = 0; i < places.Length; i++)
        {
            if (i > from && (i - from == MaxDepartments || posts + places[i].Roster.Length > MaxPosts))
            {
                yield return places[from..i];
                (from, posts) = (i, 0);
            }

            posts += places[i].Roster.Length;
        }

        yield return places[from..];
    }
}
