using System.Globalization;

namespace Directives.Grains;

/// <summary>A stretch of the calendar that a duty comes round with.</summary>
/// <param name="Name"><c>2026-03</c>, <c>2026-Q1</c> or <c>2026-W09</c>.</param>
public readonly record struct DutyPeriod(string Name, DateOnly First, DateOnly Last);

/// <summary>Weeks, months and quarters, and the numbers of the orders that go out for them.</summary>
public static class DutyPeriods
{
    /// <summary>Between the number of a directive and what it is a period of; no number that is given to a directive has one.</summary>
    public const char Mark = '@';

    /// <summary>The period that a day is in.</summary>
    public static DutyPeriod Containing(DutyFrequency frequency, DateOnly day)
    {
        switch (frequency)
        {
            case DutyFrequency.Weekly:
                var noon = day.ToDateTime(TimeOnly.MinValue);
                var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
                return new(Name($"{ISOWeek.GetYear(noon):0000}-W{ISOWeek.GetWeekOfYear(noon):00}"), monday, monday.AddDays(6));
            case DutyFrequency.Quarterly:
                var quarter = (day.Month - 1) / 3;
                var begin = new DateOnly(day.Year, quarter * 3 + 1, 1);
                return new(Name($"{day.Year:0000}-Q{quarter + 1}"), begin, begin.AddMonths(3).AddDays(-1));
            default:
                var first = new DateOnly(day.Year, day.Month, 1);
                return new(Name($"{day.Year:0000}-{day.Month:00}"), first, first.AddMonths(1).AddDays(-1));
        }
    }

    /// <summary>The number of the order for a period: <c>SGAD/7@monitoring/2026-03</c>.</summary>
    public static string NumberOf(string directive, string duty, string period) => $"{directive}{Mark}{duty}/{period}";

    /// <summary>Whether a number is that of a period.</summary>
    public static bool IsPeriod(string number) => number.Contains(Mark, StringComparison.Ordinal);

    private static string Name(FormattableString text) => FormattableString.Invariant(text);
}
