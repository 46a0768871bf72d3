using Directives.Demo.Day;

namespace Directives.Tests.Journeys;

public sealed class DayPlanTests
{
    private static readonly Desk[] Desks = [.. Enumerable.Range(0, 500).Select(i => new Desk($"office-{i}/section-officer", $"office-{i}", $"p-{i}"))];
    private static readonly string[] Owing = [.. Desks.Select(desk => desk.Department)];

    [Fact]
    public void Make_SameSeedAndOffices_IsTheSameDayInWhateverOrder()
    {
        var plan = DayPlan.Make(31, Desks, Owing, Mood.Ordinary);
        var again = DayPlan.Make(31, Desks.Reverse(), Owing.Reverse(), Mood.Ordinary);
        Assert.Equal(plan.Officers, again.Officers);
        Assert.Equal(plan.Reports, again.Reports);
        Assert.NotEqual(plan.Counts, DayPlan.Make(32, Desks, Owing, Mood.Ordinary).Counts);
    }

    [Fact]
    public void Make_AnySeed_HasEachKindOfConductWithinTheDay()
    {
        var plan = DayPlan.Make(31, Desks, Owing, Mood.Ordinary);
        Assert.Equal(Desks.Length, plan.Officers.Length);
        Assert.All(Enum.GetValues<Conduct>(), conduct => Assert.Contains(plan.Officers, officer => officer.Conduct == conduct));
        Assert.All(plan.Officers, officer => Assert.True(0 <= officer.OpensAt && officer.OpensAt <= officer.AnswersAt && officer.AnswersAt <= 1, $"{officer}"));
        Assert.All(plan.Reports, report => Assert.InRange(report.ReportsAt, 0, 1));
        Assert.Equal(plan.Counts.Opened, plan.Counts.Acknowledged + plan.Counts.Declined + plan.Officers.Count(officer => officer.Conduct is Conduct.OpensOnly));
    }
}
