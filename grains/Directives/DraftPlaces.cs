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

    /// <summary>Where a directive has to go in a version of the organogram that is being established: what it names and is not there is left out.</summary>
    /// <returns>Null where its jurisdiction is not there.</returns>
    public async Task<ImmutableArray<ReachTarget>?> Reroute(DirectiveDraft draft, long establishing)
    {
        version = establishing;
        if (await CheckDepartment("draft.jurisdiction", draft.Jurisdiction) is not { } jurisdiction)
            return null;

        var clauses = ImmutableArray.CreateBuilder<AudienceClause>();
        foreach (var clause in draft.Audience.Clauses)
        {
            var filter = clause.Filter with
            {
                Within = await StillThere(clause.Filter.Within, id => id),
                Departments = await StillThere(clause.Filter.Departments, id => id),
                Posts = await StillThere(clause.Filter.Posts, id => PostId.TryParse(id, out var department, out _) ? department : id),
            };

            // A filter of which nothing is left would match every post.
            if (filter.Within.IsEmpty == clause.Filter.Within.IsEmpty && filter.Departments.IsEmpty == clause.Filter.Departments.IsEmpty
                && filter.Posts.IsEmpty == clause.Filter.Posts.IsEmpty)
            {
                clauses.Add(clause with { Filter = filter });
            }
        }

        return Audience.Reach(new AudienceRule(clauses.ToImmutable(), []), jurisdiction.Path, department => places[department]!.Path);
    }

    private async Task<ImmutableArray<string>> StillThere(ImmutableArray<string> names, Func<string, string> departmentOf)
    {
        var there = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names)
        {
            if (await CheckDepartment("", departmentOf(name)) is not null)
                there.Add(name);
        }

        return there.ToImmutable();
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
        await grains.GetGrain<IDepartmentGrain>(department).GetPlace() is { Abolished: false } place && place.RegistryVersion >= version ? place : null;

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
