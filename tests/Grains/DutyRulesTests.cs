using System.Collections.Immutable;
using System.Globalization;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class DutyRulesTests
{
    /// <summary>Friday 14 February 2020, 11:30 in Pakistan.</summary>
    private static readonly DateTimeOffset Issued = Now;
    private static readonly WorkingCalendar Calendar = new([new(2020, [DayOfWeek.Saturday, DayOfWeek.Sunday], [Day("2020-03-23")])]);

    [Fact]
    public void Begin_FirstDayOfIssue_OpensTheRestOfItsPeriodAtOnce()
    {
        var state = DutyRules.Begin(With(Monthly()), Issued)!;

        Assert.Equal([new DueEntry(PakistanDay.StartOf(Day("2020-02-14")), DutyRules.Due)], state.Due);
        var opened = Open(state, With(Monthly()), Issued);
        Assert.Equal([("2020-02", "2020-02-14", "2020-02-29", "2020-03-07")], Lines(opened));
        Assert.Equal([new DueEntry(PakistanDay.StartOf(Day("2020-03-01")), DutyRules.Due)], opened.Due);
        var fact = Assert.IsType<PeriodOpened>(Assert.Single(opened.Facts));
        Assert.Equal(("monitoring", "2020-02", Draft().Number, Issued), (fact.Duty, fact.Period, fact.Directive, fact.At));
        Assert.Same(opened, Open(opened, With(Monthly()), Issued.AddDays(1)));
    }

    [Fact]
    public void Begin_TakesEffectLater_BeginsThen()
    {
        var draft = With(Monthly()) with { EffectiveOn = Day("2020-03-16") };

        Assert.Equal(PakistanDay.StartOf(Day("2020-03-16")), DutyRules.Begin(draft, Issued)!.Due[0].At);
        Assert.Null(DutyRules.Begin(Draft(), Issued));
    }

    [Theory]
    [InlineData(3, 0, "2020-04-03")]
    [InlineData(0, 3, "2020-04-03")]
    [InlineData(0, 5, "2020-04-07")]
    public void Open_DaysToAttest_CountFromThePeriodsLastDay(int days, int working, string last)
    {
        var draft = With(Monthly() with { FirstDay = Day("2020-03-01"), Days = days, WorkingDays = working }) with { Precedence = Precedence.Routine };

        var opened = Open(DutyRules.Begin(draft, Issued)!, draft, PakistanDay.StartOf(Day("2020-03-01")));

        Assert.Equal([("2020-03", "2020-03-01", "2020-03-31", last)], Lines(opened));
    }

    /// <summary>Ten weeks without the service: each week is opened, in order, with its days to attest from now on.</summary>
    [Fact]
    public void Open_AfterTenWeeks_OpensEveryWeekOnceInOrder()
    {
        var draft = With(Monthly() with { Frequency = DutyFrequency.Weekly }, Monthly() with { Id = "return" });
        var first = Open(DutyRules.Begin(draft, Issued)!, draft, Issued);

        var opened = Open(first, draft, Issued.AddDays(70));

        Assert.Equal(
            ["2020-W07", "2020-02", "2020-W08", "2020-W09", "2020-03", "2020-W10", "2020-W11", "2020-W12", "2020-W13", "2020-W14", "2020-04", "2020-W15", "2020-W16", "2020-W17"],
            opened.Periods.OrderBy(line => line.FirstDay).ThenBy(line => line.Duty, StringComparer.Ordinal).Select(line => line.Name));
        Assert.Equal(opened.Periods.Skip(2).Select(line => line.Name), opened.Facts.Select(fact => ((PeriodOpened)fact).Period));
        Assert.True(opened.Periods.Skip(2).Zip(opened.Periods.Skip(3)).All(pair => pair.First.FirstDay <= pair.Second.FirstDay), "not in order");
        Assert.All(opened.Periods.Skip(2), line => Assert.True(line.AttestBy >= PakistanDay.EndOf(PakistanDay.Of(Issued.AddDays(77))), $"{line}"));
        Assert.Equal(opened.Periods.Length, opened.Periods.Distinct().Count());
        Assert.Equal(PakistanDay.StartOf(Day("2020-04-27")), opened.Due[0].At);
    }

    [Fact]
    public void Open_Century_EndsWithTheMostPeriods()
    {
        var draft = With(Monthly() with { Frequency = DutyFrequency.Weekly });
        var state = DutyRules.Begin(draft, Issued)!;
        for (var most = 0; most < 30; most++)
        {
            var next = Open(state, draft, Issued.AddYears(100));
            if (ReferenceEquals(next, state))
                break;
            Assert.InRange(next.Facts.Length, 1, DutyRules.MaxAtOnce);
            state = (DutiesState)next.Written();
        }

        Assert.Equal(DutiesState.MaxPeriods, state.Periods.Length);
        Assert.Empty(DutyRules.DueOf(state, draft));
    }

    [Fact]
    public void Open_PastTheLastDay_OpensNoFurtherOne()
    {
        var draft = With(Monthly() with { LastDay = Day("2020-03-10") });

        var opened = Open(DutyRules.Begin(draft, Issued)!, draft, Issued.AddYears(1));

        Assert.Equal([("2020-02", "2020-02-29"), ("2020-03", "2020-03-10")], opened.Periods.Select(line => (line.Name, Iso(line.LastDay))));
        Assert.Empty(opened.Due);
    }

    [Fact]
    public void Follow_NewerVersion_AppliesFromTheNextPeriodOn()
    {
        var older = With(Monthly());
        var opened = Open(DutyRules.Begin(older, Issued)!, older, Issued);
        var newer = With(Monthly() with { Frequency = DutyFrequency.Weekly, Days = 2 });

        var followed = DutyRules.Follow(opened, older, Next(newer, 2), Issued.AddDays(3));

        Assert.Equal(opened.Periods, followed.Periods);
        Assert.Equal(PakistanDay.StartOf(Day("2020-03-01")), followed.Due[0].At);
        var next = Open(followed, newer, Issued.AddDays(20), version: 2);
        Assert.Equal(
            [("2020-02", "2020-02-29", 1), ("2020-W09", "2020-03-01", 2), ("2020-W10", "2020-03-08", 2)],
            next.Periods.Select(line => (line.Name, Iso(line.LastDay), line.Version)));
    }

    [Fact]
    public void Follow_DutyGone_ClosesItsPeriodsAndItsReturnOverlapsNone()
    {
        var older = With(Monthly(), Monthly() with { Id = "return" });
        var opened = Open(DutyRules.Begin(older, Issued)!, older, Issued);
        var without = With(Monthly() with { Id = "return" });

        var followed = DutyRules.Follow(opened, older, Next(without, 2), Issued.AddDays(3));

        Assert.Equal(
            [("monitoring", DirectiveStatus.Rescinded, 2), ("return", null, 0)],
            followed.Periods.Select(line => (line.Duty, line.Closed, line.ClosedIn)).Order());
        var again = DutyRules.Follow(followed, without, Next(older, 3), Issued.AddDays(4));
        var next = Open(again, older, Issued.AddDays(20), version: 3);
        Assert.Equal(["2020-02", "2020-03"], next.Periods.Where(line => line.Duty == "monitoring").Select(line => line.Name));
        Assert.Equal(next.Periods.Length, next.Periods.Select(line => (line.Duty, line.Name)).Distinct().Count());
    }

    [Fact]
    public void Follow_OutOfForce_ClosesAllAndOpensNoMore()
    {
        var draft = With(Monthly());
        var opened = Open(DutyRules.Begin(draft, Issued)!, draft, Issued.AddDays(40));

        var followed = DutyRules.Follow(opened, draft, Next(draft, 2) with { Closed = DirectiveStatus.Superseded }, Issued.AddDays(41));

        Assert.All(followed.Periods, line => Assert.Equal((DirectiveStatus.Superseded, 2), (line.Closed, line.ClosedIn)));
        Assert.Empty(followed.Due);
    }

    [Fact]
    public void Prepare_APeriod_IsAnOrderToThoseForActionOnly()
    {
        var draft = With(Monthly()) with { Lineage = new Lineage([new(LinkKind.Implements, "CAB/1", null)]) };
        var issued = DirectiveRules.Prepare(Issue(draft), Issued, Calendar);
        var line = Open(DutyRules.Begin(draft, Issued)!, draft, Issued).Periods[0];

        var period = DutyRules.Prepare(issued, line);

        Assert.Equal($"{draft.Number}@monitoring/2020-02", period.Draft.Number);
        Assert.Equal("Look through the pages (2020-02)", period.Draft.Title.En);
        Assert.Equal((null, line.AttestBy, (DateTimeOffset?)null), (period.AcknowledgeBy, period.ComplyBy, period.ReceiveBy));
        Assert.Equal(line.AttestBy, DeadlineRules.Of(OrderTerms.Of(period.Draft, Issued, Calendar), DeadlineKind.Comply, Issued.AddDays(9)));
        Assert.All(period.Draft.Audience.Clauses, clause => Assert.Equal(AddresseeKind.Action, clause.Addressee));
        Assert.Equal((null, null, null), (period.Draft.Lineage, period.Draft.Duties, period.Draft.Deadlines.AcknowledgeBy));
        Assert.Equal(new PeriodOf(draft.Number, "monitoring", "2020-02", Day("2020-02-14"), Day("2020-02-29")), period.Period);
    }

    [Fact]
    public void Become_Twice_IsOneOrderAndCanNeitherBeRescindedNorAmendedByItself()
    {
        var draft = With(Monthly());
        var line = Open(DutyRules.Begin(draft, Issued)!, draft, Issued).Periods[0];
        var order = new PeriodOrder(DutyRules.Prepare(DirectiveRules.Prepare(Issue(draft), Issued, Calendar), line), [], Calendar, null);

        var state = DutyRules.Become(new DirectiveState(), order, Issued);

        Assert.Same(state, DutyRules.Become(state, order, Issued.AddDays(1)));
        Assert.True(state.ToOrder()!.Attest);
        Assert.Equal(line.AttestBy, state.Due.Single(due => due.What == DirectiveRules.ComplyDue).At);
        var number = order.Issued.Draft.Number;
        Refused(() => LifeRules.Rescind(state, new("op-1", "Why", "L/1", "p-2"), number, Issued), Refusal.NotAllowedNow, "PERIOD");
        Refused(() => LifeRules.Reiterate(state, new("op-2", null, "p-2"), number, Issued), Refusal.NotAllowedNow, "PERIOD");
        var closing = new Closing(DirectiveStatus.Superseded, "2/2020", null, "p-2", Issued);
        var closed = LifeRules.ClosePeriod(state, closing, Issued.AddDays(2));
        Assert.IsType<Superseded>(Assert.Single(closed.Facts));
        Assert.Same(closed, LifeRules.ClosePeriod(closed, closing, Issued.AddDays(3)));
        Assert.Equal((DirectiveStatus.Superseded, 2), (closed.Status, closed.Revision));
    }

    [Theory]
    [InlineData("2020-02-13", "draft.duties[0].first_day")]
    [InlineData("2020-02-14", null)]
    [InlineData(null, null)]
    public void Check_FirstDayBeforeIssue_IsNamed(string? first, string? field)
    {
        var draft = With(Monthly() with { FirstDay = first is null ? null : Day(first) });

        Assert.Equal(field, DutyRules.Check(draft, null, Calendar, Issued).SingleOrDefault()?.Field);
        Assert.Empty(DutyRules.Check(draft, draft, Calendar, Issued.AddYears(1)));
    }

    [Fact]
    public void Check_DaysThatCannotBe_NamesEach()
    {
        var late = With(Monthly() with { FirstDay = Day("2020-02-20"), LastDay = Day("2020-02-14") }) with { EffectiveOn = Day("2020-03-01") };
        Assert.Equal(
            ["draft.duties[0].first_day", "draft.duties[0].last_day"],
            DutyRules.Check(late, null, Calendar, Issued).Select(violation => violation.Field));
        var working = With(Monthly() with { Days = 0, WorkingDays = 3 }) with { Precedence = Precedence.Routine };
        Assert.Equal("draft.duties[0].attest_working_days", Assert.Single(DutyRules.Check(working, null, WorkingCalendar.Usual, Issued)).Field);
        Assert.Empty(DutyRules.Check(working with { Precedence = Precedence.Immediate }, null, WorkingCalendar.Usual, Issued));
    }

    [Fact]
    public void DraftCheck_DutiesThatAreWrong_NamesTheirFields()
    {
        RecurringDuty[] wrong =
        [
            Monthly() with { Id = "Not a slug" },
            Monthly() with { Text = new LocalText("", "") },
            Monthly() with { Frequency = 0 },
            Monthly() with { Days = 0 },
            Monthly() with { WorkingDays = 5 },
            Monthly() with { Days = 91 },
            Monthly() with { Days = 0, WorkingDays = 61 },
            Monthly() with { FirstDay = Day("2020-03-02"), LastDay = Day("2020-03-01") },
        ];

        var found = DraftRules.Check(With([.. wrong.Select((duty, i) => duty.Id == "monitoring" ? duty with { Id = $"d-{i}" } : duty)]));

        Assert.Equal(
            [
                "draft.duties[0].id", "draft.duties[1].text.en", "draft.duties[1].text.ur", "draft.duties[2].frequency", "draft.duties[3].attest_days",
                "draft.duties[4].attest_days", "draft.duties[5].attest_days", "draft.duties[6].attest_working_days", "draft.duties[7].last_day",
            ],
            found.Select(violation => violation.Field));
        Assert.Contains(DraftRules.Check(With([.. Enumerable.Range(0, 9).Select(i => Monthly() with { Id = $"d-{i}" })])), violation => violation.Field == "draft.duties");
        Assert.Contains(DraftRules.Check(With(Monthly(), Monthly())), violation => violation.Description == "id monitoring is used 2 times");
        Assert.Contains(
            DraftRules.Check(With(Monthly()) with { Audience = Rule(Information(Everyone)) }), violation => violation.Field == "draft.duties");
    }

    private static RecurringDuty Monthly() => new("monitoring", Text("Look through the pages"), DutyFrequency.Monthly, null, null, 7, 0);

    private static DirectiveDraft With(params RecurringDuty[] duties) => Draft() with { Duties = [.. duties] };

    private static DirectiveState Next(DirectiveDraft draft, int revision) => new()
    {
        Issued = DirectiveRules.Prepare(Issue(draft), Issued, Calendar) with { Version = revision },
        Changes = revision - 1,
    };

    private static DutiesState Open(DutiesState state, DirectiveDraft draft, DateTimeOffset now, int version = 1) =>
        DutyRules.Open(state, DirectiveRules.Prepare(Issue(draft), Issued, Calendar) with { Version = version }, Calendar, now);

    private static IEnumerable<(string Name, string First, string Last, string By)> Lines(DutiesState state) =>
        state.Periods.Select(line => (line.Name, Iso(line.FirstDay), Iso(line.LastDay), Iso(PakistanDay.Of(line.AttestBy))));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
