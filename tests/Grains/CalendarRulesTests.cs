using System.Collections.Immutable;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class CalendarRulesTests
{
    private static readonly CalendarYear In2020 = new(2020, [DayOfWeek.Saturday, DayOfWeek.Sunday], [new(new DateOnly(2020, 5, 25), Text("Eid"), true)]);
    private static readonly CalendarYear In2026 = In2020 with { Year = 2026, Holidays = [] };

    [Fact]
    public void Import_First_IsAFactWithItsYears()
    {
        var next = CalendarRules.Import(new CalendarState(), Command("op-1", "d-1", In2020, In2026), Now, out var outcome);

        Assert.Equal((1, 1, false), (outcome.Version, outcome.Holidays, outcome.Unchanged));
        Assert.Equal([2020, 2026], next.Years.Select(year => year.Year));
        var fact = Assert.IsType<CalendarImported>(Assert.Single(next.Facts));
        Assert.Equal((1, 1, "p-1", "d-1", "op-1", Now), (fact.Version, fact.Holidays, fact.By, fact.Digest, fact.OperationId, fact.At));
        Assert.Equal([2020, 2026], fact.Years);
    }

    [Fact]
    public void Import_OneYearAgain_ReplacesItAndLeavesTheOther()
    {
        var first = Imported(new CalendarState(), Command("op-1", "d-1", In2020, In2026));

        var next = Imported(first, Command("op-2", "d-2", In2020 with { Holidays = [] }));

        Assert.Equal((2, 2), (next.Version, next.Years.Length));
        Assert.Empty(next.Years[0].Holidays);
        Assert.True(next.Years[1].Says(In2026));
    }

    [Fact]
    public void Import_SameOperation_IsAnsweredAsBeforeAndWithAnotherFileRefused()
    {
        var first = Imported(new CalendarState(), Command("op-1", "d-1", In2020));
        var second = Imported(first, Command("op-2", "d-2", In2026));

        Assert.Same(second, CalendarRules.Import(second, Command("op-1", "d-1", In2020), Now, out var outcome));
        Assert.Equal(1, outcome.Version);
        Refused(() => CalendarRules.Import(second, Command("op-1", "d-3", In2020), Now, out _), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Import_YearsInForce_ChangeNothing()
    {
        var first = Imported(new CalendarState(), Command("op-1", "d-1", In2020, In2026));

        Assert.Same(first, CalendarRules.Import(first, Command("op-2", "d-2", In2026 with { Weekly = [.. In2026.Weekly] }), Now, out var outcome));
        Assert.True(outcome.Unchanged);
    }

    [Fact]
    public void Import_DryRun_ChangesNothing()
    {
        var state = new CalendarState();

        Assert.Same(state, CalendarRules.Import(state, Command("op-1", "d-1", In2020) with { DryRun = true }, Now, out var outcome));
        Assert.Equal((1, false), (outcome.Version, outcome.Unchanged));
    }

    [Fact]
    public void Import_OneYearTooMany_IsRefused()
    {
        var years = Enumerable.Range(2000, CalendarState.MaxYears + 1).Select(year => In2026 with { Year = year }).ToArray();

        Refused(() => CalendarRules.Import(new CalendarState(), Command("op-1", "d-1", years), Now, out _), Refusal.NotAllowedNow, "TOO_MANY_YEARS");
    }

    private static CalendarCommand Command(string operation, string digest, params CalendarYear[] years) =>
        new(operation, [.. years], digest, "p-1", false);

    private static CalendarState Imported(CalendarState state, CalendarCommand command) =>
        (CalendarState)CalendarRules.Import(state, command, Now, out _).Written();
}
