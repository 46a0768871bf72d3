using System.Globalization;
using Directives.Grains;

namespace Directives.Tests.Rules;

public sealed class WorkingCalendarTests
{
    /// <summary>Saturdays and Sundays off, Eid from Monday 25 to Wednesday 27 May 2020; in 2021 Fridays only.</summary>
    internal static readonly WorkingCalendar Eid = new(
    [
        new(2020, [DayOfWeek.Saturday, DayOfWeek.Sunday], [new(2020, 5, 25), new(2020, 5, 26), new(2020, 5, 27)]),
        new(2021, [DayOfWeek.Friday], []),
    ]);

    [Theory]
    [InlineData("2020-05-21", true)]
    [InlineData("2020-05-23", false)]
    [InlineData("2020-05-25", false)]
    [InlineData("2020-05-28", true)]
    [InlineData("2021-05-22", true)]
    [InlineData("2021-05-21", false)]
    [InlineData("2022-05-20", false)]
    [InlineData("2019-05-18", false)]
    public void IsWorkingDay_ByTheYear_IsAsTheCalendarSays(string day, bool working) => Assert.Equal(working, Eid.IsWorkingDay(Day(day)));

    [Theory]
    // Thursday 21 May; Friday is the first, the weekend and Eid are off, Thursday 28 the second.
    [InlineData("2020-05-21T06:00Z", 1, "2020-05-22")]
    [InlineData("2020-05-21T06:00Z", 2, "2020-05-28")]
    // 19:00 UTC is midnight in Pakistan: it is Friday there.
    [InlineData("2020-05-21T19:00Z", 1, "2020-05-28")]
    [InlineData("2020-05-21T18:59Z", 1, "2020-05-22")]
    [InlineData("2020-05-25T06:00Z", 1, "2020-05-28")]
    [InlineData("2020-12-31T06:00Z", 1, "2021-01-02")]
    [InlineData("2020-05-25T06:00Z", 0, "2020-05-25")]
    public void AddWorkingDays_OverHolidays_EndsWithTheLastMicrosecondOfTheDay(string from, int days, string last)
    {
        var end = Eid.AddWorkingDays(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), days);

        Assert.Equal(Day(last).AddDays(1).ToDateTime(new TimeOnly(0, 0)), end.AddMicroseconds(1).ToOffset(TimeSpan.FromHours(5)).DateTime);
        Assert.Equal(TimeSpan.Zero, end.Offset);
    }

    [Theory]
    [InlineData("2020-05-28", 0, "2020-05-28")]
    [InlineData("2020-05-27", 0, "2020-05-22")]
    [InlineData("2020-05-28", 1, "2020-05-22")]
    [InlineData("2020-05-28", 2, "2020-05-21")]
    public void Before_OverHolidays_CountsWorkingDaysOnly(string day, int days, string expected) =>
        Assert.Equal(Day(expected), Eid.Before(Day(day), days));

    [Fact]
    public void IsWorkingDay_WithoutAnyYear_HasSaturdaysAndSundaysOff() => Assert.Equal(
        [true, true, true, true, true, false, false],
        Enumerable.Range(0, 7).Select(day => WorkingCalendar.Usual.IsWorkingDay(new DateOnly(2026, 11, 23).AddDays(day))));

    [Fact]
    public void Slice_OfAYearThatIsNotThere_TakesTheRuleBeforeItAlong()
    {
        var slice = Eid.Slice(2022, 2);

        Assert.False(slice.Has(2022));
        Assert.False(slice.IsWorkingDay(new DateOnly(2022, 5, 20)));
        Assert.True(slice.IsWorkingDay(new DateOnly(2022, 5, 21)));
        Assert.Equal([2021, 2021], slice.Years.Select(year => year.Year).Concat(slice.Slice(2022, 1).Years.Select(year => year.Year)));
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
