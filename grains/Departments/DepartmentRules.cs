using System.Globalization;

namespace Directives.Grains;

/// <summary>What a department does with a directive, and how it counts.</summary>
public static partial class DepartmentRules
{
    public const int MaxTextLength = 4_000;
    public const int MaxReports = 100;
    public const int MaxReferenceLength = 500;

    /// <summary>Why an act on a directive that was superseded or rescinded is refused.</summary>
    public const string NotInForce = "NOT_IN_FORCE";
    internal const string EntryKind = "entry";
    internal const string PageKind = "diary";

    /// <summary>The hour by which Pakistan's offices count years and days: UTC+5 all year.</summary>
    public static readonly TimeSpan PakistanOffset = TimeSpan.FromHours(5);

    /// <summary>Receives an order: the entry is a row of its own, and a page of the diary that is full another.</summary>
    /// <remarks>The caller has made sure that the order was not received before.</remarks>
    public static DiaryState Receive(DiaryState diary, DepartmentPlace place, DirectiveOrder order, DateTimeOffset now)
    {
        if (!Audience.Reaches(order, place.Path.AsSpan()))
            throw RefusedException.NotAllowedNow("NOT_ADDRESSED", $"{order.Number} does not go to {place.Id}.");
        if (order.Status is not DirectiveStatus.InForce)
            throw RefusedException.NotAllowedNow(NotInForce, $"{order.Number} is not in force any more: {order.Status}.");

        var (serial, year) = NextSerial(diary, now);
        var entry = new DiaryEntry(
            order.Number, order.Version, order.Title, serial, year, now, FromOf(order, place),
            Serve(order, place), PassesTo(order, place),
            DeadlineRules.Of(order, DeadlineKind.Acknowledge, now), DeadlineRules.Of(order, DeadlineKind.Comply, now))
        {
            Revision = order.Revision,
            Attests = Attests(order, place),
        };
        var passedTo = entry.PassedTo.Select(passed => passed.Department).ToImmutableArray();
        var received = new Received(order.Version, serial, year, passedTo)
        {
            Offices = [.. entry.PassedTo.Select(passed => passed.Offices)],
            Attests = entry.Attests,
        };
        ImmutableArray<Fact> facts = entry.Served.IsEmpty ? [received] : [received, new RosterServed(order.Version, entry.Served)];
        (entry, facts) = Cover(entry, null, place, order.Endorsements, facts, now);
        var turned = TurnPage(diary);
        return turned with
        {
            Serial = serial,
            Year = year,
            Directives = turned.Directives.Add(order.Number),
            Rows = turned.Rows.Add(new(EntryName(order.Number), new EntryState { Entry = entry })),
            Facts = [.. facts.Select(fact => fact with { Directive = order.Number, At = now })],
            Due = Chasing.Begin(place, entry, order, now) is { } due ? [due] : [],
        };
    }

    /// <summary>The state name of an entry of the diary.</summary>
    public static string EntryName(string directive) => $"{EntryKind}/{directive}";

    /// <summary>Puts the newest page away where it is full, and begins the next.</summary>
    private static DiaryState TurnPage(DiaryState diary) => diary.Directives.Length < DiaryState.PageSize
        ? diary
        : diary with
        {
            Pages = diary.Pages + 1,
            Directives = [],
            Rows = [new(string.Create(CultureInfo.InvariantCulture, $"{PageKind}/{diary.Pages}"), diary)],
        };

    /// <summary>Reports that a directive is in force.</summary>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static ReportState Comply(ReportState state, ComplyCommand command, DiaryEntry? entry, DateTimeOffset now)
    {
        CheckFields(command);
        foreach (var earlier in state.Reports)
        {
            if (earlier.OperationId == command.OperationId)
                return Says(earlier, command) ? state : throw Operation.Reused(command.OperationId);
        }

        if (entry is null)
            throw RefusedException.NotAllowedNow("NOT_RECEIVED", $"{command.Directive} has not been received here.");
        if (entry.Closed is { } closed)
            throw RefusedException.NotAllowedNow(NotInForce, $"{command.Directive} is not in force any more: {closed}.");
        if (!Owes(entry))
            throw RefusedException.NotAllowedNow("NOTHING_OWED", $"No post here is addressed for action by {command.Directive}.");
        if (state.Reports.Length >= MaxReports)
            throw RefusedException.NotAllowedNow("TOO_MANY_REPORTS", $"{MaxReports} reports on {command.Directive} were made already.");

        var report = new ComplianceReport(
            command.Directive, entry.Version, now, command.By,
            command.Statement, command.EvidenceText, command.EvidenceSha256, command.OperationId)
        {
            Reference = command.Reference,
            Partial = command.Partial,
        };
        var fact = new ComplianceReported(
            state.Reports.Length + 1, entry.Version, command.By,
            command.Statement, command.EvidenceText, command.EvidenceSha256, command.OperationId);
        return state with
        {
            Reports = state.Reports.Add(report),
            Facts = [fact with { Reference = command.Reference, Partial = command.Partial, Directive = command.Directive, At = now }],
        };
    }

