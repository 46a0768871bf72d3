namespace Directives.Grains;

/// <summary>A deadline other than in calendar days after issue: on a date, or in working days after service.</summary>
/// <param name="On">The last day; null where it is in working days.</param>
/// <param name="WorkingDays">0 where it is on a date. Of an Immediate directive they are days of the calendar.</param>
[GenerateSerializer, Immutable, Alias("Deadline")]
public sealed record Deadline([property: Id(0)] DateOnly? On, [property: Id(1)] int WorkingDays);

/// <summary>
/// When those who have not answered are reminded of a deadline and who is told after it: in working days, or by the clock,
/// in hours, where the directive is Immediate.
/// </summary>
/// <param name="RemindBefore">Before the deadline, beside the reminder at it.</param>
/// <param name="HeadAfter">When the head of the office is told; 0 for never.</param>
/// <param name="DepartmentAfter">When the accountable head of department above is told; 0 for never.</param>
/// <param name="IssuerAfter">When the issuer is told; 0 for never.</param>
[GenerateSerializer, Immutable, Alias("ReminderPolicy")]
public sealed record ReminderPolicy(
    [property: Id(0)] ImmutableArray<int> RemindBefore,
    [property: Id(1)] int HeadAfter,
    [property: Id(2)] int DepartmentAfter,
    [property: Id(3)] int IssuerAfter)
{
    public const int MaxReminders = 5;

    /// <summary>Working days, or hours.</summary>
    public const int MaxDays = 60, MaxHours = 720;

    /// <summary>What a directive has that names none.</summary>
    public static ReminderPolicy UsualFor(Precedence precedence) => precedence switch
    {
        Precedence.Immediate => new([12, 3], 8, 12, 24),
        Precedence.Priority => new([1], 1, 2, 3),
        _ => new([3, 1], 1, 3, 5),
    };
}

/// <summary>By when a directive is to be dealt with, and how it is chased; an order carries all that this takes.</summary>
/// <param name="Calendar">As it was when the directive was issued.</param>
[GenerateSerializer, Immutable, Alias("OrderTerms")]
public sealed record OrderTerms(
    [property: Id(0)] DeadlineDays Deadlines,
    [property: Id(1)] Precedence Precedence,
    [property: Id(2)] DateTimeOffset IssuedAt,
    [property: Id(3)] DateOnly EffectiveOn,
    [property: Id(4)] ReminderPolicy Policy,
    [property: Id(5)] WorkingCalendar Calendar)
{
    /// <summary>By the clock and every day of the week, rather than by working time.</summary>
    public bool ByTheClock => Precedence is Precedence.Immediate;

    public static OrderTerms Of(DirectiveDraft draft, DateTimeOffset issuedAt, WorkingCalendar calendar) => new(
        draft.Deadlines, draft.Precedence, issuedAt, draft.EffectiveOn,
        draft.Reminders ?? ReminderPolicy.UsualFor(draft.Precedence), calendar);
}
