namespace Directives.Grains;

/// <summary>How the calendar changes.</summary>
public static class CalendarRules
{
    /// <summary>Replaces the years of an import.</summary>
    /// <returns>The state that was given, where the operation is a repeat, or a dry run, or the years say the same already.</returns>
    public static CalendarState Import(CalendarState state, CalendarCommand command, DateTimeOffset now, out CalendarOutcome outcome)
    {
        Operation.Check(command.OperationId);
        if (state.Imports.FirstOrDefault(import => import.OperationId == command.OperationId) is { } done)
        {
            outcome = done.Digest == command.Digest ? done.Outcome : throw Operation.Reused(command.OperationId);
            return state;
        }

        var years = Merge(state.Years, command.Years);
        if (years.Length > CalendarState.MaxYears)
            throw RefusedException.NotAllowedNow("TOO_MANY_YEARS", $"The calendar would have {years.Length} years; at most {CalendarState.MaxYears} are kept.");

        var unchanged = command.Years.All(year => state.Years.Any(year.Says));
        outcome = new CalendarOutcome(
            unchanged ? state.Version : state.Version + 1, [.. command.Years.Select(year => year.Year)],
            command.Years.Sum(year => year.Holidays.Length), unchanged);
        if (command.DryRun || unchanged)
            return state;

        var imports = state.Imports.Length < CalendarState.MaxOutcomes ? state.Imports : state.Imports.RemoveAt(0);
        var fact = new CalendarImported(outcome.Version, outcome.Years, outcome.Holidays, command.By, command.Digest, command.OperationId);
        return new CalendarState
        {
            Version = outcome.Version,
            Years = years,
            Imports = imports.Add(new StoredCalendarImport(command.OperationId, command.Digest, outcome)),
            Facts = [fact with { At = now }],
        };
    }

    private static ImmutableArray<CalendarYear> Merge(ImmutableArray<CalendarYear> known, ImmutableArray<CalendarYear> imported)
    {
        var replaced = imported.Select(year => year.Year).ToHashSet();
        return [.. known.Where(year => !replaced.Contains(year.Year)).Concat(imported).OrderBy(year => year.Year)];
    }
}
