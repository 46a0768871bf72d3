namespace Directives.Grains;

/// <summary>Endorsements: what a department adds to an order on its way down, and how the offices below take it.</summary>
public static partial class DepartmentRules
{
    /// <summary>By one department, of one version.</summary>
    public const int MaxEndorsements = 20;

    /// <summary>By one department, of all versions of a directive.</summary>
    public const int MaxEndorsementsInAll = 100;

    internal const string EndorsementKind = "endorsement";

    /// <summary>Endorses a directive downward: the texts are a row of their own, and the entry has the short form.</summary>
    /// <param name="entry">Null where the directive was not received.</param>
    /// <param name="etag">Of the entry's row.</param>
    /// <param name="known">What the department has endorsed of it before.</param>
    /// <param name="knownTag">Of that row.</param>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static DiaryState Endorse(
        DiaryState diary, DepartmentPlace place, DiaryEntry? entry, string? etag, EndorsementState known, string? knownTag,
        EndorseCommand command, DateTimeOffset now)
    {
        CheckFields(command);
        if (known.Find(command.OperationId) is { } earlier)
            return Says(earlier, command) ? diary : throw Operation.Reused(command.OperationId);
        var endorsed = RequireEndorsable(entry, known, command);
        CheckDeadlines(endorsed, command, PakistanDay.Of(now));

        var endorsement = new Endorsement(
            place.Id, known.Given.Length + 1, endorsed.Version, now, EndOf(command.AcknowledgeBy), EndOf(command.ComplyBy));
        var given = new GivenEndorsement(endorsement, command.Instructions, command.By, command.OperationId);
        var current = endorsed.Endorsements ?? NoneYet(endorsed);
        var (next, _) = Under(endorsed, current with { List = current.List.Add(endorsement), Number = current.Number + 1 }, now);
        next = Chasing.Reopen(next with { Changes = endorsed.Changes + 1 }, now, out var due);
        var fact = new Endorsed(
            endorsement.Number, endorsement.Version, command.By, command.Instructions, endorsement.AcknowledgeBy, endorsement.ComplyBy,
            Ids(next.PassedTo), command.OperationId);
        return diary with
        {
            Changes = diary.Changes + 1,
            Rows =
            [
                new($"{EndorsementKind}/{command.Directive}", known with { Given = known.Given.Add(given) }, knownTag),
                new(EntryName(command.Directive), new EntryState { Entry = next }, etag),
            ],
            Facts = [fact with { Directive = command.Directive, At = now }],
            Due = [due],
        };
    }

    /// <summary>
    /// Puts an entry under the endorsements that go with it: those that its parent was told to have, or where nothing is told
    /// those that it has from the same parent; and its own.
    /// </summary>
    /// <param name="before">As it was before it followed the order; null where it is new.</param>
    /// <param name="facts">Of what it has followed: those that pass it on are marked, so that the offices below are told too.</param>
    /// <returns>The entry that was given, where no endorsement comes or goes.</returns>
    private static (DiaryEntry Entry, ImmutableArray<Fact> Facts) Cover(
        DiaryEntry entry, DiaryEntry? before, DepartmentPlace place, EndorsementsAbove? told, ImmutableArray<Fact> facts, DateTimeOffset now)
    {
        var known = entry.Endorsements;
        var isNews = told is not null && told.From == entry.From && !(known?.From == told.From && known.FromNumber >= told.Number);
        // A department that never had any has no number.
        if (known is null && !(isNews && told!.Number > 0))
            return (entry, facts);

        var current = known ?? NoneYet(entry);
        var above = isNews ? told!.List : current.From == entry.From ? current.List : [];
        var list = above.Where(item => item.Department != place.Id)
            .Concat(current.List.Where(item => item.Department == place.Id))
            .Where(item => item.Version >= entry.Version).ToImmutableArray();
        var isOther = !list.SequenceEqual(current.List);
        var next = current with
        {
            List = isOther ? list : current.List,
            Number = isOther ? current.Number + 1 : current.Number,
            From = entry.From,
            FromNumber = isNews ? told!.Number : current.From == entry.From ? current.FromNumber : 0,
        };
        var (covered, reopened) = Under(entry, next, now);
        if (isOther || !list.IsEmpty)
            facts = [.. facts.Select(MarkEndorsed)];

        var passed = facts.Any(fact => fact is Received or ServedAnew { PassedTo: not null });
        var tell = isOther && !passed ? Ids(entry.PassedTo) : [];
        var assumed = before is not null && before.Version == entry.Version ? before.Endorsed : [];
        if (!tell.IsEmpty || !covered.Endorsed.SequenceEqual(assumed))
            facts = facts.Add(new EndorsementReceived(entry.Version, covered.Endorsed, tell) { Reopened = reopened });
        var isSame = next == current && (covered.AcknowledgeBy, covered.ComplyBy) == (entry.AcknowledgeBy, entry.ComplyBy);
        return (isSame ? entry : covered, facts);
    }

    /// <summary>Its deadlines become the earliest of the order's and of every endorsement's that applies.</summary>
    /// <returns>The deadlines that had passed and have not by these; null for none.</returns>
    private static (DiaryEntry Entry, ImmutableArray<DeadlineKind>? Reopened) Under(DiaryEntry entry, EntryEndorsements endorsements, DateTimeOffset now)
    {
        var next = entry with { Endorsements = endorsements };
        next = next with
        {
            AcknowledgeBy = Earliest(next, DeadlineKind.Acknowledge),
            ComplyBy = Earliest(next, DeadlineKind.Comply),
        };
        ImmutableArray<DeadlineKind> reopened = next.Chase is not { } chase
            ? []
            : chase.Passed.RemoveAll(kind => next.DeadlineOf(kind) <= now || !IsLater(next.DeadlineOf(kind), entry.DeadlineOf(kind)));
        return reopened.IsEmpty
            ? (next, null)
            : (next with { Chase = next.Chase! with { Passed = next.Chase.Passed.RemoveRange(reopened), Idle = false } }, reopened);
    }

    /// <summary>What has passed stays so where the clock is merely behind the time at which it did.</summary>
    private static bool IsLater(DateTimeOffset? deadline, DateTimeOffset? before) => deadline is null ? before is not null : deadline > before;

    private static DateTimeOffset? Earliest(DiaryEntry entry, DeadlineKind kind)
    {
        var earliest = entry.Endorsements!.DeadlineOf(kind);
        foreach (var endorsement in entry.Endorsed)
        {
            if (endorsement.DeadlineOf(kind) is { } by && !(by >= earliest))
                earliest = by;
        }

        return earliest;
    }

    private static EntryEndorsements NoneYet(DiaryEntry entry) => new([], 0, entry.From, 0, entry.AcknowledgeBy, entry.ComplyBy);

    private static Fact MarkEndorsed(Fact fact) => fact switch
    {
        Received received => received with { Endorsed = true },
        ServedAnew { PassedTo: not null } anew => anew with { Endorsed = true },
        _ => fact,
    };

    private static DiaryEntry RequireEndorsable(DiaryEntry? entry, EndorsementState known, EndorseCommand command)
    {
        if (entry is null)
            throw RefusedException.NotAllowedNow("NOT_RECEIVED", $"{command.Directive} has not been received here.");
        if (entry.Closed is { } closed)
            throw RefusedException.NotAllowedNow(NotInForce, $"{command.Directive} is not in force any more: {closed}.");
        if (entry.Version != command.Version)
        {
            throw RefusedException.NotAllowedNow(
                "OTHER_VERSION", $"Version {entry.Version} of {command.Directive} is in the diary here, not version {command.Version}.");
        }

        if (entry is { Served.IsEmpty: true, PassedTo.IsEmpty: true, Attests: false })
            throw RefusedException.NotAllowedNow("NOTHING_BELOW", $"{command.Directive} is served on nobody here and goes to no department below.");
        if (known.Given.Count(given => given.Endorsement.Version == entry.Version) >= MaxEndorsements || known.Given.Length >= MaxEndorsementsInAll)
        {
            throw RefusedException.NotAllowedNow(
                "TOO_MANY", $"A department endorses a version at most {MaxEndorsements} times, and a directive at most {MaxEndorsementsInAll} times.");
        }

        return entry;
    }

    private static void CheckFields(EndorseCommand command)
    {
        Operation.Check(command.OperationId);
        var (english, urdu) = (command.Instructions.En, command.Instructions.Ur);
        var violations = new List<FieldViolation>();
        if (string.IsNullOrWhiteSpace(english) && string.IsNullOrWhiteSpace(urdu))
            violations.Add(new("instructions", "give the covering instructions in English, in Urdu, or in both"));
        if (english.Length > MaxTextLength)
            violations.Add(new("instructions.en", $"must have at most {MaxTextLength} characters"));
        if (urdu.Length > MaxTextLength)
            violations.Add(new("instructions.ur", $"must have at most {MaxTextLength} characters"));
        if (violations.Count > 0)
            throw new RefusedException(violations);
    }

    /// <summary>Not in the past, in their order, and never later than the office's own as they stand.</summary>
    private static void CheckDeadlines(DiaryEntry entry, EndorseCommand command, DateOnly today)
    {
        (string Field, DateOnly? Day, DateTimeOffset? Standing)[] deadlines =
            [("acknowledge_by", command.AcknowledgeBy, entry.AcknowledgeBy), ("comply_by", command.ComplyBy, entry.ComplyBy)];
        var violations = deadlines.Where(deadline => deadline.Day < today)
            .Select(deadline => new FieldViolation(deadline.Field, $"must not be in the past: today is {today:yyyy-MM-dd}")).ToList();
        if ((EndOf(command.AcknowledgeBy) ?? entry.AcknowledgeBy) > (EndOf(command.ComplyBy) ?? entry.ComplyBy))
        {
            if (command.ComplyBy is { } comply)
                violations.Add(new("comply_by", $"{comply:yyyy-MM-dd} is before the deadline to acknowledge"));
            else if (command.AcknowledgeBy is { } acknowledge)
                violations.Add(new("acknowledge_by", $"{acknowledge:yyyy-MM-dd} is after the deadline to comply"));
        }

        if (violations.Count > 0)
            throw new RefusedException(violations);

        var looser = deadlines.Where(deadline => EndOf(deadline.Day) > deadline.Standing)
            .Select(deadline => $"{deadline.Field}: {deadline.Day:yyyy-MM-dd} is after {PakistanDay.Of(deadline.Standing!.Value):yyyy-MM-dd}").ToList();
        if (looser.Count > 0)
        {
            throw RefusedException.NotAllowedNow(
                "LOOSER", $"An endorsement makes a deadline tighter, never looser, than it is for the office itself: {string.Join("; ", looser)}.");
        }
    }

    private static bool Says(GivenEndorsement given, EndorseCommand command) =>
        (given.Endorsement.Version, given.By, given.Instructions, given.Endorsement.AcknowledgeBy, given.Endorsement.ComplyBy)
        == (command.Version, command.By, command.Instructions, EndOf(command.AcknowledgeBy), EndOf(command.ComplyBy));

    private static DateTimeOffset? EndOf(DateOnly? day) => day is { } last ? PakistanDay.EndOf(last) : null;
}