    /// <summary>Enters acts: of two acts of a seat the one with the higher sequence counts.</summary>
    /// <returns>The state that was given, where nothing is new.</returns>
    public static RegisterState Register(RegisterState state, ImmutableArray<RegisteredAct> acts)
    {
        var next = state.Acts.Enter(acts);
        return next == state.Acts ? state : state with { Acts = next };
    }

    /// <summary>Enters children's tallies: of two of a child the one with the higher sequence counts.</summary>
    /// <returns>The state that was given, where nothing is new.</returns>
    public static RegisterState Gather(RegisterState state, ImmutableArray<TallyReport> children)
    {
        var next = state.Children.Enter(children);
        return next == state.Children ? state : state with { Children = next };
    }

    /// <summary>The counts of a department's own roster; as an office it counts itself.</summary>
    public static Tally Own(DiaryEntry entry, RegisterState register)
    {
        var tally = new Tally { Offices = 1, OfficesReceived = 1 };
        if (Owes(entry))
        {
            var report = ReportIn(entry, register);
            var complied = report is { Percent: null };
            var exempted = entry.IsExempted(RegisteredAct.Office);
            tally = tally with
            {
                OfficesOwing = 1,
                OfficesComplied = complied ? 1 : 0,
                OfficesReported = report is null ? 0 : 1,
                PercentReported = report is null ? 0 : report.Percent ?? 100,
                OfficesExempted = !complied && entry.Closed is null && exempted ? 1 : 0,
                OfficesOverdue = !complied && entry.Closed is null && !exempted && HasPassed(entry, DeadlineKind.Comply) ? 1 : 0,
                OfficesClosed = !complied && entry.Closed is not null ? 1 : 0,
            };
        }

        foreach (var post in entry.Served)
            tally += Count(entry, post, StandingOf(entry, post, register));
        return tally;
    }

    /// <summary>How far a served post has come with the version that it was served, under the charge that it was served on.</summary>
    public static Standing StandingOf(DiaryEntry entry, ServedPost post, RegisterState register) =>
        register.Acts.Find(post.Seat) is { } act && act.Version == entry.Version && act.Incumbency == post.Incumbency
            ? act.Standing
            : Standing.Served;

    /// <summary>
    /// The counts of a child's subtree: what it has reported, or until then the departments that the order is known to
    /// go to.
    /// </summary>
    public static Tally OfChild(PassedOn child, RegisterState register) =>
        register.Children.Find(child.Department) is { } report ? report.Tally : new Tally { Offices = child.Offices };

    /// <summary>The counts of the whole subtree, numbered.</summary>
    public static TallyReport Report(DepartmentPlace place, DiaryEntry entry, RegisterState register)
    {
        var tally = Own(entry, register);
        foreach (var child in entry.PassedTo)
            tally += OfChild(child, register);
        return new TallyReport(
            place.Id, entry.From, place.Path.Length - 1, register.Sequence + entry.Changes + 1, HasComplied(entry, register), tally);
    }

    /// <summary>Whether the office has reported that the version in its diary is wholly in force.</summary>
    public static bool HasComplied(DiaryEntry entry, RegisterState register) => ReportIn(entry, register) is { Percent: null };

    /// <summary>The office's last report on the version in its diary; null where there is none.</summary>
    private static RegisteredAct? ReportIn(DiaryEntry entry, RegisterState register) =>
        register.Acts.Find(RegisteredAct.Office) is { } report && report.Version == entry.Version ? report : null;

    /// <summary>Whether an office owes compliance: a post of its roster is addressed for action.</summary>
    public static bool Owes(DiaryEntry entry) => entry.Attests || entry.Served.Any(post => post.Addressee is AddresseeKind.Action);

