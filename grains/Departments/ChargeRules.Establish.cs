using System.Globalization;

namespace Directives.Grains;

/// <summary>An import of the organogram: who holds which post from there on.</summary>
public static partial class ChargeRules
{
    /// <summary>The seats that the next version of the organogram gives to somebody else or to nobody, or does not have.</summary>
    public static ImmutableArray<string> Changed(PlaceState state, DepartmentPlace next) =>
    [
        .. from current in state.Place?.Roster ?? []
           let post = next.Find(current.Seat)
           where current.Incumbent?.Person != post?.Incumbent?.Person
           select current.Seat,
    ];

    /// <summary>
    /// Takes the place in a new version of the organogram. Whoever holds another's post from there on has assumed charge of
    /// it.
    /// </summary>
    /// <param name="held">Who has held the posts that are <see cref="Changed"/>.</param>
    /// <param name="inForce">The entries of the diary that are in force; not read where no post is changed.</param>
    public static PlaceState Establish(
        PlaceState state, DepartmentPlace next, IReadOnlyDictionary<string, (IncumbencyState State, string? ETag)> held,
        ImmutableArray<(DiaryEntry Entry, string? ETag)> inForce, DateTimeOffset now)
    {
        var operation = string.Create(CultureInfo.InvariantCulture, $"import/{next.RegistryVersion}");
        var today = PakistanDay.Of(now);
        var charges = state.Charges;
        var facts = new List<Fact>();
        var rows = new List<WrittenRow>();
        var roster = next.Roster.Select(post => Carry(post, state.Place?.Find(post.Seat))).ToArray();
        var successors = new List<RosterPost>();
        for (var i = 0; i < roster.Length; i++)
        {
            if (held.TryGetValue(roster[i].Seat, out var record) && roster[i].Incumbent is not null)
                successors.Add(roster[i] = roster[i] with { Incumbency = ++charges });
        }

        var services = ServeAnew(inForce, successors, now);
        foreach (var (seat, (record, tag)) in held)
        {
            var known = record.Held;
            if (state.Place!.Find(seat) is { Incumbent: { } leaving } left)
            {
                var current = Current(known, next.Id, left);
                known = Before(known).Add(current with { Incumbency = current.Incumbency with { To = today }, Relinquished = operation });
                facts.Add(new ChargeRelinquished(seat, left.Incumbency, leaving.Person, leaving.Name, today, "", ""));
            }

            if (Array.Find(roster, post => post.Seat == seat) is { Incumbent: { } coming } post)
            {
                var incumbency = new Incumbency(
                    PostId.Of(next.Id, post.Seat), post.Incumbency, coming, today, null, null,
                    Directives(services.Where(service => service.Fact.Posts.Any(served => served.Seat == post.Seat))));
                known = Trim(known).Add(new(incumbency, operation, null, null, null));
                facts.Add(new ChargeAssumed(
                    post.Seat, post.Incumbency, coming.Person, coming.Name, coming.Charge, today, null, "", ""));
            }

            rows.Add(new(RowName(seat), record with { Held = known }, tag));
        }

        facts.Add(next.Abolished
            ? new Abolished(next.RegistryVersion)
            : new Established(next.RegistryVersion, next.Roster.Length, next.Roster.Count(post => post.Incumbent is null)));
        return state with
        {
            Place = next with { Roster = [.. roster] },
            Changes = state.Changes + 1,
            ChangedIn = IsOther(state.Place, next) ? next.RegistryVersion : state.ChangedIn,
            Charges = charges,
            Rows = [.. rows, .. services.Select(service => service.Row)],
            Facts = [.. facts.Concat(services.Select(service => service.Fact)).Select(fact => fact with { At = now })],
            Due = [.. services.Select(service => service.Due)],
        };
    }

    private static bool IsOther(DepartmentPlace? current, DepartmentPlace next) =>
        current is null
        || current.Abolished != next.Abolished
        || !current.Path.SequenceEqual(next.Path)
        || !current.Children.SequenceEqual(next.Children)
        || !current.Roster.Select(AsAddressed).SequenceEqual(next.Roster.Select(AsAddressed));

    /// <summary>What is known of a post and not said by the organogram.</summary>
    private static RosterPost Carry(RosterPost next, RosterPost? current) => current is null ? next : next with
    {
        Incumbency = current.Incumbency,
        Delegation = current.Incumbent?.Person == next.Incumbent?.Person ? current.Delegation : null,
    };

    /// <summary>What an audience rule looks at.</summary>
    private static RosterPost AsAddressed(RosterPost post) => post with { Incumbent = null, Incumbency = 0, Delegation = null };
}
