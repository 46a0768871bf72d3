namespace Directives.Grains;

/// <summary>When the periods of a directive's duties open and close, and what each orders.</summary>
public static class DutyRules
{
    /// <summary>What falls due for a directive: the first day of its next period.</summary>
    public const string Due = "periods";
    internal const string StateName = "duties";
    internal const string DutyGone = "The duty is not in this version any more.";

    /// <summary>Periods that one write opens; where more have begun, the rest follows at once.</summary>
    internal const int MaxAtOnce = 100;

    /// <summary>What is wrong with the days of a draft's duties where it is issued now, beside what is wrong with them in themselves.</summary>
    /// <param name="older">The version that it amends; null for a directive that is to be.</param>
    public static IEnumerable<FieldViolation> Check(DirectiveDraft draft, DirectiveDraft? older, WorkingCalendar calendar, DateTimeOffset now)
    {
        var today = PakistanDay.Of(now);
        var duties = draft.Duties ?? [];
        for (var i = 0; i < duties.Length; i++)
        {
            var (duty, path) = (duties[i], $"draft.duties[{i}]");
            var same = Find(older, duty.Id) is { } earlier && earlier.FirstDay == duty.FirstDay && earlier.LastDay == duty.LastDay;
            if (!same && duty.FirstDay < today)
                yield return new($"{path}.first_day", $"must not be before the day of issue, {today:yyyy-MM-dd}");
            else if (!same && duty.FirstDay < draft.EffectiveOn)
                yield return new($"{path}.first_day", $"must not be before the directive takes effect, on {draft.EffectiveOn:yyyy-MM-dd}");
            if (!same && duty.LastDay < Later(today, draft.EffectiveOn))
                yield return new($"{path}.last_day", $"must not be before it begins, on {Later(today, draft.EffectiveOn):yyyy-MM-dd}");
            if (duty.WorkingDays > 0 && draft.Precedence is not Precedence.Immediate && !calendar.Has(today.Year))
                yield return new($"{path}.attest_working_days", $"counts working days, and the calendar does not have the year {today.Year}: import it first");
        }
    }

    /// <summary>The duties of a directive that is issued; null where it has none.</summary>
    internal static DutiesState? Begin(DirectiveDraft draft, DateTimeOffset now)
    {
        if (draft.Duties is not { IsEmpty: false } duties)
            return null;
        var state = new DutiesState { Duties = [.. duties.Select(duty => new DutyStanding(duty.Id, StartOf(duty, draft, now)))] };
        return state with { Due = DueOf(state, draft) };
    }

    /// <summary>
    /// Follows a change of the directive: duties of a newer version apply from their next period on; the periods of a duty that
    /// is gone close, and all of them where the directive goes out of force.
    /// </summary>
    internal static DutiesState Follow(DutiesState state, DirectiveDraft older, DirectiveState next, DateTimeOffset now)
    {
        var draft = next.Issued!.Draft;
        ImmutableArray<RecurringDuty> duties = next.Closed is null ? draft.Duties ?? [] : [];
        var kept = duties.Select(duty => duty.Id).ToHashSet(StringComparer.Ordinal);
        var followed = state with
        {
            Duties =
            [
                .. duties.Select(duty => new DutyStanding(duty.Id, Resume(state, duty, older, draft, now))),
                .. state.Duties.Where(gone => !kept.Contains(gone.Id)),
            ],
            Periods =
            [
                .. state.Periods.Select(line => line.Closed is not null || kept.Contains(line.Duty)
                    ? line
                    : line with { Closed = next.Closed ?? DirectiveStatus.Rescinded, ClosedIn = next.Revision }),
            ],
            Facts = [],
        };
        return followed with { Due = next.Closed is null ? DueOf(followed, draft) : [] };
    }

    /// <summary>Opens every period that has begun, in the order of their first days, each once.</summary>
    /// <returns>The state that was given, where none has begun.</returns>
    internal static DutiesState Open(DutiesState state, IssuedDirective issued, WorkingCalendar calendar, DateTimeOffset now)
    {
        var today = PakistanDay.Of(now);
        var facts = ImmutableArray.CreateBuilder<Fact>();
        var opened = state;
        while (facts.Count < MaxAtOnce && Next(opened, issued.Draft) is var (duty, period) && period.First <= today)
        {
            var byTheClock = issued.Draft.Precedence is Precedence.Immediate;
            var last = duty.LastDay < period.Last ? duty.LastDay.Value : period.Last;
            var line = new PeriodLine(
                duty.Id, period.Name, period.First, last, now, AttestBy(duty, Later(last, today), calendar, byTheClock), issued.Version);
            facts.Add(new PeriodOpened(duty.Id, period.Name, period.First, last, line.AttestBy, issued.Version)
            {
                Directive = issued.Draft.Number,
                At = now,
            });
            opened = opened with
            {
                Duties = [.. opened.Duties.Select(known => known.Id == duty.Id ? known with { From = period.Last.AddDays(1) } : known)],
                Periods = opened.Periods.Add(line),
            };
        }

        return facts.Count == 0 ? state : opened with { Facts = facts.DrainToImmutable(), Due = DueOf(opened, issued.Draft) };
    }

