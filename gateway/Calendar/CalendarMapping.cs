namespace Directives.Gateway;

/// <summary>The calendar, from the grains' form to the API's.</summary>
internal static class CalendarMapping
{
    public static V1.ImportCalendarResponse ToWire(this CalendarOutcome outcome) => new()
    {
        Version = outcome.Version,
        Years = { outcome.Years },
        Holidays = outcome.Holidays,
        Unchanged = outcome.Unchanged,
    };

    public static V1.CalendarYear ToWire(this CalendarYear year) => new()
    {
        Year = year.Year,
        Weekly = { year.Weekly.Select(ToWire) },
        Holidays = { year.Holidays.Select(ToWire) },
    };

    /// <summary>The name of a day of the week as files and the API have it: monday.</summary>
    public static bool TryParseWeekday(string name, out DayOfWeek day)
    {
        foreach (var known in Enum.GetValues<DayOfWeek>())
        {
            if (name != ToWire(known))
                continue;
            day = known;
            return true;
        }

        day = default;
        return false;
    }

    private static string ToWire(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => "monday",
        DayOfWeek.Tuesday => "tuesday",
        DayOfWeek.Wednesday => "wednesday",
        DayOfWeek.Thursday => "thursday",
        DayOfWeek.Friday => "friday",
        DayOfWeek.Saturday => "saturday",
        _ => "sunday",
    };

    private static V1.Holiday ToWire(Holiday holiday) => new()
    {
        On = DirectiveMapping.ToWire(holiday.On),
        Name = holiday.Name.ToWire(),
        Expected = holiday.Expected,
    };
}
