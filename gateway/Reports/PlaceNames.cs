using System.Collections.Concurrent;

namespace Directives.Gateway.Reports;

/// <summary>What a department is called and what it is, as the organogram has it now.</summary>
/// <param name="Kind">As in the API; empty where it is not known.</param>
internal readonly record struct PlaceName(LocalText Name, string Kind, bool HasChildren)
{
    public static PlaceName Of(DepartmentPlace place) => new(place.Name, place.Kind.ToName(), !place.Children.IsEmpty);

    public static PlaceName Of(ChildDepartment child) => new(child.Name, child.Kind.ToName(), child.Departments > 1);
}

/// <summary>
/// The names of the departments of one report. A department's place names its children too, so that only those with
/// children are asked.
/// </summary>
internal sealed class PlaceNames(IClusterClient cluster)
{
    private readonly ConcurrentDictionary<string, PlaceName> known = new(StringComparer.Ordinal);

    /// <summary>Its id for a name where no such department has ever been established.</summary>
    public async ValueTask<PlaceName> GetAsync(string department)
    {
        if (known.TryGetValue(department, out var name))
            return name;
        return await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() is { } place
            ? Learn(place)
            : known[department] = new PlaceName(new LocalText(department, department), "", false);
    }

    public PlaceName Learn(DepartmentPlace place)
    {
        foreach (var child in place.Children)
            known[child.Id] = PlaceName.Of(child);
        return known[place.Id] = PlaceName.Of(place);
    }
}
