namespace Directives.Grains;

/// <summary>Looks up the departments and posts that a draft names, and says where the directive has to go.</summary>
internal sealed class DraftPlaces(IGrainFactory grains)
{
    private readonly Dictionary<string, DepartmentPlace?> places = new(StringComparer.Ordinal);
    private readonly List<FieldViolation> found = [];
    private long version;

    /// <exception cref="RefusedException">
    /// InvalidArgument where a name is not in the organogram or outside the jurisdiction; NotAllowedNow (NO_ORGANOGRAM,
    /// IMPORT_UNDER_WAY).
    /// </exception>
    public async Task<ImmutableArray<ReachTarget>> Resolve(DirectiveDraft draft)
    {
        var registry = await grains.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus();
        if (registry.EstablishingParts > 0)
            throw RefusedException.NotAllowedNow("IMPORT_UNDER_WAY", "An import of the organogram is being established; issue when it is done.");
        if (registry.Version == 0)
            throw RefusedException.NotAllowedNow("NO_ORGANOGRAM", "Import the organogram first: there is nobody to serve yet.");

        version = registry.Version;
        await CheckDepartment("draft.issuer", draft.Issuer);
        var jurisdiction = await CheckDepartment("draft.jurisdiction", draft.Jurisdiction);
        for (var i = 0; i < draft.Audience.Clauses.Length; i++)
            await CheckFilter($"draft.audience.clauses[{i}].filter", draft.Audience.Clauses[i].Filter, jurisdiction);
        for (var i = 0; i < draft.Audience.Exclusions.Length; i++)
            await CheckFilter($"draft.audience.exclusions[{i}]", draft.Audience.Exclusions[i], null);
        if (found.Count > 0)
            throw new RefusedException(found);

        return Audience.Reach(draft.Audience, jurisdiction!.Path, department => places[department]!.Path);
    }

    private async Task CheckFilter(string field, PostFilter filter, DepartmentPlace? jurisdiction)
    {
        await CheckDepartments($"{field}.within", filter.Within, jurisdiction);
        await CheckDepartments($"{field}.departments", filter.Departments, jurisdiction);
        for (var i = 0; i < filter.Posts.Length; i++)
        {
            if (!PostId.TryParse(filter.Posts[i], out var department, out var seat))
                continue;
            var place = await CheckDepartment($"{field}.posts[{i}]", department);
            if (place is not null && !place.Roster.Any(post => post.Seat == seat))
                Add($"{field}.posts[{i}]", $"{department} has no post {seat}");
            CheckInside($"{field}.posts[{i}]", place, jurisdiction);
        }
    }

    private async Task CheckDepartments(string field, ImmutableArray<string> departments, DepartmentPlace? jurisdiction)
    {
        for (var i = 0; i < departments.Length; i++)
            CheckInside($"{field}[{i}]", await CheckDepartment($"{field}[{i}]", departments[i]), jurisdiction);
    }

    private async Task<DepartmentPlace?> CheckDepartment(string field, string department)
    {
        if (!places.TryGetValue(department, out var place))
            places[department] = place = await FindAsync(department);
        if (place is null)
            Add(field, $"the organogram has no department {department}");
        return place;
    }

    /// <summary>A department that the version in force has left out keeps its last place and is not found.</summary>
    private async Task<DepartmentPlace?> FindAsync(string department) =>
        await grains.GetGrain<IDepartmentGrain>(department).GetPlace() is { } place && place.RegistryVersion >= version ? place : null;

    private void CheckInside(string field, DepartmentPlace? place, DepartmentPlace? jurisdiction)
    {
        if (place is not null && jurisdiction is not null && !place.Path.Contains(jurisdiction.Id))
            Add(field, $"{place.Id} is not in the jurisdiction {jurisdiction.Id}");
    }

    private void Add(string field, string description)
    {
        if (found.Count < 100)
            found.Add(new FieldViolation(field, description));
    }
}
