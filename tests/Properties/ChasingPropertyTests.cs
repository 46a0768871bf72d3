using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>Chasing, whatever the policy, the calendar, the answers and the stops.</summary>
public sealed class ChasingPropertyTests
{
    private static readonly TestOrganogram Organogram = TestOrganogram.Province();
    private static readonly ImmutableArray<string> Departments = ["sgad", "law", "lahore-district", "kasur-district", "sgad-procurement", "lahore-division"];

    /// <summary>However long the stops in between, the same steps are taken, each once and in the order of their times.</summary>
    [Fact]
    public void Pass_AnyStops_TakesTheStepsThatItWouldHaveTakenWithoutThem() => Always.Holds(
        from given in Cases
        from stops in Gen.Choose(1, 24 * 60).Lists(8)
        select (Given: given, Stops: stops),
        run => Always.Smaller(run.Stops).Select(stops => (run.Given, stops)),
        run =>
        {
            var (order, place, served) = run.Given;
            var entry = Receive(order, place, served, out var first);
            var register = new RegisterState();
            var expected = Run(entry, place, register, order, first, due => due);
            var stops = run.Stops;

            var found = Run(entry, place, register, order, first, due =>
            {
                var late = stops.IsEmpty ? 0 : stops[0];
                stops = stops.IsEmpty ? stops : stops.RemoveAt(0);
                return due.AddHours(late);
            });

            Assert.Equal(expected.Select(Step), found.Select(Step));
            Assert.Equal(found.Select(Due).Order(), found.Select(Due));
            Assert.Equal(found.Select(Step).Distinct().Count(), found.Count);
            Assert.All(found, fact => Assert.True(Due(fact) <= fact.At, $"{fact} comes before it is due"));
        },
        runs: 300);

    /// <summary>A step tells of exactly those who have not answered by then, and the count of what is overdue is that of a recount.</summary>
    [Fact]
    public void Pass_AnyAnswersInBetween_TellsOfThoseWhoHaveNot() => Always.Holds(
        from given in Cases
        from answers in (from seat in Gen.Elements("so-1", "so-2", "lo", "lo-1", "") from hour in Gen.Choose(0, 24 * 40) select (Seat: seat, Hour: hour)).Lists(6)
        select (Given: given, Answers: answers),
        run => Always.Smaller(run.Answers).Select(answers => (run.Given, answers)),
        run =>
        {
            var (order, place, served) = run.Given;
            var entry = Receive(order, place, served, out var due);
            while (due is not null)
            {
                var now = due.At;
                var answered = run.Answers.Where(answer => served.AddHours(answer.Hour) <= now).Select(answer => answer.Seat).Distinct().ToArray();
                var register = DepartmentRules.Register(
                    new RegisterState(), [.. answered.Select(seat => new RegisteredAct(seat, 1, Standing.Acknowledged, 1))]);
                var owing = entry.Served.Where(post => post.Addressee is AddresseeKind.Action && !answered.Contains(post.Seat)).Select(post => post.Seat).ToArray();
                var unreported = DepartmentRules.Owes(entry) && !answered.Contains(RegisteredAct.Office);

                var next = Chasing.Pass(new EntryState { Entry = entry }, place, register, order, now);
                foreach (var fact in next.Facts)
                    AssertTells(fact, owing, unreported);
                (entry, due) = (next.Entry!, next.Due.SingleOrDefault());
                Assert.True(due is null || due.At > now, $"the step after {now:O} is at {due?.At:O}");

                var tally = DepartmentRules.Own(entry, register);
                var passed = entry.Chase?.Passed ?? [];
                Assert.Equal(passed.Contains(DeadlineKind.Acknowledge) ? owing.Length : 0, tally.Overdue);
                Assert.Equal(passed.Contains(DeadlineKind.Comply) && unreported ? 1 : 0, tally.OfficesOverdue);
            }

            // Nothing is owed, or every deadline of what is owed has passed on record.
            var last = run.Answers.Select(answer => answer.Seat).ToHashSet();
            var open = entry.Served.Any(post => post.Addressee is AddresseeKind.Action && !last.Contains(post.Seat));
            Assert.True(!open || entry.AcknowledgeBy is null || entry.Chase!.Passed.Contains(DeadlineKind.Acknowledge), "an obligation was stranded");
        },
        runs: 300);

