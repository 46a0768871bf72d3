namespace Directives.Gateway.Reports;

/// <summary>What stands in the way at one office: what is counted there and cannot answer, and why.</summary>
/// <param name="Relayed">How far the relay has come: what was passed on after that is on its way.</param>
/// <param name="InForce">The version of the organogram in force.</param>
/// <param name="Version">The version of the directive in force.</param>
internal sealed record OfficeGaps(long Relayed, long InForce, int Version)
{
    /// <param name="place">Null where no such department has ever been established.</param>
    public IEnumerable<V1.Gap> Of(OfficeVisit visit, DepartmentPlace? place) => visit.Office is { } office
        ? OfReceived(office, place)
        : [NotReached(visit, place)];

    private V1.Gap NotReached(OfficeVisit visit, DepartmentPlace? place) => new()
    {
        Reason = visit.Above is null || visit.Above.PassedOnAt > Relayed ? V1.Gap.Types.Reason.OnItsWay
            : place is null || place.RegistryVersion < InForce ? V1.Gap.Types.Reason.NotInOrganogram
            : V1.Gap.Types.Reason.NotReceived,
        Department = visit.Department,
        DepartmentName = place?.Name.ToWire(),
        PassedOnBy = visit.Above?.Department ?? "",
        Since = visit.Above?.Received!.At.ToWire(),
        Offices = visit.Offices,
    };

    private IEnumerable<V1.Gap> OfReceived(FoldedOffice office, DepartmentPlace? place)
    {
        var own = office.Own();
        if (office.Received!.Version < Version && !office.IsClosed)
            yield return About(V1.Gap.Types.Reason.OlderVersion, office, place, office.Received.At);
        if (own.OfficesOwing > own.OfficesComplied + own.OfficesClosed + own.OfficesExempted && !HasHead(place))
            yield return About(V1.Gap.Types.Reason.NoHead, office, place, office.Received.At);
        if (own.Outstanding == 0)
            yield break;

        var roster = place?.Roster.ToDictionary(post => post.Seat, StringComparer.Ordinal) ?? [];
        foreach (var post in office.Unanswered())
        {
            var (found, since) = (roster.GetValueOrDefault(post.Served.Seat), new DateTimeOffset(post.ServedAt, TimeSpan.Zero));
            if (found is { Incumbent: not null })
                continue;
            var gap = About(found is null ? V1.Gap.Types.Reason.PostNotOnRoster : V1.Gap.Types.Reason.PostVacant, office, place, since);
            gap.Post = PostId.Of(office.Department, post.Served.Seat);
            gap.Designation = found?.Designation.ToWire();
            yield return gap;
        }
    }

    private static V1.Gap About(V1.Gap.Types.Reason reason, FoldedOffice office, DepartmentPlace? place, DateTimeOffset since) => new()
    {
        Reason = reason,
        Department = office.Department,
        DepartmentName = place?.Name.ToWire(),
        Since = since.ToWire(),
    };

    /// <summary>Somebody holds the post that heads the office, be it a post of its own or of another office.</summary>
    private static bool HasHead(DepartmentPlace? place)
    {
        if (place?.HeadPost is not { } head || !PostId.TryParse(head, out var department, out var seat))
            return false;
        return department != place.Id || place.Roster.Any(post => post.Seat == seat && post.Incumbent is not null);
    }
}
