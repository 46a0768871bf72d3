using System.Collections.Immutable;
using Directives.Grains;

namespace Directives.Tests.Support;

/// <summary>An organogram made by hand: departments are named parents first.</summary>
internal sealed class TestOrganogram
{
    private readonly List<Entry> _departments = [];

    public IEnumerable<string> Ids => _departments.Select(department => department.Id);

    public int Posts => _departments.Sum(department => department.Roster.Length);

    public int Vacant => _departments.Sum(department => department.Roster.Count(post => post.Incumbent is null));

    public string Root => _departments[0].Id;

    public static LocalText Text(string english) => new(english, $"اردو {english}");

    public static RosterPost Post(string seat, int bps, string cadre, string serviceGroup, string? person) => new(
        seat, Text($"Holder of {seat}"), bps, cadre, serviceGroup,
        person is null ? null : new Incumbent(person, Text($"Name of {person}"), ChargeKind.Regular));

    /// <summary>Adds a department below one that was added before; the first one has no parent.</summary>
    public TestOrganogram Add(string? parent, string id, params ReadOnlySpan<RosterPost> roster)
    {
        var above = parent is null ? [] : _departments.Single(department => department.Id == parent).Path;
        _departments.Add(new Entry(id, above.Add(id), [.. roster]));
        return this;
    }

    public DepartmentPlace Place(string id, long version = 1)
    {
        var here = _departments.Single(department => department.Id == id);
        var below = Below(here).ToList();
        var children = _departments.Where(department => department.Path.Length == here.Path.Length + 1 && below.Contains(department));
        return new DepartmentPlace(
            id, Text(id), KindOf(here), here.Path, here.Roster.IsEmpty ? null : PostId.Of(id, here.Roster[0].Seat),
            [.. children.Select(child => new ChildDepartment(
                child.Id, Text(child.Id), KindOf(child), Below(child).Count(), Below(child).Sum(d => d.Roster.Length)))],
            here.Roster, below.Count, below.Sum(department => department.Roster.Length), version);
    }

    public ImmutableArray<DepartmentPlace> Places(long version = 1) => [.. Ids.Select(id => Place(id, version))];

    /// <summary>
    /// Thirteen departments four deep, twenty-four posts, four of them vacant: the shapes that the province has, each
    /// once or twice.
    /// </summary>
    public static TestOrganogram Province() => new TestOrganogram()
        .Add(null, "punjab", Post("cs", 22, "secretary", "pas", "p-1"))
        .Add("punjab", "sgad", Post("secretary", 21, "secretary", "pas", "p-2"), Post("so-1", 17, "section-officer", "pms", "p-3"), Post("so-2", 17, "section-officer", "pms", null))
        .Add("sgad", "sgad-estates", Post("eo-1", 18, "estate-officer", "pms", "p-4"), Post("eo-2", 17, "estate-officer", "pms", null))
        .Add("sgad", "sgad-procurement", Post("md", 20, "managing-director", "pas", "p-5"), Post("lo", 17, "law-officer", "law", "p-6"))
        .Add("punjab", "law", Post("secretary", 21, "secretary", "judicial", "p-7"), Post("lo-1", 18, "law-officer", "law", "p-8"), Post("so-1", 17, "section-officer", "pms", "p-3"))
        .Add("punjab", "anti-corruption", Post("dg", 21, "director-general", "psp", "p-9"))
        .Add("anti-corruption", "anti-corruption-lahore", Post("director", 19, "director", "psp", "p-10"), Post("ao", 16, "assistant", "ministerial", "p-11"))
        .Add("punjab", "lahore-division", Post("commissioner", 20, "commissioner", "pas", "p-12"))
        .Add("lahore-division", "lahore-district", Post("dc", 19, "deputy-commissioner", "pas", "p-13"), Post("so-1", 17, "section-officer", "pms", "p-14"))
        .Add("lahore-district", "lahore-city-tehsil", Post("ac", 17, "assistant-commissioner", "pms", "p-15"), Post("clerk", 11, "clerk", "ministerial", "p-16"))
        .Add("lahore-district", "lahore-cantt-tehsil", Post("ac", 17, "assistant-commissioner", "pms", null), Post("clerk", 11, "clerk", "ministerial", "p-17"))
        .Add("lahore-division", "kasur-district", Post("dc", 19, "deputy-commissioner", "pas", "p-18"), Post("so-1", 17, "section-officer", "pms", "p-19"), Post("lo", 17, "law-officer", "law", null))
        .Add("punjab", "archives");

    private IEnumerable<Entry> Below(Entry here) => _departments.Where(department => department.Path.Contains(here.Id));

    private static DepartmentKind KindOf(Entry department) => department.Path.Length switch
    {
        1 => DepartmentKind.Government,
        2 => DepartmentKind.AdministrativeDepartment,
        3 => DepartmentKind.AttachedDepartment,
        _ => DepartmentKind.Section,
    };

    private sealed record Entry(string Id, ImmutableArray<string> Path, ImmutableArray<RosterPost> Roster);
}
