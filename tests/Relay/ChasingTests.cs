using System.Collections.Immutable;
using Directives.Grains;
using Directives.Silo.Clock;
using Directives.Silo.Relay;
using Directives.Silo.Storage;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Directives.Tests.Relay.Acts;
using static Directives.Tests.Relay.ChasedOrder;
using static Directives.Tests.Relay.TimeLapse;

namespace Directives.Tests.Relay;

/// <summary>
/// A year of an order's life by a clock of its own: who is reminded, who is told and what is overdue, whether the silo is up
/// at the time or not.
/// </summary>
public sealed class ChasingTests
{
    private static readonly string[] Owing =
        ["anti-corruption", "kasur-district", "lahore-district", "law", "sgad", "sgad-estates", "sgad-procurement"];

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Chase_AYearOfAnOrder_TakesEveryStepOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        await OpenAndAcknowledgeAsync(silo, "law/lo-1", "p-8", Number);
        await OpenAndAcknowledgeAsync(silo, "law/so-1", "p-3", Number);

        // Three working days before the deadline: one reminder an office, with the posts that have not answered.
        await MoveAsync(silo, database, time, At(5, 20).AddHours(-1));
        Assert.Empty(await StepsAsync(silo));
        await MoveAsync(silo, database, time, At(5, 20));
        var reminded = (await FactsAsync<Reminded>(silo)).ToDictionary(entry => entry.GrainKey, entry => (Reminded)entry.Fact);
        Assert.Equal(Owing.Except(["law"]), reminded.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["so-1", "so-2"], reminded["sgad"].Seats);
        Assert.Equal("secretary", reminded["sgad"].To);
        Assert.Null(reminded["sgad-procurement"].To);
        var record = await silo.Officer("sgad/so-1").GetRecord(Number);
        Assert.Equal(1, record.Reminders);
        Assert.InRange(record.RemindedAt!.Value, At(5, 20), At(5, 20).AddHours(1));
        Assert.Equal(1, (await silo.Officer("sgad/so-2").GetRecord(Number)).Reminders);
        Assert.Equal(0, (await silo.Officer("law/so-1").GetRecord(Number)).Reminders);

        // The deadline: what is outstanding is overdue from then on, and by the tally from its office upwards.
        await MoveAsync(silo, database, time, At(5, 28));
        await AssertTallyAsync(silo, database, overdue: 0, officesOverdue: 0);
        await MoveAsync(silo, database, time, AcknowledgeBy);
        await AssertTallyAsync(silo, database, overdue: 10, officesOverdue: 0);
        Assert.Equal(6, (await FactsAsync<DeadlinePassed>(silo)).Count(entry => entry.GrainType == "department"));
        await MoveAsync(silo, database, time, At(5, 29));
        var head = (await FactsAsync<Escalated>(silo)).Single(entry => entry.GrainKey == "sgad");
        Assert.Equal(("sgad/secretary", 2), (((Escalated)head.Fact).To, ((Escalated)head.Fact).Posts));
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        await AssertTallyAsync(silo, database, overdue: 9, officesOverdue: 0);

        // The accountable heads, each of his subtree; then the issuer, of all.
        await MoveAsync(silo, database, time, At(6, 2));
        var told = (await FactsAsync<Escalated>(silo)).Where(entry => entry.Fact is Escalated { Level: StepKind.Department })
            .ToDictionary(entry => entry.GrainKey, entry => ((Escalated)entry.Fact).Posts);
        Assert.Equal(new Dictionary<string, int> { ["anti-corruption"] = 1, ["lahore-division"] = 3, ["lahore-district"] = 1, ["kasur-district"] = 2, ["sgad"] = 5, ["sgad-estates"] = 2, ["sgad-procurement"] = 2 }, told);
        await ComplyAsync(silo, "law", Number);
        await MoveAsync(silo, database, time, At(6, 4));
        var issuer = Assert.Single(await FactsAsync<Escalated>(silo), entry => entry.GrainType == "directive");
        Assert.Equal(
            new Escalated(StepKind.Issuer, DeadlineKind.Acknowledge, At(6, 4), "sgad/secretary", 9, 0, []) { Directive = Number, At = issuer.Fact.At },
            issuer.Fact);

        await MoveAsync(silo, database, time, ComplyBy);
        await AssertTallyAsync(silo, database, overdue: 9, officesOverdue: 6);
        await MoveAsync(silo, database, time, At(6, 11));
        Assert.Equal(2, (await FactsAsync<Escalated>(silo)).Count(entry => entry.GrainType == "directive"));

        // A year later nothing more has come of it, and nothing is to come.
        var steps = await StepsAsync(silo);
        await MoveAsync(silo, database, time, Monday.AddYears(1));
        Assert.Equal(steps, await StepsAsync(silo));
        Assert.Equal(0, database.Scalar<long>("SELECT count(*) FROM due"));
        await AssertTallyAsync(silo, database, overdue: 9, officesOverdue: 6);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Chase_StoppedForWeeks_TakesEveryStepOnceInOrder(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using (var silo = await TestSilo.StartAsync(database, time))
        {
            await IssueAsync(silo, database, time);
            await MoveAsync(silo, database, time, At(5, 20));
        }

        time.SetUtcNow(Monday.AddDays(40));
        await using (var restarted = await TestSilo.StartAsync(database, time))
        {
            await MoveAsync(restarted, database, time, Monday.AddDays(40).AddHours(2));
            var steps = await StepsAsync(restarted);
            Assert.Equal(
                [
                    ("Remind", At(5, 20)), ("Remind", At(5, 22)), ("Remind", At(5, 28)), ("Pass", AcknowledgeBy), ("Head", At(5, 29)),
                    ("Remind", At(6, 1)), ("Department", At(6, 2)), ("Remind", At(6, 3)), ("Remind", At(6, 4)), ("Pass", ComplyBy),
                    ("Head", At(6, 5)), ("Department", At(6, 9)),
                ],
                steps.Where(step => step.Grain == "sgad").Select(step => (step.Step, step.Due)));
            Assert.Equal(
                [("Pass", AcknowledgeBy), ("Issuer", At(6, 4)), ("Pass", ComplyBy), ("Issuer", At(6, 11))],
                steps.Where(step => step.Grain == Number).Select(step => (step.Step, step.Due)));
            Assert.Equal(steps.Count, steps.Distinct().Count());
            await AssertTallyAsync(restarted, database, overdue: 12, officesOverdue: 7);
        }

        await using var again = await TestSilo.StartAsync(database, time);
        await MoveAsync(again, database, time, Monday.AddDays(80));
        await AssertTallyAsync(again, database, overdue: 12, officesOverdue: 7);
        Assert.Equal(0, database.Scalar<long>("SELECT count(*) FROM due"));
    }

