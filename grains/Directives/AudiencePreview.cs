namespace Directives.Grains;

/// <summary>Whom an audience rule addresses in the organogram as it is now; exact.</summary>
/// <param name="Departments">Offices with an addressed post, the largest first; at most <see cref="MaxLines"/>.</param>
/// <param name="Offices">All of them.</param>
/// <param name="Cadres">By the name of the cadre.</param>
/// <param name="Grades">By the grade.</param>
/// <param name="VacantPosts">Posts without an incumbent, in the order of the hierarchy; at most <see cref="MaxLines"/>.</param>
[GenerateSerializer, Immutable, Alias("AudiencePreview")]
public sealed record AudiencePreview(
    [property: Id(0)] int Offices,
    [property: Id(1)] AudienceCount Total,
    [property: Id(2)] ImmutableArray<AudienceLine> Departments,
    [property: Id(3)] ImmutableArray<AudienceLine> Cadres,
    [property: Id(4)] ImmutableArray<AudienceLine> Grades,
    [property: Id(5)] ImmutableArray<string> VacantPosts)
{
    public const int MaxLines = 500;
}

/// <param name="Vacant">Of both: without an incumbent.</param>
[GenerateSerializer, Immutable, Alias("AudienceCount")]
public readonly record struct AudienceCount([property: Id(0)] int ForAction, [property: Id(1)] int ForInformation, [property: Id(2)] int Vacant)
{
    public int Posts => ForAction + ForInformation;

    public AudienceCount With(AddresseeKind addressee, bool vacant) => new(
        ForAction + (addressee is AddresseeKind.Action ? 1 : 0),
        ForInformation + (addressee is AddresseeKind.Information ? 1 : 0),
        Vacant + (vacant ? 1 : 0));
}

/// <param name="Key">A department's id, a cadre, or a grade.</param>
/// <param name="Name">Of a department.</param>
[GenerateSerializer, Immutable, Alias("AudienceLine")]
public sealed record AudienceLine([property: Id(0)] string Key, [property: Id(1)] LocalText? Name, [property: Id(2)] AudienceCount Count);

/// <summary>Counts an audience, office by office.</summary>
public sealed class AudienceCounter(AudienceRule rule)
{
    private readonly Dictionary<string, (LocalText Name, AudienceCount Count)> departments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AudienceCount> cadres = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AudienceCount> grades = [];
    private readonly List<string> vacant = [];
    private AudienceCount total;

    /// <summary>Counts the posts of an office that the rule addresses.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Add(DepartmentPlace place)
    {
        var own = default(AudienceCount);
        foreach (var post in place.Roster)
        {
            if (Audience.Addresses(rule, post, place.Path) is not { } addressee)
                continue;
            var isVacant = post.Incumbent is null;
            own = own.With(addressee, isVacant);
            total = total.With(addressee, isVacant);
            cadres[post.Cadre] = cadres.GetValueOrDefault(post.Cadre).With(addressee, isVacant);
            grades[post.Bps] = grades.GetValueOrDefault(post.Bps).With(addressee, isVacant);
            if (isVacant && vacant.Count < AudiencePreview.MaxLines)
                vacant.Add(PostId.Of(place.Id, post.Seat));
        }

        if (own.Posts > 0)
            departments[place.Id] = (place.Name, own);
        return own.Posts > 0;
    }

    public AudiencePreview ToPreview() => new(
        departments.Count,
        total,
        [.. departments
            .OrderByDescending(department => department.Value.Count.Posts).ThenBy(department => department.Key, StringComparer.Ordinal)
            .Take(AudiencePreview.MaxLines)
            .Select(department => new AudienceLine(department.Key, department.Value.Name, department.Value.Count))],
        [.. cadres
            .OrderBy(cadre => cadre.Key, StringComparer.Ordinal).Take(AudiencePreview.MaxLines)
            .Select(cadre => new AudienceLine(cadre.Key, null, cadre.Value))],
        [.. grades
            .OrderByDescending(grade => grade.Key)
            .Select(grade => new AudienceLine(grade.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), null, grade.Value))],
        [.. vacant]);
}