    private static ImmutableArray<PassedOn> PassesTo(DirectiveOrder order, DepartmentPlace place)
    {
        var passed = ImmutableArray.CreateBuilder<PassedOn>();
        Span<string> path = [.. place.Path, ""];
        foreach (var child in place.Children)
        {
            path[^1] = child.Id;
            if (Audience.Reaches(order, path))
                passed.Add(new PassedOn(child.Id, Audience.ReachesWholly(order, path) ? child.Departments : 1));
        }

        return passed.ToImmutable();
    }

    /// <summary>Whether a deadline of the office has passed, on record, while something was owed.</summary>
    public static bool HasPassed(DiaryEntry entry, DeadlineKind deadline) => entry.Chase is { } chase && chase.Passed.Contains(deadline);

    /// <summary>Whether a served post owes an answer.</summary>
    public static bool IsOutstanding(DiaryEntry entry, ServedPost post, RegisterState register) =>
        Count(entry, post, StandingOf(entry, post, register)).Outstanding > 0;

    private static Tally Count(DiaryEntry entry, ServedPost post, Standing standing)
    {
        var unanswered = post.Addressee is AddresseeKind.Action && standing < Standing.Declined;
        var exempted = entry.IsExempted(post.Seat);
        return new()
        {
            ServedForAction = post.Addressee is AddresseeKind.Action ? 1 : 0,
            ServedForInformation = post.Addressee is AddresseeKind.Information ? 1 : 0,
            Vacant = post.Vacant ? 1 : 0,
            Opened = standing >= Standing.Opened ? 1 : 0,
            Acknowledged = standing is Standing.Acknowledged ? 1 : 0,
            Declined = standing is Standing.Declined ? 1 : 0,
            Outstanding = unanswered && entry.Closed is null && !exempted ? 1 : 0,
            Overdue = unanswered && entry.Closed is null && !exempted && HasPassed(entry, DeadlineKind.Acknowledge) ? 1 : 0,
            Exempted = unanswered && entry.Closed is null && exempted ? 1 : 0,
            Closed = unanswered && entry.Closed is not null ? 1 : 0,
        };
    }

    private static void CheckFields(ComplyCommand command)
    {
        Operation.Check(command.OperationId);
        var violations = new List<FieldViolation>();
        if (string.IsNullOrWhiteSpace(command.Statement) || command.Statement.Length > MaxTextLength)
            violations.Add(new("statement", $"must have 1 to {MaxTextLength} characters"));
        if (command.EvidenceText?.Length > MaxTextLength)
            violations.Add(new("evidence_text", $"must have at most {MaxTextLength} characters"));
        if (command.EvidenceSha256 is { } hash && (hash.Length != 64 || hash.Any(c => !char.IsAsciiHexDigitLower(c) && !char.IsAsciiDigit(c))))
            violations.Add(new("evidence_sha256", "must be 64 lower-case hex digits"));
        if (command.Reference?.Length > MaxReferenceLength)
            violations.Add(new("reference", $"must have at most {MaxReferenceLength} characters"));
        if (string.IsNullOrWhiteSpace(command.EvidenceText) && command.EvidenceSha256 is null && string.IsNullOrWhiteSpace(command.Reference))
            violations.Add(new("evidence_text", "give evidence: a text, the SHA-256 of a document, where it is found, or several of them"));
        if (command.Partial is { } partial)
            CheckFields(partial, violations);
        if (violations.Count > 0)
            throw new RefusedException(violations);
    }

    private static void CheckFields(PartialCompliance partial, List<FieldViolation> violations)
    {
        if (partial.Percent is < 1 or > 99)
            violations.Add(new("percent", "must be 1 to 99 where it is not the whole"));
        if (string.IsNullOrWhiteSpace(partial.Plan) || partial.Plan.Length > MaxTextLength)
            violations.Add(new("plan", $"say what is done about the rest, in 1 to {MaxTextLength} characters"));
    }

    private static bool Says(ComplianceReport report, ComplyCommand command) =>
        (report.Directive, report.By, report.Statement, report.EvidenceText, report.EvidenceSha256, report.Reference, report.Partial)
        == (command.Directive, command.By, command.Statement, command.EvidenceText, command.EvidenceSha256, command.Reference, command.Partial);
}
