namespace Directives.Grains;

[GrainType("calendar")]
internal sealed class CalendarGrain(
    [PersistentState("calendar", LedgerStorage.Name)] IPersistentState<CalendarState> calendar,
    ProductClock time) : Grain, ICalendarGrain
{
    public async Task<CalendarOutcome> Import(CalendarCommand command, CancellationToken cancellation)
    {
        var next = CalendarRules.Import(calendar.State, command, time.GetLedgerTime(), out var outcome);
        cancellation.ThrowIfCancellationRequested();
        if (!ReferenceEquals(next, calendar.State))
            await calendar.WriteAsync(next, this);
        return outcome;
    }

    public Task<CalendarView> Get() => Task.FromResult(new CalendarView(calendar.State.Version, calendar.State.Years));

    public Task<WorkingCalendar> GetWorking(int from, int years)
    {
        var whole = new WorkingCalendar([.. calendar.State.Years.Select(year => year.ToWorking())]);
        return Task.FromResult(whole.Years.IsEmpty ? WorkingCalendar.Usual : whole.Slice(from, years));
    }
}
