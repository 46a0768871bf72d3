namespace Directives.Grains;

/// <summary>What falls due for a directive: its deadlines, and telling the issuer.</summary>
internal sealed partial class DirectiveGrain
{
    public Task PassDue(string what, DateTimeOffset due)
    {
        if (what == DutyRules.Due)
            return OpenPeriodsAsync(due);
        if (IssuerChasing.TryParse(what, out var deadline))
            return PassDeadline(deadline, due);
        return what.StartsWith(IssuerChasing.DuePrefix, StringComparison.Ordinal)
            && IssuerChasing.TryParse(what[IssuerChasing.DuePrefix.Length..], out deadline)
                ? EscalateAsync(deadline, due)
                : Task.CompletedTask;
    }

    private async Task EscalateAsync(DeadlineKind deadline, DateTimeOffset due)
    {
        if (directive.State is not { Closed: null, Issued: { } issued })
            return;
        var report = await GrainFactory.GetGrain<IDepartmentGrain>(issued.Draft.Jurisdiction).GetTally(issued.Draft.Number);
        var office = await GrainFactory.GetGrain<IDepartmentGrain>(issued.Draft.Issuer).GetPlace();
        var seat = office is null ? null : Chasing.HeadOf(office);
        // Where the order has not come to the jurisdiction yet, one office at least has not received it.
        var next = IssuerChasing.Escalate(
            directive.State, deadline, due, report?.Tally ?? new Tally { Offices = 1 },
            seat is null ? null : PostId.Of(issued.Draft.Issuer, seat), time.GetLedgerTime());
        if (!ReferenceEquals(next, directive.State))
            await WriteAsync(next);
    }

    /// <summary>The calendar that a directive is issued under and that its order carries.</summary>
    private Task<WorkingCalendar> CalendarAsync(DateTimeOffset now) =>
        GrainFactory.GetGrain<ICalendarGrain>(ICalendarGrain.Key).GetWorking(PakistanDay.Of(now).Year, DeadlineRules.CalendarYears);
}
