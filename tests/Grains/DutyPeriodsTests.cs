using Directives.Grains;

namespace Directives.Tests.Rules;

public sealed class DutyPeriodsTests
{
    [Theory]
    [InlineData(DutyFrequency.Monthly, "2026-03-17", "2026-03", "2026-03-01", "2026-03-31")]
    [InlineData(DutyFrequency.Monthly, "2026-12-31", "2026-12", "2026-12-01", "2026-12-31")]
    [InlineData(DutyFrequency.Monthly, "2028-02-29", "2028-02", "2028-02-01", "2028-02-29")]
    [InlineData(DutyFrequency.Quarterly, "2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31")]
    [InlineData(DutyFrequency.Quarterly, "2026-06-30", "2026-Q2", "2026-04-01", "2026-06-30")]
    [InlineData(DutyFrequency.Quarterly, "2026-11-22", "2026-Q4", "2026-10-01", "2026-12-31")]
    [InlineData(DutyFrequency.Weekly, "2026-02-23", "2026-W09", "2026-02-23", "2026-03-01")]
    [InlineData(DutyFrequency.Weekly, "2026-03-01", "2026-W09", "2026-02-23", "2026-03-01")]
    // The turn of the year: ISO 8601 gives a week to the year that has its Thursday.
    [InlineData(DutyFrequency.Weekly, "2026-12-31", "2026-W53", "2026-12-28", "2027-01-03")]
    [InlineData(DutyFrequency.Weekly, "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03")]
    [InlineData(DutyFrequency.Weekly, "2027-01-04", "2027-W01", "2027-01-04", "2027-01-10")]
    [InlineData(DutyFrequency.Weekly, "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05")]
    public void Containing_ADay_IsThePeriodByTheCalendar(DutyFrequency frequency, string day, string name, string first, string last) =>
        Assert.Equal(new DutyPeriod(name, Day(first), Day(last)), DutyPeriods.Containing(frequency, Day(day)));

    /// <summary>Each day of a hundred years is in one period, which begins after the one before it has ended and has another name.</summary>
    [Theory]
    [InlineData(DutyFrequency.Weekly)]
    [InlineData(DutyFrequency.Monthly)]
    [InlineData(DutyFrequency.Quarterly)]
    public void Containing_EveryDayOfACentury_FollowsTheOneBefore(DutyFrequency frequency)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var before = DutyPeriods.Containing(frequency, Day("2000-01-01"));
        names.Add(before.Name);
        for (var day = Day("2000-01-02"); day < Day("2100-01-01"); day = day.AddDays(1))
        {
            var period = DutyPeriods.Containing(frequency, day);
            Assert.True(day >= period.First && day <= period.Last, $"{day:O} is not in {period}");
            if (period == before)
                continue;
            Assert.True(period.First == before.Last.AddDays(1), $"{period} does not follow {before}");
            Assert.True(names.Add(period.Name), $"{period.Name} comes twice");
            before = period;
        }
    }

    [Fact]
    public void NumberOf_APeriod_IsNoNumberThatADirectiveCanHave()
    {
        var number = DutyPeriods.NumberOf(Given.Draft().Number, "monitoring", "2020-W09");

        Assert.Equal("SO(CAB-I)2-1/2020@monitoring/2020-W09", number);
        Assert.True(DutyPeriods.IsPeriod(number));
        Assert.Contains(DraftRules.Check(Given.Draft(number)), violation => violation.Field == "draft.number");
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
