namespace Directives.Gateway;

/// <summary>Recurring duties and their periods, between the grains' form and the API's.</summary>
internal static class DutyMapping
{
    public static V1.RecurringDuty ToWire(this RecurringDuty duty) => new()
    {
        Id = duty.Id,
        Text = duty.Text.ToWire(),
        Frequency = (V1.DutyFrequency)duty.Frequency,
        FirstDay = duty.FirstDay is { } first ? DirectiveMapping.ToWire(first) : "",
        LastDay = duty.LastDay is { } last ? DirectiveMapping.ToWire(last) : "",
        AttestDays = duty.Days,
        AttestWorkingDays = duty.WorkingDays,
    };

    /// <param name="unread">Takes what cannot be read.</param>
    public static ImmutableArray<RecurringDuty>? ToDuties(this IReadOnlyList<V1.RecurringDuty> wire, List<FieldViolation> unread) => wire.Count == 0
        ? null
        : [.. wire.Select((duty, i) => new RecurringDuty(
            duty.Id, duty.Text.ToText(), (DutyFrequency)duty.Frequency,
            ToDay($"draft.duties[{i}].first_day", duty.FirstDay, unread), ToDay($"draft.duties[{i}].last_day", duty.LastDay, unread),
            duty.AttestDays, duty.AttestWorkingDays))];

    public static V1.PeriodOf ToWire(this PeriodOf period) => new()
    {
        Directive = period.Directive,
        Duty = period.Duty,
        Period = period.Name,
        FirstDay = DirectiveMapping.ToWire(period.FirstDay),
        LastDay = DirectiveMapping.ToWire(period.LastDay),
    };

    /// <param name="tally">Null where no office has received it yet.</param>
    public static V1.DutyPeriod ToWire(this PeriodLine line, string directive, IssuedDirective? order, Tally? tally) => new()
    {
        Number = DutyPeriods.NumberOf(directive, line.Duty, line.Name),
        Of = new PeriodOf(directive, line.Duty, line.Name, line.FirstDay, line.LastDay).ToWire(),
        Title = order?.Draft.Title.ToWire(),
        OpenedAt = line.OpenedAt.ToWire(),
        AttestBy = line.AttestBy.ToWire(),
        Version = line.Version,
        Status = (V1.DirectiveStatus)(line.Closed ?? DirectiveStatus.InForce),
        Offices = tally?.Offices ?? 0,
        OfficesReceived = tally?.OfficesReceived ?? 0,
        OfficesOwing = tally?.OfficesOwing ?? 0,
        OfficesAttested = tally?.OfficesComplied ?? 0,
        OfficesOverdue = tally?.OfficesOverdue ?? 0,
        OfficesExempted = tally?.OfficesExempted ?? 0,
        OfficesClosed = tally?.OfficesClosed ?? 0,
    };

    private static DateOnly? ToDay(string field, string text, List<FieldViolation> unread) =>
        text.Length == 0 ? null : DraftMapping.ToDate(field, text, unread);
}
