namespace Directives.Grains;

/// <summary>How an entry of the diary follows its directive, the roster and the hierarchy once it is there.</summary>
public static partial class DepartmentRules
{
    /// <summary>
    /// Follows an order that was received before as it and the department stand now: a new version is served, one that went
    /// out of force is closed, and posts that came or went are served or not. Of an older order nothing is taken but what is
    /// endorsed above.
    /// </summary>
    /// <param name="etag">Of the entry's row.</param>
    /// <returns>The state that was given, where there is nothing new.</returns>
    public static DiaryState Follow(
        DiaryState diary, DepartmentPlace place, DiaryEntry entry, string? etag, DirectiveOrder order, DateTimeOffset now)
    {
        if (entry.Closed is not null)
            return diary;

        var isOlder = order.Revision < entry.Revision;
        var (serial, year) = !isOlder && order.Version > entry.Version ? NextSerial(diary, now) : (diary.Serial, diary.Year);
        var (next, facts) = isOlder ? (entry, [])
            : ClosedBy(order) is { } closed ? Close(entry, order, closed, now)
            : order.Version > entry.Version ? ServeVersion(entry, place, order, serial, year, now)
            : ServeRoster(entry, place, order, now);
        if (next.Closed is null)
            (next, facts) = Cover(next, entry, place, order.Endorsements, facts, now);
        if (ReferenceEquals(next, entry))
            return diary;

        next = Chasing.Reopen(next with { Changes = entry.Changes + 1 }, now, out var lookAnew);
        var due = isOlder ? lookAnew : Chasing.Begin(place, next, order, now);
        return diary with
        {
            Serial = serial,
            Year = year,
            Changes = diary.Changes + 1,
            Due = due is null ? [] : [due],
            Rows = [new(EntryName(entry.Directive), new EntryState { Entry = next }, etag)],
            Facts = [.. facts.Select(fact => fact with { Directive = entry.Directive, At = now })],
        };
    }

    private static (DiaryEntry, ImmutableArray<Fact>) Close(
        DiaryEntry entry, DirectiveOrder order, DirectiveStatus closed, DateTimeOffset now) =>
        (entry with { Revision = order.Revision, Closed = closed, ClosedAt = now },
            [new ObligationsClosed(entry.Version, closed, Told(entry, entry.PassedTo))]);

    /// <summary>Offices that an older version was passed to are told too, be they addressed by the newer or not.</summary>
    private static (DiaryEntry, ImmutableArray<Fact>) ServeVersion(
        DiaryEntry entry, DepartmentPlace place, DirectiveOrder order, int serial, int year, DateTimeOffset now)
    {
        var next = entry with
        {
            Version = order.Version,
            Revision = order.Revision,
            Title = order.Title,
            Serial = serial,
            Year = year,
            ReceivedAt = now,
            From = FromOf(order, place),
            Served = Serve(order, place),
            Attests = Attests(order, place),
            PassedTo = PassesTo(order, place),
            AcknowledgeBy = DeadlineRules.Of(order, DeadlineKind.Acknowledge, now),
            ComplyBy = DeadlineRules.Of(order, DeadlineKind.Comply, now),
            Chase = entry.Chase is null ? null : entry.Chase with { Until = now, Idle = false, Passed = [] },
        };
        next = next with
        {
            FormerlyTo = FormerlyTo(entry, next.PassedTo),
            Endorsements = entry.Endorsements is { } known ? known with { AcknowledgeBy = next.AcknowledgeBy, ComplyBy = next.ComplyBy } : null,
        };
        var received = new Received(order.Version, serial, year, Ids(next.PassedTo))
        {
            AlsoTold = next.FormerlyTo,
            Offices = Offices(next.PassedTo),
            Attests = next.Attests,
        };
        return (next, next.Served.IsEmpty ? [received] : [received, new RosterServed(order.Version, next.Served)]);
    }