    /// <summary>Stopped between the facts and taking the row off the list: the row is delivered again and led to nothing new.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Chase_DeliveredTwice_TakesTheStepOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        await MoveAsync(silo, database, time, At(5, 20));
        var steps = await StepsAsync(silo);
        var order = (await silo.Directive(Number).GetOrder())!;

        await silo.Department("sgad").PassStep(order);
        await silo.Department("archives").PassStep(order);
        await silo.Directive(Number).PassDue("issuer/acknowledge", At(6, 3));
        await silo.Directive(Number).PassDue("nothing", At(6, 3));

        Assert.Equal(steps, await StepsAsync(silo));
    }

    /// <summary>What is due by one clock and not by the office's, which was set back in between, stays on the list.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Chase_DueByAClockThatIsAhead_StaysOnTheList(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        var before = database.Scalar<long>("SELECT count(*) FROM due");
        var ahead = new Ahead(time, TimeSpan.FromDays(30));
        using var service = new DueService(
            silo.Services.GetRequiredService<IDueQueue>(), silo.Ledger, silo.Grains, silo.Relay, Options.Create(new RelayOptions()), new ProductClock(ahead), new ClockSteps(),
            NullLogger<DueService>.Instance);

        await service.StartAsync(TestContext.Current.CancellationToken);
        await ahead.Waits.InTime("the service to have tried");
        await service.StopAsync(CancellationToken.None);

        Assert.Empty(await StepsAsync(silo));
        Assert.Equal(before, database.Scalar<long>("SELECT count(*) FROM due"));
        Assert.True(before > Owing.Length, $"{before} rows are on the list");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Chase_SuccessorAfterTheDeadline_IsOverdueAndMakesUpForNoReminder(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        await OpenAndAcknowledgeAsync(silo, "lahore-district/so-1", "p-14", Number);
        await ComplyAsync(silo, "lahore-district", Number);
        await MoveAsync(silo, database, time, Monday.AddDays(60));
        Assert.DoesNotContain(await StepsAsync(silo), step => step.Grain == "lahore-district");
        var before = await TallyAsync(silo, Number);

        var today = PakistanDay.Of(time.GetUtcNow());
        await silo.Department("lahore-district").RelinquishCharge(new("op-leave", "so-1", "p-14", today, "p-13"), CancellationToken.None);
        await silo.Department("lahore-district").AssumeCharge(
            new("op-come", "so-1", new Incumbent("p-20", Given.Text("Successor"), ChargeKind.Regular), today, null, "p-13"), CancellationToken.None);
        await MoveAsync(silo, database, time, Monday.AddDays(61));

        Assert.Equal([("Pass", AcknowledgeBy)], (await StepsAsync(silo)).Where(step => step.Grain == "lahore-district").Select(step => (step.Step, step.Due)));
        Assert.Equal(before.Overdue + 1, (await TallyAsync(silo, Number)).Overdue);
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the transfer");
    }

    private static async Task AssertTallyAsync(TestSilo silo, TestDatabase database, int overdue, int officesOverdue)
    {
        await silo.RestAsync();
        var tally = await TallyAsync(silo, Number);
        Assert.Equal((overdue, officesOverdue), (tally.Overdue, tally.OfficesOverdue));
        await Recount.AssertAgreeAsync(database, Number, tally, $"{overdue} overdue");
    }

    private static async Task<List<LedgerEntry>> FactsAsync<T>(TestSilo silo)
        where T : Fact => [.. (await silo.FactsAsync(Number)).Where(entry => entry.Fact is T)];

    private static async Task<List<(string Grain, string Step, DeadlineKind Deadline, DateTimeOffset Due)>> StepsAsync(TestSilo silo) =>
    [
        .. from entry in await silo.FactsAsync(Number)
           let step = entry.Fact switch
           {
               Reminded fact => ("Remind", fact.Deadline, fact.Due),
               DeadlinePassed fact => ("Pass", fact.Deadline, fact.Due),
               Escalated fact => ($"{fact.Level}", fact.Deadline, fact.Due),
               _ => ("", default(DeadlineKind), default(DateTimeOffset)),
           }
           where step.Item1.Length > 0
           select (entry.GrainKey, step.Item1, step.Item2, step.Item3),
    ];

    /// <summary>The time of another machine, and when somebody waits by it.</summary>
    private sealed class Ahead(FakeTimeProvider clock, TimeSpan by) : TimeProvider
    {
        private readonly TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => waits.Task;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + by;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waits.TrySetResult();
            return clock.CreateTimer(callback, state, dueTime, period);
        }
    }
}
