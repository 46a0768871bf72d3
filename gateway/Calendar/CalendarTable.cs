using System.Globalization;

namespace Directives.Gateway;

/// <summary>calendar.csv: weekly and public holidays, by year.</summary>
internal sealed class CalendarTable() : ImportTable("calendar.csv", [Year, Kind, On, NameEn, NameUr, Certainty])
{
    public const int MaxHolidays = 100;
    private const string Year = "year";
    private const string Kind = "kind";
    private const string On = "on";
    private const string NameEn = "name_en";
    private const string NameUr = "name_ur";
    private const string Certainty = "certainty";
    private readonly SortedDictionary<int, YearRows> years = [];

    /// <summary>The years that the file has, the earliest first.</summary>
    /// <exception cref="RefusedException">InvalidArgument, with the first mistakes.</exception>
    public ImmutableArray<CalendarYear> Build()
    {
        foreach (var (year, rows) in years)
        {
            if (rows.Weekly.Count == 0)
                Mistakes.Add(rows.Row, Year, $"{year} has no weekly holiday; add a row of the kind weekly for each day of the week that is off");
        }

        if (IsReadable && years.Count == 0 && Mistakes.IsEmpty)
            Mistakes.Add(1, Year, "the file has no year");
        if (!Mistakes.IsEmpty)
            throw new RefusedException([.. Mistakes.InOrder()]);
        return [.. years.Select(year => year.Value.ToYear(year.Key))];
    }

    protected override void Accept(int row, ReadOnlySpan<string> fields)
    {
        var (kind, on) = (fields[1], fields[2]);
        var dated = int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1947 and <= 2200;
        Check(row, Year, dated, fields[0], "is no year from 1947 to 2200");
        var right = CheckText(row, NameEn, fields[3]) & CheckText(row, NameUr, fields[4])
            & Check(row, Certainty, fields[5] is "fixed" or "expected", fields[5], "is no certainty; write fixed, or expected where it goes by the moon");
        if (!dated)
            return;
        if (!years.TryGetValue(year, out var rows))
            years[year] = rows = new YearRows(row);
        switch (kind)
        {
            case "weekly":
                AddWeekly(row, rows, on, fields[5]);
                break;
            case "holiday" when TryReadDay(row, year, on, out var day) && right:
                AddHoliday(row, rows, new Holiday(day, new LocalText(fields[3], fields[4]), fields[5] == "expected"));
                break;
            case "holiday":
                break;
            default:
                Check(row, Kind, false, kind, "is no kind of holiday; write weekly or holiday");
                break;
        }
    }

    private void AddWeekly(int row, YearRows rows, string on, string certainty)
    {
        if (!CalendarMapping.TryParseWeekday(on, out var day))
            Check(row, On, false, on, "is no day of the week; write one of monday, tuesday … sunday");
        else if (rows.Weekly.Contains(day))
            Check(row, On, false, on, "is a weekly holiday of this year already");
        else if (rows.Weekly.Count == 6)
            Add(row, On, "would leave no working day in the week");
        else if (certainty == "expected")
            Add(row, Certainty, "a weekly holiday is fixed");
        else
            rows.Weekly.Add(day);
    }

    private bool TryReadDay(int row, int year, string on, out DateOnly day)
    {
        if (!DateOnly.TryParseExact(on, DirectiveMapping.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return Check(row, On, false, on, "is no date; write it as YYYY-MM-DD");
        return Check(row, On, day.Year == year, on, $"is not in {year}");
    }

    private void AddHoliday(int row, YearRows rows, Holiday holiday)
    {
        if (rows.Holidays.Any(known => known.On == holiday.On && known.Name.En == holiday.Name.En))
            Add(row, On, $"{holiday.Name.En} is on that day already");
        else if (rows.Holidays.Count == MaxHolidays)
            Add(row, On, $"is one too many: a year has at most {MaxHolidays} public holidays");
        else
            rows.Holidays.Add(holiday);
    }

    private sealed class YearRows(int row)
    {
        public int Row => row;

        public List<DayOfWeek> Weekly { get; } = [];

        public List<Holiday> Holidays { get; } = [];

        public CalendarYear ToYear(int year) => new(
            year, [.. Weekly.OrderBy(day => ((int)day + 6) % 7)],
            [.. Holidays.OrderBy(holiday => holiday.On).ThenBy(holiday => holiday.Name.En, StringComparer.Ordinal)]);
    }
}
