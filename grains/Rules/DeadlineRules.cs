namespace Directives.Grains;

/// <summary>By when a directive is to be received, acknowledged and complied with.</summary>
public static class DeadlineRules
{
    /// <summary>More would go past the years of the calendar that an order carries.</summary>
    public const int MaxWorkingDays = 260;

    /// <summary>Years of the calendar that an order carries, the year of its issue first.</summary>
    public const int CalendarYears = 3;

    /// <summary>
    /// The last microsecond of a deadline's day in Pakistan; null where there is none. Calendar days count from issue. Working
    /// days count from service, or from the day on which the directive takes effect where that is later; to receive, from
    /// issue. Where the directive is Immediate they are days of the calendar.
    /// </summary>
    public static DateTimeOffset? Of(OrderTerms terms, DeadlineKind kind, DateTimeOffset served)
    {
        var days = terms.Deadlines;
        return kind switch
        {
            DeadlineKind.Receive => Of(terms, days.ReceiveBy, 0, terms.IssuedAt),
            DeadlineKind.Acknowledge => Of(terms, days.AcknowledgeBy, days.Acknowledge, InEffect(terms, served)),
            _ => Of(terms, days.ComplyBy, days.Comply, InEffect(terms, served)),
        };
    }

    /// <summary>The deadline of an office that was served at some time.</summary>
    public static DateTimeOffset? Of(DirectiveOrder order, DeadlineKind kind, DateTimeOffset served) => order.Terms is { } terms
        ? Of(terms, kind, served)
        : kind is DeadlineKind.Acknowledge ? order.AcknowledgeBy : order.ComplyBy;

    /// <summary>What is wrong with the deadlines of a draft that is issued now, beside what is wrong with them in themselves.</summary>
    public static IEnumerable<FieldViolation> Check(DirectiveDraft draft, WorkingCalendar calendar, DateTimeOffset now)
    {
        var terms = OrderTerms.Of(draft, now, calendar);
        (string Field, DeadlineKind Kind, Deadline? Deadline, int Days)[] all =
        [
            ("receive", DeadlineKind.Receive, draft.Deadlines.ReceiveBy, 0),
            ("acknowledge", DeadlineKind.Acknowledge, draft.Deadlines.AcknowledgeBy, draft.Deadlines.Acknowledge),
            ("comply", DeadlineKind.Comply, draft.Deadlines.ComplyBy, draft.Deadlines.Comply),
        ];
        (string Field, DateTimeOffset By)? earlier = null;
        foreach (var (field, kind, deadline, days) in all)
        {
            if (Of(terms, kind, now) is not { } by)
                continue;
            var path = $"draft.deadlines.{field}_{Form(deadline)}";
            if (deadline?.On is { } on && CheckDay(on, kind, draft, PakistanDay.Of(now)) is { } wrong)
                yield return new(path, wrong);
            else if (earlier is var (name, before) && by < before)
                yield return new(path, $"ends before the deadline to {name}");
            if (deadline is { WorkingDays: > 0 } && !terms.ByTheClock && !calendar.Has(PakistanDay.Of(now).Year))
                yield return new(path, $"counts working days, and the calendar does not have the year {PakistanDay.Of(now).Year}: import it first");
            earlier = (field, by);
        }
    }

    private static DateTimeOffset InEffect(OrderTerms terms, DateTimeOffset served)
    {
        var effective = PakistanDay.StartOf(terms.EffectiveOn);
        return effective > served ? effective : served;
    }

    private static DateTimeOffset? Of(OrderTerms terms, Deadline? deadline, int days, DateTimeOffset from) => deadline switch
    {
        { On: { } day } => PakistanDay.EndOf(day),
        { WorkingDays: > 0 and var working } when terms.ByTheClock => PakistanDay.EndOf(PakistanDay.Of(from).AddDays(working)),
        { WorkingDays: > 0 and var working } => terms.Calendar.AddWorkingDays(from, working),
        _ => days == 0 ? null : PakistanDay.EndOf(PakistanDay.Of(terms.IssuedAt).AddDays(days)),
    };

    private static string Form(Deadline? deadline) => deadline switch
    {
        { On: not null } => "on",
        { WorkingDays: > 0 } => "working_days",
        _ => "days",
    };

    private static string? CheckDay(DateOnly on, DeadlineKind kind, DirectiveDraft draft, DateOnly today)
    {
        if (on < today)
            return $"must not be in the past: today is {today:yyyy-MM-dd}";
        return kind is not DeadlineKind.Receive && on < draft.EffectiveOn
            ? $"must not be before the directive takes effect, on {draft.EffectiveOn:yyyy-MM-dd}"
            : null;
    }
}
