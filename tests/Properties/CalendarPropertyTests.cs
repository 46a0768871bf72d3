using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Properties;

/// <summary>Working days, whatever the weekly and public holidays.</summary>
public sealed class CalendarPropertyTests
{
    private static readonly DateOnly First = new(2020, 1, 1);

    [Fact]
    public void AddWorkingDays_AnyCalendar_EndsOnAWorkingDayWithSoManyBetween() => Always.Holds(
        from calendar in Calendars
        from start in Gen.Choose(0, 4 * 366)
        from minutes in Gen.Choose(0, 24 * 60 - 1)
        from days in Gen.Choose(1, 60)
        select (Calendar: calendar, From: new DateTimeOffset(First.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(start).AddMinutes(minutes), Days: days),
        given => Always.Smaller(given.Days).Where(days => days > 0).Select(days => (given.Calendar, given.From, days)),
        given =>
        {
            var end = given.Calendar.AddWorkingDays(given.From, given.Days);
            var (day, last) = (PakistanDay.Of(given.From), PakistanDay.Of(end));

            Assert.Equal(PakistanDay.EndOf(last), end);
            Assert.NotEqual(last, PakistanDay.Of(end.AddMicroseconds(1)));
            Assert.True(given.Calendar.IsWorkingDay(last), $"{last:O} is no working day");
            Assert.Equal(given.Days, given.Calendar.CountBetween(day, last));
            Assert.Equal(last, given.Calendar.After(given.Calendar.After(day, given.Days - 1), 1));
        },
        runs: 1000);

    [Fact]
    public void Before_AnyWorkingDay_IsUndoneByAfter() => Always.Holds(
        from calendar in Calendars
        from start in Gen.Choose(400, 4 * 366)
        from days in Gen.Choose(1, 60)
        select (Calendar: calendar, Day: First.AddDays(start), Days: days),
        given => Always.Smaller(given.Days).Where(days => days > 0).Select(days => (given.Calendar, given.Day, days)),
        given =>
        {
            var day = given.Calendar.Before(given.Day, 0);
            var before = given.Calendar.Before(day, given.Days);

            Assert.True(given.Calendar.IsWorkingDay(day) && given.Calendar.IsWorkingDay(before), $"{before:O} or {day:O} is no working day");
            Assert.Equal(day, given.Calendar.After(before, given.Days));
            Assert.True(given.Calendar.CountBetween(day, given.Day) == 0, "a working day lies after the last one");
        },
        runs: 1000);

    /// <summary>What an order carries says of its years what the whole calendar says.</summary>
    [Fact]
    public void Slice_AnyYears_SaysTheSameOfThem() => Always.Holds(
        from calendar in Calendars
        from year in Gen.Choose(2018, 2026)
        from day in Gen.Choose(0, 2 * 365 - 1)
        select (Calendar: calendar, Year: year, Day: new DateOnly(year, 1, 1).AddDays(day)),
        given => Always.Smaller(given.Calendar.Years).Select(years => (new WorkingCalendar(years), given.Year, given.Day)),
        given =>
        {
            var slice = given.Calendar.Slice(given.Year, 2);

            Assert.InRange(slice.Years.Length, 1, 3);
            Assert.Equal(given.Calendar.Has(given.Day.Year), slice.Has(given.Day.Year));
            Assert.Equal(given.Calendar.IsWorkingDay(given.Day), slice.IsWorkingDay(given.Day));
        },
        runs: 1000);

    /// <summary>None to five of the years 2020 to 2024, each with any weekly holidays but all seven.</summary>
    internal static Gen<WorkingCalendar> Calendars =>
        from present in Gen.Choose(0, 31)
        from years in Gen.CollectToArray(Enumerable.Range(0, 5).Where(bit => (present & (1 << bit)) != 0).Select(bit => Year(2020 + bit)))
        select new WorkingCalendar([.. years]);

    private static Gen<WorkingYear> Year(int year) =>
        from weekly in Gen.Choose(0, 126)
        from holidays in Gen.Choose(0, 364).Lists(40)
        select new WorkingYear(
            year, [.. Enum.GetValues<DayOfWeek>().Where(day => (weekly & (1 << (int)day)) != 0)],
            [.. holidays.Distinct().Order().Select(day => new DateOnly(year, 1, 1).AddDays(day))]);
}
