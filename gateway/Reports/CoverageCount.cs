namespace Directives.Gateway.Reports;

/// <summary>Counts the offices of a subtree: by tier, what is in the way, and how long things took.</summary>
internal sealed class CoverageCount(IssuedDirective issued, DirectiveFold fold)
{
    private const int MostGaps = 100;
    private const int MostPaces = 10;
    private readonly SortedDictionary<(int Depth, string Kind), V1.Tier> tiers = [];
    private readonly List<V1.Gap> gaps = [];
    private readonly List<Office> offices = [];
    private readonly Durations receipts = new();
    private readonly Durations acknowledgements = new();
    private readonly V1.GapCounts counts = new();
    private Tally total;

    public void Add(OfficeVisit visit, DepartmentPlace? place, IEnumerable<V1.Gap> found)
    {
        var own = visit.Own;
        var name = place is null ? new PlaceName(new LocalText(visit.Department, visit.Department), "", false) : PlaceName.Of(place);
        total += own;
        AddToTier(visit.Depth, name.Kind, own);
        foreach (var gap in found)
            Add(gap);
        if (visit.Office is not { } office)
            return;

        // One that has an older version has not received this one.
        if (office.Received!.Version < fold.Version)
            return;
        receipts.Add(fold.VersionAt.UtcTicks, office.Received.At.UtcTicks);
        var taken = office.TimesToAcknowledge();
        acknowledgements.Add(taken);
        offices.Add(new Office(visit.Department, name, office.Received.At - fold.VersionAt, taken));
    }

    public async Task<V1.Coverage> ToWireAsync(string root, IClusterClient cluster, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var paced = Paced();
        return new V1.Coverage
        {
            Directive = issued.Draft.Number,
            Version = fold.Version,
            AsOf = now.ToWire(),
            Department = root,
            DepartmentName = (await new PlaceNames(cluster).GetAsync(root)).Name.ToWire(),
            Tally = total.ToWire(DeadlineView.Of(issued, now)),
            Tiers = { tiers.Values },
            HeldUpBy = HeldUpBy(),
            Gaps = counts,
            FirstGaps = { gaps },
            Receipt = receipts.ToWire(),
            Acknowledgement = acknowledgements.ToWire(),
            Slowest = { paced.Reverse().Take(MostPaces).Select(ToWire) },
            Fastest = { paced.Take(MostPaces).Select(ToWire) },
        };
    }

    private void AddToTier(int depth, string kind, Tally own)
    {
        if (!tiers.TryGetValue((depth, kind), out var tier))
            tiers[(depth, kind)] = tier = new V1.Tier { Depth = depth, Kind = kind };
        tier.Offices += own.Offices;
        tier.OfficesReceived += own.OfficesReceived;
        tier.OfficesOwing += own.OfficesOwing;
        tier.OfficesComplied += own.OfficesComplied;
        tier.ServedForAction += own.ServedForAction;
        tier.Acknowledged += own.Acknowledged;
        tier.Declined += own.Declined;
        tier.Outstanding += own.Outstanding;
        tier.Vacant += own.Vacant;
    }

    private void Add(V1.Gap gap)
    {
        switch (gap.Reason)
        {
            case V1.Gap.Types.Reason.PostVacant:
                counts.PostsVacant++;
                break;
            case V1.Gap.Types.Reason.PostNotOnRoster:
                counts.PostsNotOnRoster++;
                break;
            case V1.Gap.Types.Reason.NoHead:
                counts.OfficesWithoutHead++;
                break;
            case V1.Gap.Types.Reason.OlderVersion:
                counts.OfficesWithOlderVersion++;
                break;
            default:
                counts.OfficesNotReached += gap.Offices;
                break;
        }

        if (gaps.Count < MostGaps)
            gaps.Add(gap);
    }

    private V1.Tier? HeldUpBy() =>
        tiers.Values.Where(tier => tier.Offices > tier.OfficesReceived).MaxBy(tier => tier.Offices - tier.OfficesReceived)
        ?? tiers.Values.Where(tier => tier.Outstanding > 0).MaxBy(tier => tier.Outstanding);

    /// <summary>The fastest first.</summary>
    private Office[] Paced() => acknowledgements.Count > 0
        ? [.. offices.Where(office => office.Taken.Count > 0).OrderBy(office => office.Taken.Median()).ThenBy(office => office.Department, StringComparer.Ordinal)]
        : [.. offices.OrderBy(office => office.Receipt).ThenBy(office => office.Department, StringComparer.Ordinal)];

    private static V1.OfficePace ToWire(Office office) => new()
    {
        Department = office.Department,
        Name = office.Name.Name.ToWire(),
        Kind = office.Name.Kind,
        ReceiptSeconds = Math.Max(0, office.Receipt.TotalSeconds),
        Acknowledgement = office.Taken.ToWire(),
    };

    private sealed record Office(string Department, PlaceName Name, TimeSpan Receipt, Durations Taken);
}
