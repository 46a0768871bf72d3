namespace Directives.Grains;

/// <summary>On which days offices work. What an order carries of the calendar: enough to count its deadlines by.</summary>
/// <remarks>
/// A year that is not in it has the weekly holidays of the nearest one before it (of the first one, before that) and no
/// public ones; where it has no year at all, Saturdays and Sundays are off.
/// </remarks>
/// <param name="Years">Each year once, the earliest first.</param>
[GenerateSerializer, Immutable, Alias("WorkingCalendar")]
public sealed record WorkingCalendar([property: Id(0)] ImmutableArray<WorkingYear> Years)
{
    /// <summary>Without any year: Saturdays and Sundays are off.</summary>
    public static WorkingCalendar Usual { get; } = new([]);

    private static readonly ImmutableArray<DayOfWeek> Weekend = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    public bool Has(int year) => Find(year) is not null;

    public bool IsWorkingDay(DateOnly day) =>
        Find(day.Year) is { } year
            ? !year.Weekly.Contains(day.DayOfWeek) && !year.Holidays.Contains(day)
            : !WeeklyOf(day.Year).Contains(day.DayOfWeek);

    /// <summary>The last microsecond of the so-manieth working day after the day of an instant; of that day itself for 0.</summary>
    public DateTimeOffset AddWorkingDays(DateTimeOffset from, int days) => PakistanDay.EndOf(After(PakistanDay.Of(from), days));

    /// <summary>The so-manieth working day after a day, which need not be one; the day itself for 0.</summary>
    public DateOnly After(DateOnly day, int days) => Move(day, days, 1);

    /// <summary>The so-manieth working day before a day; for 0 the day itself, or the last working day before it.</summary>
    public DateOnly Before(DateOnly day, int days) =>
        days == 0 && IsWorkingDay(day) ? day : Move(day, Math.Max(days, 1), -1);

    /// <summary>Working days after one day, up to and with another.</summary>
    public int CountBetween(DateOnly after, DateOnly until)
    {
        var count = 0;
        for (var day = after.AddDays(1); day <= until; day = day.AddDays(1))
            count += IsWorkingDay(day) ? 1 : 0;
        return count;
    }

    /// <summary>The years from one on, so many of them.</summary>
    public WorkingCalendar Slice(int from, int years)
    {
        var slice = Years.RemoveAll(year => year.Year < from || year.Year >= from + years);
        // The rule that stands in for a year that is not there goes along.
        return new(slice.IsEmpty || slice[0].Year > from ? [new WorkingYear(from - 1, WeeklyOf(from), []), .. slice] : slice);
    }

    /// <remarks>Ends, because every week has a working day and no year has more public holidays than are allowed.</remarks>
    private DateOnly Move(DateOnly day, int days, int step)
    {
        while (days > 0)
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day))
                days--;
        }

        return day;
    }

    private ImmutableArray<DayOfWeek> WeeklyOf(int year)
    {
        var nearest = Years.LastOrDefault(known => known.Year <= year) ?? Years.FirstOrDefault();
        return nearest?.Weekly ?? Weekend;
    }

    private WorkingYear? Find(int year)
    {
        foreach (var known in Years)
        {
            if (known.Year == year)
                return known;
        }

        return null;
    }
}

/// <param name="Weekly">The days of the week that are off; at most six.</param>
/// <param name="Holidays">Public holidays, the earliest first.</param>
[GenerateSerializer, Immutable, Alias("WorkingYear")]
public sealed record WorkingYear(
    [property: Id(0)] int Year,
    [property: Id(1)] ImmutableArray<DayOfWeek> Weekly,
    [property: Id(2)] ImmutableArray<DateOnly> Holidays);
