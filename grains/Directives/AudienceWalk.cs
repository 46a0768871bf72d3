namespace Directives.Grains;

/// <summary>Goes through the offices that a draft would reach, and counts whom it addresses and how they stand to the issuer.</summary>
internal sealed class AudienceWalk(IGrainFactory grains)
{
    private const int MaxInFlight = 256;
    private readonly Dictionary<string, DepartmentKind> kinds = new(StringComparer.Ordinal);
    private readonly List<ImmutableArray<string>> addressed = [];

    /// <param name="reach">Of a draft whose places are known to be in the organogram.</param>
    public async Task<(AudiencePreview Audience, IReadOnlyDictionary<Correspondent, int> Offices)> CountAsync(
        DirectiveDraft draft, ImmutableArray<ReachTarget> reach)
    {
        var counter = new AudienceCounter(draft.Audience);
        var order = new DirectiveOrder(draft.Number, 1, draft.Title, draft.Audience, reach, null, null, draft.Jurisdiction);
        string[] level = [draft.Jurisdiction];
        while (level.Length > 0)
        {
            var next = new List<string>();
            foreach (var part in level.Chunk(MaxInFlight))
            {
                foreach (var place in await Task.WhenAll(part.Select(PlaceOf)))
                {
                    if (place is null)
                        continue;
                    if (Audience.Reaches(order, place.Path.AsSpan()) && counter.Add(place))
                        addressed.Add(place.Path);
                    next.AddRange(place.Children
                        .Where(child => Audience.Reaches(order, [.. place.Path, child.Id]))
                        .Select(child => child.Id));
                }
            }

            level = [.. next];
        }

        return (counter.ToPreview(), await StandingsAsync(draft.Issuer));
    }

    private async Task<IReadOnlyDictionary<Correspondent, int>> StandingsAsync(string issuer)
    {
        var offices = new Dictionary<Correspondent, int>();
        if (await PlaceOf(issuer) is not { } from)
            return offices;

        var own = await StepsOf(from.Path);
        foreach (var path in addressed)
        {
            var steps = await StepsOf(path);
            var stand = InstrumentRules.Stand(own, steps);
            offices[stand] = offices.GetValueOrDefault(stand) + 1;
        }

        return offices;
    }

    private async ValueTask<PathStep[]> StepsOf(ImmutableArray<string> path)
    {
        var steps = new PathStep[path.Length];
        for (var i = 0; i < path.Length; i++)
        {
            if (!kinds.ContainsKey(path[i]))
                await PlaceOf(path[i]);
            steps[i] = new(path[i], kinds.GetValueOrDefault(path[i]));
        }

        return steps;
    }

    private async Task<DepartmentPlace?> PlaceOf(string department)
    {
        var place = await grains.GetGrain<IDepartmentGrain>(department).GetPlace();
        if (place is not null)
            kinds[department] = place.Kind;
        return place;
    }
}