    /// <summary>The version is the one that was served: posts keep the service that they have.</summary>
    private static (DiaryEntry, ImmutableArray<Fact>) ServeRoster(
        DiaryEntry entry, DepartmentPlace place, DirectiveOrder order, DateTimeOffset now)
    {
        var served = ImmutableArray.CreateBuilder<ServedPost>();
        var added = ImmutableArray.CreateBuilder<ServedPost>();
        foreach (var post in Serve(order, place))
        {
            var earlier = entry.ServedOn(post.Seat);
            var service = earlier is { } known && known.Addressee == post.Addressee ? known : post;
            served.Add(service);
            if (earlier != service)
                added.Add(service);
        }

        var seats = served.Select(post => post.Seat).ToHashSet(StringComparer.Ordinal);
        var removed = entry.Served.Where(post => !seats.Contains(post.Seat)).Select(post => post.Seat).ToImmutableArray();
        var passedTo = PassesTo(order, place);
        var next = entry with
        {
            Revision = order.Revision,
            From = FromOf(order, place),
            Served = served.ToImmutable(),
            PassedTo = passedTo,
            FormerlyTo = FormerlyTo(entry, passedTo),
            Attests = Attests(order, place),
        };
        var sameWay = passedTo.SequenceEqual(entry.PassedTo);
        if (next.From == entry.From && added.Count == 0 && removed.IsEmpty && sameWay && next.Attests == entry.Attests)
            return (entry, []);
        var anew = new ServedAnew(entry.Version, added.ToImmutable(), removed, sameWay ? null : Ids(passedTo))
        {
            Offices = sameWay ? null : Offices(passedTo),
            Attests = next.Attests == entry.Attests ? null : next.Attests,
        };
        return (next, [anew]);
    }

    /// <summary>None where the order is for no post, or does not go to the department any more.</summary>
    private static ImmutableArray<ServedPost> Serve(DirectiveOrder order, DepartmentPlace place) => order.Attest ? [] : Addressed(order, place);

    /// <summary>Whether the office owes an attestation: by the same rule by which it would owe a report.</summary>
    private static bool Attests(DirectiveOrder order, DepartmentPlace place) =>
        order.Attest && Addressed(order, place).Any(post => post.Addressee is AddresseeKind.Action);

    private static ImmutableArray<ServedPost> Addressed(DirectiveOrder order, DepartmentPlace place) =>
        !place.Abolished && Audience.Reaches(order, place.Path.AsSpan()) ? Audience.Serve(order.Audience, place) : [];

    private static DirectiveStatus? ClosedBy(DirectiveOrder order) => order.Status is DirectiveStatus.InForce ? null : order.Status;

    /// <summary>The department that it comes from; null where it enters the hierarchy here.</summary>
    private static string? FromOf(DirectiveOrder order, DepartmentPlace place) => place.Id == order.Jurisdiction ? null : place.Parent;

    private static (int Serial, int Year) NextSerial(DiaryState diary, DateTimeOffset now) => OfficeSerial.Next(diary.Serial, diary.Year, now);

    private static ImmutableArray<string>? FormerlyTo(DiaryEntry entry, ImmutableArray<PassedOn> next)
    {
        var left = Told(entry, next).Except(Ids(next), StringComparer.Ordinal).ToImmutableArray();
        return left.IsEmpty ? null : left;
    }

    /// <summary>Everyone that it goes to or ever went to.</summary>
    private static ImmutableArray<string> Told(DiaryEntry entry, ImmutableArray<PassedOn> next) =>
        [.. Ids(next).Union(Ids(entry.PassedTo)).Union(entry.FormerlyTo ?? [])];

    private static ImmutableArray<int> Offices(ImmutableArray<PassedOn> passed) => [.. passed.Select(child => child.Offices)];

    private static ImmutableArray<string> Ids(ImmutableArray<PassedOn> passed) => [.. passed.Select(child => child.Department)];
}