    /// <summary>The order that goes out for a period.</summary>
    /// <param name="issued">The version of the directive under which it was opened.</param>
    internal static IssuedDirective Prepare(IssuedDirective issued, PeriodLine line)
    {
        var duty = Find(issued.Draft, line.Duty)!;
        var draft = issued.Draft with
        {
            Number = DutyPeriods.NumberOf(issued.Draft.Number, line.Duty, line.Name),
            Title = new LocalText(Titled(duty.Text.En, line), Titled(duty.Text.Ur, line)),
            EffectiveOn = line.FirstDay,
            Obligations = [new Obligation(duty.Id, ObligationOwner.Department, duty.Text)],
            Audience = ForAction(issued.Draft.Audience),
            Deadlines = new DeadlineDays(0, 0) { ComplyBy = new Deadline(PakistanDay.Of(line.AttestBy), 0) },
            Text = duty.Text,
            Lineage = null,
            Duties = null,
        };
        return new IssuedDirective(draft, 1, line.OpenedAt, issued.IssuedBy, null, line.AttestBy, DirectiveRules.TextDigest(duty.Text))
        {
            Period = new PeriodOf(issued.Draft.Number, line.Duty, line.Name, line.FirstDay, line.LastDay),
        };
    }

    /// <summary>A period becomes an order of its own, once.</summary>
    /// <returns>The state that was given, where it is one already.</returns>
    internal static DirectiveState Become(DirectiveState state, PeriodOrder order, DateTimeOffset now)
    {
        if (state.Issued is not null)
            return state;
        var issued = order.Issued with { IssuedAt = now };
        var draft = issued.Draft;
        var fact = new Issued(issued.Version, draft.Title, draft.Issuer, draft.Jurisdiction, issued.IssuedBy, issued.TextDigest, "") { Period = issued.Period };
        return new DirectiveState
        {
            Issued = issued,
            Reach = order.Reach,
            Calendar = order.Calendar,
            Facts = [fact with { Directive = draft.Number, At = now }],
            Due = [.. IssuerChasing.Due(issued, order.Calendar)],
        };
    }

    /// <summary>The rule of a period: only those addressed for action owe anything in it, and nobody else need hear of it.</summary>
    internal static AudienceRule ForAction(AudienceRule audience) =>
        audience with { Clauses = audience.Clauses.RemoveAll(clause => clause.Addressee is not AddresseeKind.Action) };

    internal static RecurringDuty? Find(DirectiveDraft? draft, string id) => draft?.Duties?.FirstOrDefault(duty => duty.Id == id);

    /// <summary>When the next period begins; none where there is none to come.</summary>
    internal static ImmutableArray<DueEntry> DueOf(DutiesState state, DirectiveDraft draft) =>
        Next(state, draft) is var (_, period) ? [new DueEntry(PakistanDay.StartOf(period.First), Due)] : [];

    /// <summary>The next period: from the first day that is not in an earlier one.</summary>
    private static (RecurringDuty Duty, DutyPeriod Period)? Next(DutiesState state, DirectiveDraft draft)
    {
        (RecurringDuty Duty, DutyPeriod Period)? next = null;
        if (state.Periods.Length >= DutiesState.MaxPeriods)
            return next;
        foreach (var duty in draft.Duties ?? [])
        {
            if (state.Duties.FirstOrDefault(known => known.Id == duty.Id) is not { From: var from } || from > (duty.LastDay ?? DateOnly.MaxValue))
                continue;
            var period = DutyPeriods.Containing(duty.Frequency, from) with { First = from };
            if (next is null || period.First < next.Value.Period.First)
                next = (duty, period);
        }

        return next;
    }

    /// <summary>Whoever hears of a period only after its last day has his days from then on.</summary>
    private static DateTimeOffset AttestBy(RecurringDuty duty, DateOnly after, WorkingCalendar calendar, bool byTheClock) => PakistanDay.EndOf(
        duty.WorkingDays > 0 && !byTheClock ? calendar.After(after, duty.WorkingDays) : after.AddDays(duty.Days + duty.WorkingDays));

    /// <summary>From when a duty of a newer version counts: never twice for a day that a period of it had before.</summary>
    private static DateOnly Resume(DutiesState state, RecurringDuty duty, DirectiveDraft older, DirectiveDraft draft, DateTimeOffset now)
    {
        if (state.Duties.FirstOrDefault(known => known.Id == duty.Id) is not { } standing)
            return StartOf(duty, draft, now);
        if (Find(older, duty.Id) is null)
            return Later(standing.From, StartOf(duty, draft, now));
        return state.Periods.Any(line => line.Duty == duty.Id)
            ? Later(standing.From, duty.FirstDay ?? DateOnly.MinValue)
            : duty.FirstDay ?? standing.From;
    }

    private static DateOnly StartOf(RecurringDuty duty, DirectiveDraft draft, DateTimeOffset now) =>
        duty.FirstDay ?? Later(PakistanDay.Of(now), draft.EffectiveOn);

    private static string Titled(string text, PeriodLine line) => text.Length == 0 ? "" : $"{text} ({line.Name})";

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
