using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;
using static Directives.Tests.Relay.TimeLapse;

namespace Directives.Tests.Relay;

/// <summary>Recurring duties by a clock of their own: each period opens, is attested or becomes overdue, and counts by itself.</summary>
public sealed class DutyTests
{
    /// <summary>Tuesday 14 January 2020, 11:00 in Pakistan.</summary>
    private static readonly DateTimeOffset Start = new(2020, 1, 14, 6, 0, 0, TimeSpan.Zero);
    private static readonly string Number = Given.Draft().Number;
    private static readonly string[] Owing =
        ["anti-corruption", "kasur-district", "lahore-district", "law", "sgad", "sgad-estates", "sgad-procurement"];

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Periods_OverAYear_OpenAreAttestedOrOverdueAndCloseWithTheDirective(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Start);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time, Draft(Monthly()));
        Assert.Equal(["2020-01"], await NamesAsync(silo));
        Assert.Equal([Number], (await silo.Grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List()).Select(line => line.Number));

        for (var month = 1; month <= 11; month++)
        {
            var period = Of($"2020-{month:00}");
            await AssertAsync(silo, database, period, attested: 0, overdue: 0);
            Assert.Empty((await silo.Department("sgad").GetDiaryEntry(period))!.Served);
            Assert.Null(await silo.Department("archives").GetDiaryEntry(period));
            foreach (var office in Owing.Take(month % 4))
                await ComplyAsync(silo, office, period, $"attest {office} {month}");
            if (month == 1)
            {
                await MoveAsync(silo, database, time, PakistanDay.EndOf(new DateOnly(2020, 1, 31)));
                Assert.Equal(["2020-01"], await NamesAsync(silo));
                await MoveAsync(silo, database, time, PakistanDay.StartOf(new DateOnly(2020, 2, 1)));
                Assert.Equal(["2020-01", "2020-02"], await NamesAsync(silo));
                await AssertAsync(silo, database, period, attested: 1, overdue: 0);
            }

            await MoveAsync(silo, database, time, PakistanDay.EndOf(new DateOnly(2020, month + 1, 7)).AddHours(1));
            await AssertAsync(silo, database, period, attested: month % 4, overdue: 7 - month % 4);
        }

        Assert.Equal(Enumerable.Range(1, 12).Select(month => $"2020-{month:00}"), await NamesAsync(silo));
        var facts = await silo.FactsAsync(Of("2020-03"));
        // By the clock, since it is Immediate: 12 and 3 hours before the deadline and at it; then the head, the accountable head and the issuer.
        Assert.Equal(3, facts.Count(entry => entry is { GrainKey: "sgad-estates", Fact: Reminded { Deadline: DeadlineKind.Comply, To: "eo-1" } }));
        await MoveAsync(silo, database, time, PakistanDay.EndOf(new DateOnly(2020, 12, 15)));
        Assert.Equal(
            [StepKind.Head, StepKind.Department],
            (await silo.FactsAsync(Of("2020-03"))).Where(entry => entry is { GrainKey: "sgad-estates", Fact: Escalated }).Select(entry => ((Escalated)entry.Fact).Level));
        Assert.Single(await silo.FactsAsync(Of("2020-03")), entry => entry is { GrainType: "directive", Fact: Escalated { Level: StepKind.Issuer } });

        // What was missed can be attested late, and counts for its own period.
        await ComplyAsync(silo, "law", Of("2020-04"), "late");
        await AssertAsync(silo, database, Of("2020-04"), attested: 1, overdue: 6);
        await AssertAsync(silo, database, Of("2020-08"), attested: 0, overdue: 7);

        await silo.Directive(Number).Rescind(new RescindCommand("op-rescind", "No longer needed", "L/9", "p-2"), CancellationToken.None);
        await SettleAsync(silo, database, time);
        foreach (var line in await silo.Directive(Number).ListPeriods())
        {
            var tally = await TallyAsync(silo, Of(line.Name));
            Assert.Equal((DirectiveStatus.Rescinded, 7 - tally.OfficesComplied, 0), (line.Closed, tally.OfficesClosed, tally.OfficesOverdue));
            await Recount.AssertAgreeAsync(database, Of(line.Name), tally, "rescinded");
            Assert.Equal("L/9", (await silo.Directive(Of(line.Name)).GetStanding())!.Closed!.Instrument);
        }

        await RefusedAsync(() => ComplyAsync(silo, "sgad", Of("2020-12"), "too late"), Refusal.NotAllowedNow, "NOT_IN_FORCE");
        await MoveAsync(silo, database, time, Start.AddYears(2));
        Assert.Equal(12, (await NamesAsync(silo)).Count());
        Assert.Equal(0, database.Scalar<long>("SELECT count(*) FROM due"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Periods_StoppedForTenWeeks_OpenOnceInOrder(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Start);
        await using (var silo = await TestSilo.StartAsync(database, time))
        {
            await IssueAsync(silo, database, time, Draft(Monthly() with { Frequency = DutyFrequency.Weekly }));
            Assert.Equal(["2020-W03"], await NamesAsync(silo));
        }

        time.SetUtcNow(Start.AddDays(70));
        await using var restarted = await TestSilo.StartAsync(database, time);
        await MoveAsync(restarted, database, time, Start.AddDays(70).AddHours(1));

        string[] weeks = [.. Enumerable.Range(3, 11).Select(week => $"2020-W{week:00}")];
        Assert.Equal(weeks, await NamesAsync(restarted));
        Assert.Equal(weeks, (await restarted.FactsAsync(Number)).Select(entry => entry.Fact).OfType<PeriodOpened>().Select(fact => fact.Period));
        foreach (var week in weeks.Skip(1))
            await AssertAsync(restarted, database, Of(week), attested: 0, overdue: 0);
        await AssertAsync(restarted, database, Of(weeks[0]), attested: 0, overdue: 7);
        Assert.Equal(
            weeks.Select(Of),
            (await restarted.Department("law").ListDiary(0, 50)).Select(line => line.Entry.Directive).Where(DutyPeriods.IsPeriod).Order(StringComparer.Ordinal));

        // Whoever hears of them late has his days all the same, and owes them then.
        await MoveAsync(restarted, database, time, PakistanDay.EndOf(PakistanDay.Of(Start).AddDays(77)).AddHours(1));
        await AssertAsync(restarted, database, Of("2020-W08"), attested: 0, overdue: 7);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Periods_OfAnAmendedDirective_FollowFromTheNextOneOn(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Start);
        await using var silo = await TestSilo.StartAsync(database, time);
        var draft = Draft(Monthly(), Monthly() with { Id = "return", Frequency = DutyFrequency.Quarterly });
        await IssueAsync(silo, database, time, draft);
        Assert.Equal(["monitoring/2020-01", "return/2020-Q1"], await SlashedAsync(silo));

        // Fewer owe it, another text, and the return is dropped.
        var amended = draft with
        {
            Audience = Given.Rule(Given.Action(Given.Departments("law", "sgad"))),
            Duties = [Monthly() with { Text = Given.Text("Look through pages and channels") }],
        };
        await silo.Directive(Number).Amend(new AmendCommand("op-amend", amended, "Fewer", "p-2", false), CancellationToken.None);
        await SettleAsync(silo, database, time);

        await AssertAsync(silo, database, Of("2020-01"), attested: 0, overdue: 0);
        var gone = DutyPeriods.NumberOf(Number, "return", "2020-Q1");
        Assert.Equal((7, DirectiveStatus.Rescinded), ((await TallyAsync(silo, gone)).OfficesClosed, (await silo.Directive(gone).GetStanding())!.Status));
        await Recount.AssertAgreeAsync(database, gone, await TallyAsync(silo, gone), "the duty is gone");
        await MoveAsync(silo, database, time, PakistanDay.At(new DateOnly(2020, 2, 1), PakistanDay.Opening));
        Assert.Equal(["monitoring/2020-01", "return/2020-Q1", "monitoring/2020-02"], await SlashedAsync(silo));
        var tally = await TallyAsync(silo, Of("2020-02"));
        Assert.Equal(2, tally.OfficesOwing);
        await Recount.AssertAgreeAsync(database, Of("2020-02"), tally, "amended");
        Assert.Equal("Look through pages and channels", (await silo.Directive(Of("2020-02")).Get())!.Draft.Text.En);
        Assert.Equal("Look through the pages", (await silo.Directive(Of("2020-01")).Get())!.Draft.Text.En);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Periods_OrganogramChanges_TheOpenOneFollowsAndThoseThatAreOverStay(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Start);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time, Draft(Monthly()));
        await MoveAsync(silo, database, time, PakistanDay.EndOf(new DateOnly(2020, 2, 10)));
        await ComplyAsync(silo, "sgad-estates", Of("2020-02"), "attest");
        await silo.RestAsync();

        await silo.EstablishAsync(Reorganised(), "op-second");
        await SettleAsync(silo, database, time);

        // Of the seven, three are left and one is new; the one that moved counts where it stands now.
        var open = await TallyAsync(silo, Of("2020-02"));
        Assert.Equal((4, 1), (open.OfficesOwing, open.OfficesComplied));
        Assert.Equal(1, (await TallyAsync(silo, Of("2020-02"), "law")).OfficesComplied);
        Assert.Equal("law", (await silo.Department("sgad-estates").GetDiaryEntry(Of("2020-02")))!.From);
        Assert.True((await silo.Department("transport").GetDiaryEntry(Of("2020-02")))!.Attests, "the office that joined does not owe the open period");
        Assert.Null(await silo.Department("transport").GetDiaryEntry(Of("2020-01")));
        var over = await TallyAsync(silo, Of("2020-01"));
        Assert.Equal((7, 7), (over.OfficesOwing, over.OfficesOverdue));
        await Recount.AssertAgreeAsync(database, Of("2020-01"), over, "over");

        await ComplyAsync(silo, "transport", Of("2020-02"), "attest");
        await silo.RestAsync();
        Assert.Equal(2, (await TallyAsync(silo, Of("2020-02"))).OfficesComplied);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Attest_ByAnOfficeThatOwesNothing_IsRefusedAndAnExemptionIsCountedByItself(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Start);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time, Draft(Monthly()));
        var period = Of("2020-01");

        await RefusedAsync(() => ComplyAsync(silo, "punjab", period), Refusal.NotAllowedNow, "NOTHING_OWED");
        await RefusedAsync(() => ComplyAsync(silo, "archives", period), Refusal.NotAllowedNow, "NOT_RECEIVED");
        await RefusedAsync(() => OpenAsync(silo, "law/so-1", "p-3", period), Refusal.NotAllowedNow, "NOT_SERVED");
        await RefusedAsync(
            () => silo.Directive(period).Rescind(new RescindCommand("op-rescind", "Why", "L/9", "p-2"), CancellationToken.None), Refusal.NotAllowedNow, "PERIOD");
        await silo.Department("law").Exempt(period, [new SeatExemption(RegisteredAct.Office, 1, true)]);
        Assert.Equal(1, (await TallyAsync(silo, period, "law")).OfficesExempted);
    }

    private static async Task IssueAsync(TestSilo silo, TestDatabase database, FakeTimeProvider time, DirectiveDraft draft)
    {
        await silo.EstablishAsync(TestOrganogram.Province());
        await silo.IssueAsync(draft);
        await SettleAsync(silo, database, time);
    }

    private static async Task AssertAsync(TestSilo silo, TestDatabase database, string period, int attested, int overdue)
    {
        await silo.RestAsync();
        var tally = await TallyAsync(silo, period);
        Assert.Equal((period, 7, attested, overdue), (period, tally.OfficesOwing, tally.OfficesComplied, tally.OfficesOverdue));
        Assert.Equal(0, tally.Served);
        await Recount.AssertAgreeAsync(database, period, tally, $"{attested} attested, {overdue} overdue");
    }

    private static async Task<IEnumerable<string>> NamesAsync(TestSilo silo) =>
        (await silo.Directive(Number).ListPeriods()).Select(line => line.Name);

    private static async Task<IEnumerable<string>> SlashedAsync(TestSilo silo) =>
        (await silo.Directive(Number).ListPeriods()).Select(line => $"{line.Duty}/{line.Name}");

    private static string Of(string period) => DutyPeriods.NumberOf(Number, "monitoring", period);

    private static RecurringDuty Monthly() => new("monitoring", Given.Text("Look through the pages"), DutyFrequency.Monthly, null, null, 7, 0);

    /// <summary>For action by the usual ones; for information by everybody senior, whose offices hear of no period.</summary>
    private static DirectiveDraft Draft(params RecurringDuty[] duties) => Given.Draft() with
    {
        Provenance = new Provenance(Given.Text("Cabinet Division"), new DateOnly(2020, 1, 3), null),
        Dated = new DateOnly(2020, 1, 14),
        EffectiveOn = new DateOnly(2020, 1, 14),
        Deadlines = new DeadlineDays(0, 0),
        Audience = Given.Rule(
            Given.Action(Given.Within("sgad", "law", "anti-corruption", "lahore-division") with { Cadres = ["section-officer", "law-officer", "estate-officer", "director-general", "managing-director"] }),
            Given.Information(Given.Bps(19, 22))),
        Duties = [.. duties],
    };

    private static TestOrganogram Reorganised() => new TestOrganogram()
        .Add(null, "punjab", TestOrganogram.Post("cs", 22, "secretary", "pas", "p-1"))
        .Add("punjab", "sgad", TestOrganogram.Post("secretary", 21, "secretary", "pas", "p-2"), TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-3"))
        .Add("punjab", "law", TestOrganogram.Post("secretary", 21, "secretary", "judicial", "p-7"), TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-3"))
        .Add("law", "sgad-estates", TestOrganogram.Post("eo-1", 18, "estate-officer", "pms", "p-4"))
        .Add("sgad", "transport", TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-40"));
}
