using System.Globalization;

namespace Directives.Grains;

/// <summary>
/// How persons come into posts and leave them. The post owes, the person answers: a successor is served whatever is in force
/// anew, and what his predecessor has answered stands as the predecessor's.
/// </summary>
public static partial class ChargeRules
{
    internal const string DuePrefix = "charge/";
    private static readonly TimeSpan LongestDelegation = TimeSpan.FromDays(366);
    internal const string RowKind = "incumbency";

    /// <summary>Records that a person takes charge of a vacant post.</summary>
    /// <param name="held">Who has held the post; as in storage.</param>
    /// <param name="heldTag">Of that row.</param>
    /// <param name="inForce">The entries of the diary that are in force.</param>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static PlaceState Assume(
        PlaceState state, IncumbencyState held, string? heldTag,
        IReadOnlyList<(DiaryEntry Entry, string? ETag)> inForce, AssumeCommand command, DateTimeOffset now)
    {
        Check(command, now);
        var place = state.Place!;
        var post = Find(place, command.Seat);
        if (Repeats(held, command.OperationId, Digest(command)))
            return state;
        if (post.Incumbent is { } present)
        {
            throw RefusedException.NotAllowedNow(
                "OCCUPIED", $"{present.Person} holds charge of {PostId.Of(place.Id, post.Seat)}: he relinquishes it first.");
        }

        if (held.Held is [.., { Incumbency.To: { } left }] && command.On < left)
            throw RefusedException.NotAllowedNow("TOO_EARLY", $"The post was held until {Iso(left)}: charge cannot be assumed on {Iso(command.On)}.");

        var number = state.Charges + 1;
        var successor = post with { Incumbent = command.Incumbent, Incumbency = number };
        var services = ServeAnew(inForce, [successor], now);
        var incumbency = new Incumbency(
            PostId.Of(place.Id, post.Seat), number, command.Incumbent, command.On, command.Until, null, Directives(services));
        var fact = new ChargeAssumed(
            post.Seat, number, command.Incumbent.Person, command.Incumbent.Name, command.Incumbent.Charge,
            command.On, command.Until, command.By, command.OperationId) { At = now };
        return state with
        {
            Place = place with { Roster = place.Roster.Replace(post, successor) },
            Changes = state.Changes + 1,
            Charges = number,
            Rows =
            [
                new(RowName(post.Seat), held with { Held = Trim(held.Held).Add(new(incumbency, command.OperationId, Digest(command), null, null)) }, heldTag),
                .. services.Select(service => service.Row),
            ],
            Facts = [fact, .. services.Select(service => service.Fact with { At = now })],
            Due =
            [
                .. command.Until is { } until ? [new DueEntry(PakistanDay.StartOf(until.AddDays(1)), DuePrefix + post.Seat)] : ImmutableArray<DueEntry>.Empty,
                .. services.Select(service => service.Due),
            ],
        };
    }

    /// <summary>Records that a person gives up charge of a post. His answers stand until there is a successor.</summary>
    /// <inheritdoc cref="Assume"/>
    public static PlaceState Relinquish(
        PlaceState state, IncumbencyState held, string? heldTag, RelinquishCommand command, DateTimeOffset now)
    {
        Operation.Check(command.OperationId);
        if (command.On > PakistanDay.Of(now))
            throw RefusedException.Field("on", $"must be {Iso(PakistanDay.Of(now))} or before: record it on the day");
        var place = state.Place!;
        var post = Find(place, command.Seat);
        if (Repeats(held, command.OperationId, Digest(command)))
            return state;
        if (post.Incumbent?.Person != command.Person)
        {
            throw RefusedException.NotAllowedNow(
                "NOT_INCUMBENT", $"{command.Person} does not hold charge of {PostId.Of(place.Id, post.Seat)}.");
        }

        var current = Current(held.Held, place.Id, post);
        if (command.On < current.Incumbency.From)
            throw RefusedException.NotAllowedNow("TOO_EARLY", $"He took charge on {Iso(current.Incumbency.From.Value)}: it cannot end on {Iso(command.On)}.");

        var ended = current with
        {
            Incumbency = current.Incumbency with { To = command.On },
            Relinquished = command.OperationId,
            RelinquishedDigest = Digest(command),
        };
        var fact = new ChargeRelinquished(
            post.Seat, post.Incumbency, post.Incumbent.Person, post.Incumbent.Name, command.On, command.By, command.OperationId) { At = now };
        return state with
        {
            Place = place with { Roster = place.Roster.Replace(post, post with { Incumbent = null, Delegation = null }) },
            Changes = state.Changes + 1,
            Rows = [new(RowName(post.Seat), held with { Held = Before(held.Held).Add(ended) }, heldTag)],
            Facts = [fact],
        };
    }

    /// <summary>Has another person act for the holder of a post for a time, in the place of whoever did before.</summary>
    /// <remarks>The caller has made sure that the operation is no repeat.</remarks>
    /// <returns>The state that was given, where it says so already.</returns>
    public static PlaceState Delegate(PlaceState state, DelegateCommand command, DateTimeOffset now)
    {
        if (command.Until <= now || command.Until > now + LongestDelegation)
            throw RefusedException.Field("until", "must be in the future and within a year");
        var place = state.Place!;
        var post = Find(place, command.Seat);
        if (post.Incumbent is not { } holder)
            throw RefusedException.NotAllowedNow("VACANT", $"{PostId.Of(place.Id, post.Seat)} is vacant: nobody's acts can be delegated.");
        if (holder.Person == command.Person)
            throw RefusedException.Field("person", "must be another person than the holder of the post");
        if (post.Delegation?.Person == command.By && holder.Person != command.By)
            throw new RefusedException(Refusal.PermissionDenied, "DELEGATE", $"{command.By} acts for {holder.Person} and cannot pass that on.");

        var delegation = new Delegation(command.Person, command.Name, command.Until);
        return post.Delegation == delegation
            ? state
            : WithPost(state, post, post with { Delegation = delegation }, command.OperationId, DigestOf(command), new ActsDelegated(
                post.Seat, holder.Person, command.Person, command.Name, command.Until, command.By, command.OperationId) { At = now });
    }

    /// <summary>Ends a delegation before its time.</summary>
    /// <remarks>The caller has made sure that the operation is no repeat.</remarks>
    /// <returns>The state that was given, where there is none.</returns>
    public static PlaceState EndDelegation(PlaceState state, string operationId, string seat, string by, DateTimeOffset now)
    {
        var post = Find(state.Place!, seat);
        return post is { Delegation: { } delegation, Incumbent: { } holder }
            ? WithPost(state, post, post with { Delegation = null }, operationId, DigestOfEnd(seat, by), new DelegationEnded(
                seat, holder.Person, delegation.Person, by, operationId) { At = now })
            : state;
    }

    private static PlaceState WithPost(PlaceState state, RosterPost post, RosterPost next, string operation, string digest, Fact fact) => state with
    {
        Place = state.Place! with { Roster = state.Place!.Roster.Replace(post, next) },
        Changes = state.Changes + 1,
        Rows = [OperationState.Row(operation, digest, null, 0, fact)],
        Facts = [fact],
    };

    /// <summary>
    /// The end of a charge that was given for a time; null where it has ended before, or its time was extended by another.
    /// </summary>
    public static RelinquishCommand? Expire(DepartmentPlace place, IncumbencyState held, string seat, DateTimeOffset due)
    {
        if (place.Find(seat)?.Incumbent is not { } present
            || held.Held is not [.., { Incumbency: { To: null, Until: { } until } current }]
            || PakistanDay.StartOf(until.AddDays(1)) != due)
        {
            return null;
        }

        return new RelinquishCommand(
            string.Create(CultureInfo.InvariantCulture, $"expiry/{current.Number}"), seat, present.Person, until, "");
    }

    /// <summary>The state name of who has held a seat.</summary>
    public static string RowName(string seat) => $"{RowKind}/{seat}";

    /// <summary>Who has held a post, the latest last; whoever holds it now too, be he on record or not.</summary>
    public static ImmutableArray<Incumbency> List(DepartmentPlace place, RosterPost post, IncumbencyState held)
    {
        var known = held.Held.Select(charge => charge.Incumbency).ToImmutableArray();
        return post.Incumbent is null || known is [.., { To: null }] ? known : known.Add(Current([], place.Id, post).Incumbency);
    }

    private static List<(WrittenRow Row, ServedAnew Fact, DueEntry Due)> ServeAnew(
        IEnumerable<(DiaryEntry Entry, string? ETag)> inForce, IReadOnlyCollection<RosterPost> successors, DateTimeOffset now)
    {
        var services = new List<(WrittenRow, ServedAnew, DueEntry)>();
        foreach (var (entry, tag) in inForce)
        {
            var served = entry.Served;
            var anew = ImmutableArray.CreateBuilder<ServedPost>();
            foreach (var post in successors)
            {
                if (entry.ServedOn(post.Seat) is not { } earlier)
                    continue;
                anew.Add(earlier with { Vacant = false, Incumbency = post.Incumbency });
                served = served.Replace(earlier, anew[^1]);
            }

            if (anew.Count == 0)
                continue;
            var next = Chasing.Reopen(entry with { Served = served, Changes = entry.Changes + 1 }, now, out var due);
            var fact = new ServedAnew(entry.Version, anew.ToImmutable(), [], null);
            services.Add((
                new WrittenRow(DepartmentRules.EntryName(entry.Directive), new EntryState { Entry = next }, tag),
                fact with { Directive = entry.Directive }, due));
        }

        return services;
    }

    private static ImmutableArray<string> Directives(IEnumerable<(WrittenRow Row, ServedAnew Fact, DueEntry Due)> services) =>
        [.. services.Select(service => service.Fact.Directive!)];

    /// <summary>The charge that has not ended. Whoever held the post when it came into the organogram is not on record.</summary>
    private static HeldCharge Current(ImmutableArray<HeldCharge> held, string department, RosterPost post) =>
        held is [.., { Incumbency.To: null } last] ? last : new HeldCharge(
            new Incumbency(PostId.Of(department, post.Seat), post.Incumbency, post.Incumbent!, null, null, null, []), null, null, null, null);

    /// <summary>The charges that have ended.</summary>
    private static ImmutableArray<HeldCharge> Before(ImmutableArray<HeldCharge> held) =>
        held is [.., { Incumbency.To: null }] ? held.RemoveAt(held.Length - 1) : Trim(held);

    private static RosterPost Find(DepartmentPlace place, string seat) =>
        place.Find(seat) ?? throw RefusedException.NotFound($"post {PostId.Of(place.Id, seat)}");

    private static bool Repeats(IncumbencyState held, string operation, string digest)
    {
        foreach (var charge in held.Held)
        {
            if (charge.Assumed == operation)
                return charge.AssumedDigest == digest ? true : throw Operation.Reused(operation);
            if (charge.Relinquished == operation)
                return charge.RelinquishedDigest == digest ? true : throw Operation.Reused(operation);
        }

        return false;
    }

    private static void Check(AssumeCommand command, DateTimeOffset now)
    {
        Operation.Check(command.OperationId);
        var violations = new List<FieldViolation>();
        if (command.On > PakistanDay.Of(now))
            violations.Add(new("on", $"must be {Iso(PakistanDay.Of(now))} or before: record it on the day"));
        if (command.Until < PakistanDay.Of(now) || command.Until < command.On)
            violations.Add(new("until", "must be today or later, and not before the first day"));
        if (command.Until is not null && command.Incumbent.Charge is ChargeKind.Regular)
            violations.Add(new("until", "is only for additional, acting, current and look-after charge"));
        if (violations.Count > 0)
            throw new RefusedException(violations);
    }

    private static string Digest(AssumeCommand command) => Operation.Digest(
        command.Seat, command.Incumbent.Person, command.Incumbent.Name.En, command.Incumbent.Name.Ur, command.Incumbent.Charge.ToString(),
        command.Undated ? null : Iso(command.On), command.Until is { } until ? Iso(until) : null, command.By);

    internal static string DigestOfEnd(string seat, string by) => Operation.Digest(nameof(DelegationEnded), seat, by);

    internal static string DigestOf(DelegateCommand command) => Operation.Digest(
        nameof(ActsDelegated), command.Seat, command.Person, command.Name.En, command.Name.Ur, command.Until.ToString("O", CultureInfo.InvariantCulture), command.By);

    private static string Digest(RelinquishCommand command) =>
        Operation.Digest(command.Seat, command.Person, command.Undated ? null : Iso(command.On), command.By);

    private static ImmutableArray<HeldCharge> Trim(ImmutableArray<HeldCharge> held) =>
        held.Length < IncumbencyState.MaxHeld ? held : held.RemoveAt(0);

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
