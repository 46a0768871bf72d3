namespace Directives.Grains;

/// <summary>How often a duty comes round, by the calendar that Pakistan's offices keep.</summary>
[GenerateSerializer, Alias("DutyFrequency")]
public enum DutyFrequency
{
    /// <summary>From Monday to Sunday: weeks by ISO 8601.</summary>
    Weekly = 1,
    Monthly = 2,
    Quarterly = 3,
}

/// <summary>
/// What every office that is addressed for action owes anew in each period, and attests after it. Its days to attest are
/// given in one form: days of the calendar after the last day of the period, or working days.
/// </summary>
/// <param name="Id">Unique in the directive; part of the numbers of its periods.</param>
/// <param name="FirstDay">Null for the day on which it is ordered, or on which the directive takes effect where that is later.</param>
/// <param name="LastDay">Null where it ends with the directive.</param>
/// <param name="WorkingDays">0 where it is in days of the calendar. Of an Immediate directive they are days of the calendar.</param>
[GenerateSerializer, Immutable, Alias("RecurringDuty")]
public sealed record RecurringDuty(
    [property: Id(0)] string Id,
    [property: Id(1)] LocalText Text,
    [property: Id(2)] DutyFrequency Frequency,
    [property: Id(3)] DateOnly? FirstDay,
    [property: Id(4)] DateOnly? LastDay,
    [property: Id(5)] int Days,
    [property: Id(6)] int WorkingDays);

/// <summary>Of what an order is a period: of a duty under a directive.</summary>
/// <param name="Name"><c>2026-03</c>, <c>2026-Q1</c> or <c>2026-W09</c>.</param>
/// <param name="LastDay">Of the period: what is to be attested is what was done from its first day to this one.</param>
[GenerateSerializer, Immutable, Alias("PeriodOf")]
public sealed record PeriodOf(
    [property: Id(0)] string Directive,
    [property: Id(1)] string Duty,
    [property: Id(2)] string Name,
    [property: Id(3)] DateOnly FirstDay,
    [property: Id(4)] DateOnly LastDay);

/// <summary>A period that was opened, as its directive lists it.</summary>
/// <param name="OpenedAt">When; later than its first day where the service was stopped then.</param>
/// <param name="AttestBy">The last microsecond of the day by which each office is to attest it.</param>
/// <param name="Version">Of the directive, in force when it was opened.</param>
[GenerateSerializer, Immutable, Alias("PeriodLine")]
public sealed record PeriodLine(
    [property: Id(0)] string Duty,
    [property: Id(1)] string Name,
    [property: Id(2)] DateOnly FirstDay,
    [property: Id(3)] DateOnly LastDay,
    [property: Id(4)] DateTimeOffset OpenedAt,
    [property: Id(5)] DateTimeOffset AttestBy,
    [property: Id(6)] int Version)
{
    /// <summary>By what it went out of force; null while it is in force.</summary>
    [Id(7)] public DirectiveStatus? Closed { get; init; }

    /// <summary>The revision of the directive that took it out of force; 0 while it is in force.</summary>
    [Id(8)] public int ClosedIn { get; init; }
}

/// <summary>All that a period needs to become an order of its own.</summary>
/// <param name="Closing">How it went out of force; null while it is in force.</param>
[GenerateSerializer, Immutable, Alias("PeriodOrder")]
public sealed record PeriodOrder(
    [property: Id(0)] IssuedDirective Issued,
    [property: Id(1)] ImmutableArray<ReachTarget> Reach,
    [property: Id(2)] WorkingCalendar Calendar,
    [property: Id(3)] Closing? Closing);

/// <summary>A period that went out of force with its directive or its duty.</summary>
/// <param name="Number">Of the period.</param>
[GenerateSerializer, Immutable, Alias("PeriodClosing")]
public sealed record PeriodClosing([property: Id(0)] string Number, [property: Id(1)] Closing Closing);

/// <summary>The recurring duties of a directive. State name: <c>duties</c>, beside the directive's own.</summary>
public sealed record DutiesState : LedgeredState
{
    /// <summary>Periods of all duties, over the life of a directive; then no further one opens.</summary>
    public const int MaxPeriods = 2_000;

    /// <summary>Every duty that the directive has or had.</summary>
    public ImmutableArray<DutyStanding> Duties { get; init; } = [];

    /// <summary>In the order in which they were opened.</summary>
    public ImmutableArray<PeriodLine> Periods { get; init; } = [];
}

/// <summary>How far a duty has come.</summary>
/// <param name="From">The first day that no period of it has: the next one begins then, or when the duty does.</param>
public sealed record DutyStanding(string Id, DateOnly From);