    private static Gen<(DirectiveOrder Order, DepartmentPlace Place, DateTimeOffset Served)> Cases =>
        from calendar in CalendarPropertyTests.Calendars
        from precedence in Gen.Elements(Precedence.Routine, Precedence.Priority, Precedence.Immediate)
        from before in Gen.Choose(1, 6).Lists(3)
        from after in Gen.Choose(0, 5).ArrayOf(3)
        from acknowledge in Gen.Choose(0, 12)
        from further in Gen.Choose(0, 12)
        from day in Gen.Choose(0, 900)
        from minute in Gen.Choose(0, 24 * 60 - 1)
        from department in Gen.Elements(Departments.ToArray())
        let served = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day).AddMinutes(minute)
        let deadlines = new DeadlineDays(0, 0) { AcknowledgeBy = In(acknowledge), ComplyBy = further == 0 ? null : In(acknowledge + further) }
        let policy = new ReminderPolicy([.. before.Distinct().OrderDescending()], after[0], after[1], after[2])
        select (
            Order(Organogram, Rule(Action(Cadres("section-officer", "law-officer")), Information(Bps(19, 22))))
                with { Terms = new OrderTerms(deadlines, precedence, served, new DateOnly(2020, 1, 1), policy, calendar) },
            Organogram.Place(department), served);

    private static Deadline? In(int days) => days == 0 ? null : new Deadline(null, days);

    private static DiaryEntry Receive(DirectiveOrder order, DepartmentPlace place, DateTimeOffset served, out DueEntry? due)
    {
        var diary = DepartmentRules.Receive(new DiaryState(), place, order, served);
        due = diary.Due.SingleOrDefault();
        return ((EntryState)diary.Rows[^1].State).Entry!;
    }

    private static List<Fact> Run(
        DiaryEntry entry, DepartmentPlace place, RegisterState register, DirectiveOrder order, DueEntry? due, Func<DateTimeOffset, DateTimeOffset> late)
    {
        var facts = new List<Fact>();
        for (var now = entry.ReceivedAt; due is not null;)
        {
            now = late(due.At) is var at && at > now ? at : now;
            var next = Chasing.Pass(new EntryState { Entry = entry }, place, register, order, now);
            facts.AddRange(next.Facts);
            (entry, due) = (next.Entry!, next.Due.SingleOrDefault());
        }

        return facts;
    }

    private static void AssertTells(Fact fact, string[] owing, bool unreported)
    {
        switch (fact)
        {
            case Reminded { Deadline: DeadlineKind.Acknowledge } reminded:
                Assert.Equal(owing, reminded.Seats);
                Assert.NotEmpty(owing);
                break;
            case Escalated { Level: StepKind.Head, Deadline: DeadlineKind.Acknowledge } escalated:
                Assert.Equal(owing, escalated.Seats);
                Assert.Equal(owing.Length, escalated.Posts);
                break;
            case DeadlinePassed { Deadline: DeadlineKind.Acknowledge }:
                Assert.NotEmpty(owing);
                break;
            case Reminded or DeadlinePassed or Escalated { Level: StepKind.Head }:
                Assert.True(unreported, $"{fact} comes though the office has reported");
                break;
        }
    }

    private static (StepKind, DeadlineKind, DateTimeOffset) Step(Fact fact) => fact switch
    {
        Reminded reminded => (StepKind.Remind, reminded.Deadline, reminded.Due),
        DeadlinePassed passed => (StepKind.Pass, passed.Deadline, passed.Due),
        Escalated escalated => (escalated.Level, escalated.Deadline, escalated.Due),
        _ => throw new ArgumentException($"{fact} is no step"),
    };

    private static DateTimeOffset Due(Fact fact) => Step(fact).Item3;
}
