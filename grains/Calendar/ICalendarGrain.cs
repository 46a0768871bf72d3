namespace Directives.Grains;

/// <summary>Weekly and public holidays, by year. Key: <c>calendar</c>.</summary>
[Alias("ICalendarGrain")]
public interface ICalendarGrain : IGrainWithStringKey
{
    const string Key = "calendar";

    /// <summary>Replaces the years that are given and leaves the others; one write and the fact CalendarImported.</summary>
    /// <remarks>The same operation id with the same file gets the same answer. Years that are the same already write nothing.</remarks>
    /// <exception cref="RefusedException">OperationIdReused; NotAllowedNow (TOO_MANY_YEARS).</exception>
    [Alias("Import")]
    Task<CalendarOutcome> Import(CalendarCommand command, CancellationToken cancellation);

    [Alias("Get"), ReadOnly]
    Task<CalendarView> Get();

    /// <summary>What is needed to count by, from a year on, for an order to carry.</summary>
    [Alias("GetWorking"), ReadOnly]
    Task<WorkingCalendar> GetWorking(int from, int years);
}

/// <param name="Expected">It goes by the moon: the day is known for certain when the moon has been sighted.</param>
[GenerateSerializer, Immutable, Alias("Holiday")]
public sealed record Holiday(
    [property: Id(0)] DateOnly On,
    [property: Id(1)] LocalText Name,
    [property: Id(2)] bool Expected);

/// <param name="Weekly">The days of the week that are off; one to six, in the order of the week from Monday.</param>
/// <param name="Holidays">The earliest first; two may fall on one day.</param>
[GenerateSerializer, Immutable, Alias("CalendarYear")]
public sealed record CalendarYear(
    [property: Id(0)] int Year,
    [property: Id(1)] ImmutableArray<DayOfWeek> Weekly,
    [property: Id(2)] ImmutableArray<Holiday> Holidays)
{
    public WorkingYear ToWorking() => new(Year, Weekly, [.. Holidays.Select(holiday => holiday.On).Distinct().Order()]);

    /// <summary>Whether it says the same.</summary>
    public bool Says(CalendarYear other) =>
        Year == other.Year && Weekly.AsSpan().SequenceEqual(other.Weekly.AsSpan()) && Holidays.AsSpan().SequenceEqual(other.Holidays.AsSpan());
}

/// <param name="Years">As read from the file: checked, the earliest first.</param>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
/// <param name="DryRun">Say what it would do and write nothing.</param>
[GenerateSerializer, Immutable, Alias("CalendarCommand")]
public sealed record CalendarCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] ImmutableArray<CalendarYear> Years,
    [property: Id(2)] string Digest,
    [property: Id(3)] string By,
    [property: Id(4)] bool DryRun);

/// <summary>What an import led to.</summary>
/// <param name="Version">Counts up with each import that changed the calendar.</param>
/// <param name="Years">The years that were in the file.</param>
/// <param name="Holidays">Public holidays of these years.</param>
/// <param name="Unchanged">They were in force already: nothing was written.</param>
[GenerateSerializer, Immutable, Alias("CalendarOutcome")]
public sealed record CalendarOutcome(
    [property: Id(0)] int Version,
    [property: Id(1)] ImmutableArray<int> Years,
    [property: Id(2)] int Holidays,
    [property: Id(3)] bool Unchanged);

/// <param name="Version">0 before the first import.</param>
/// <param name="Years">The earliest first.</param>
[GenerateSerializer, Immutable, Alias("CalendarView")]
public sealed record CalendarView([property: Id(0)] int Version, [property: Id(1)] ImmutableArray<CalendarYear> Years);
