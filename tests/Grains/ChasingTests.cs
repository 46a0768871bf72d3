using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class ChasingTests
{
    /// <summary>Thursday 21 May 2020, 11:00 in Pakistan.</summary>
    private static readonly DateTimeOffset Served = new(2020, 5, 21, 6, 0, 0, TimeSpan.Zero);
    private static readonly TestOrganogram Organogram = TestOrganogram.Province();
    private static readonly DepartmentPlace Sgad = Organogram.Place("sgad");

    [Fact]
    public void Begin_OfficeThatOwes_IsAtTheFirstReminder()
    {
        var order = Order(Precedence.Routine);
        var entry = Receive(order, Sgad, out var due);

        // Ten working days after Thursday 21 May, with Eid in between: Tuesday 9 June; three of them before it, Thursday 4 June.
        Assert.Equal(PakistanDay.EndOf(new DateOnly(2020, 6, 9)), entry.AcknowledgeBy);
        Assert.Equal(new DueEntry(At(6, 4, 9), "step/1/2020"), due);
    }

    [Fact]
    public void Begin_OfficeThatOwesNothing_IsNever()
    {
        Receive(Order(Precedence.Routine), Organogram.Place("archives"), out var archives);
        Receive(Order(Precedence.Routine), Organogram.Place("lahore-cantt-tehsil"), out var tehsil);
        Receive(Order(Precedence.Routine) with { Terms = null }, Sgad, out var older);

        Assert.Equal((null, null, null), (archives, tehsil, older));
    }

    [Fact]
    public void Pass_NobodyAnswers_TakesEveryStepAtItsTime()
    {
        var order = Order(Precedence.Routine);
        var entry = Receive(order, Sgad, out var due);
        var told = new List<Fact>();

        while (due is not null)
        {
            var next = Chasing.Pass(new EntryState { Entry = entry }, Sgad, new RegisterState(), order, due.At);
            Assert.All(next.Facts, fact => Assert.Equal(("1/2020", due.At), (fact.Directive, fact.At)));
            told.AddRange(next.Facts);
            (entry, due) = (next.Entry!, next.Due.SingleOrDefault());
        }

        ImmutableArray<string> seats = ["so-1", "so-2"];
        var by = PakistanDay.EndOf(new DateOnly(2020, 6, 9));
        Assert.Equal(
            [
                ("Remind", At(6, 4, 9)), ("Remind", At(6, 8, 9)), ("Remind", At(6, 9, 9)), ("Pass", by),
                ("Head", At(6, 10, 9)), ("Department", At(6, 12, 9)),
            ],
            told.Select(Step));
        var reminded = Assert.IsType<Reminded>(told[0]);
        Assert.Equal((DeadlineKind.Acknowledge, "secretary"), (reminded.Deadline, reminded.To));
        Assert.Equal(seats, reminded.Seats);
        var head = Assert.IsType<Escalated>(told[4]);
        Assert.Equal(("sgad/secretary", 2, 0), (head.To, head.Posts, head.Offices));
        Assert.Equal(seats, head.Seats);
        Assert.True(entry.Chase!.Idle);
        Assert.Equal(5, entry.Chase.Notices.Length);
        Assert.Equal(2, DepartmentRules.Own(entry, new RegisterState()).Overdue);
    }

    [Fact]
    public void Pass_AfterALongStop_TakesAllAtOnceInOrderAndOnce()
    {
        var order = Order(Precedence.Routine);
        var entry = Receive(order, Sgad, out _);

        var next = Chasing.Pass(new EntryState { Entry = entry }, Sgad, new RegisterState(), order, Served.AddDays(300));
        var again = Chasing.Pass((EntryState)next.Written(), Sgad, new RegisterState(), order, Served.AddDays(301));

        Assert.Equal(["Remind", "Remind", "Remind", "Pass", "Head", "Department"], next.Facts.Select(fact => Step(fact).Item1));
        Assert.Empty(next.Due);
        Assert.Same(again, Chasing.Pass(again, Sgad, new RegisterState(), order, Served.AddDays(302)));
        Assert.Empty(again.Facts);
    }

    [Fact]
    public void Pass_Immediate_GoesByTheClockOnHolidaysToo()
    {
        var order = Order(Precedence.Immediate, working: 3);
        var entry = Receive(order, Sgad, out var due);

        // Three days of the calendar after Thursday: Sunday 24 May, a weekly holiday.
        var by = PakistanDay.EndOf(new DateOnly(2020, 5, 24));
        Assert.Equal((by, by.AddHours(-12)), (entry.AcknowledgeBy, due!.At));
        var next = Chasing.Pass(new EntryState { Entry = entry }, Sgad, new RegisterState(), order, by.AddDays(2));
        Assert.Equal(
            [("Remind", by.AddHours(-12)), ("Remind", by.AddHours(-3)), ("Remind", by), ("Pass", by), ("Head", by.AddHours(8)), ("Department", by.AddHours(12))],
            next.Facts.Select(Step));
    }

    [Fact]
    public void Pass_EverybodyHasAnswered_TellsNobodyAndEnds()
    {
        var order = Order(Precedence.Routine);
        var kasur = Organogram.Place("kasur-district");
        var entry = Receive(order, kasur, out var due);
        var register = Answered("so-1", "lo");

        var next = Chasing.Pass(new EntryState { Entry = entry }, kasur, register, order, due!.At);

        Assert.Empty(next.Facts);
        Assert.Empty(next.Due);
        Assert.True(next.Entry!.Chase!.Idle);
        Assert.Equal(entry.Changes, next.Entry.Changes);
    }

    [Fact]
    public void Pass_SomeHaveAnswered_ListsTheOthers()
    {
        var order = Order(Precedence.Routine);
        var law = Organogram.Place("law");
        var entry = Receive(order, law, out var due);

        var next = Chasing.Pass(new EntryState { Entry = entry }, law, Answered("so-1"), order, due!.At);

        var reminded = Assert.IsType<Reminded>(Assert.Single(next.Facts));
        Assert.Equal(["lo-1"], reminded.Seats);
        Assert.Null(reminded.To);
    }

    [Fact]
    public void Pass_OutOfForce_DoesNothing()
    {
        var order = Order(Precedence.Routine);
        var state = new EntryState { Entry = Receive(order, Sgad, out _) };

        Assert.Same(state, Chasing.Pass(state, Sgad, new RegisterState(), order with { Status = DirectiveStatus.Rescinded }, Served.AddDays(300)));
    }

    [Fact]
    public void Reopen_AfterEverythingWasDone_MakesUpForNoReminder()
    {
        var order = Order(Precedence.Routine);
        var kasur = Organogram.Place("kasur-district");
        var entry = Receive(order, kasur, out var due);
        var idle = Chasing.Pass(new EntryState { Entry = entry }, kasur, Answered("so-1", "lo"), order, due!.At).Entry!;
        var later = entry.AcknowledgeBy!.Value.AddDays(60);

        var reopened = Chasing.Reopen(idle, later, out var again);
        var next = Chasing.Pass(new EntryState { Entry = reopened }, kasur, Answered("so-1"), order, later);

        Assert.Equal("step/1/2020", again.What);
        Assert.True(again.At <= later, $"It is to be looked at at {again.At:O}, and was reopened at {later:O}.");
        Assert.Equal(entry.AcknowledgeBy, Assert.IsType<DeadlinePassed>(Assert.Single(next.Facts)).Due);
        Assert.Equal(1, DepartmentRules.Own(next.Entry!, Answered("so-1")).Overdue);
    }

    /// <summary>A clock that was a day ahead made everything due; it is right again when a successor takes charge.</summary>
    [Fact]
    public void Reopen_AfterTheClockWasAhead_TakesNoStepAgain()
    {
        var order = Order(Precedence.Routine);
        var kasur = Organogram.Place("kasur-district");
        var entry = Receive(order, kasur, out _);
        var ahead = entry.AcknowledgeBy!.Value.AddDays(60);
        var done = Chasing.Pass(new EntryState { Entry = entry }, kasur, new RegisterState(), order, ahead);
        Assert.True(done.Facts.Length > 2 && done.Entry!.Chase!.Idle, $"{done.Facts.Length} steps were taken");

        var reopened = Chasing.Reopen(done.Entry!, entry.ReceivedAt.AddMinutes(1), out var again);
        var next = Chasing.Pass(new EntryState { Entry = reopened }, kasur, new RegisterState(), order, again.At);
        var later = Chasing.Pass(next, kasur, new RegisterState(), order, ahead);

        Assert.Empty(next.Facts);
        Assert.Empty(later.Facts);
    }

    /// <summary>The clock is a day ahead when a successor takes charge, and is set right before the deadline.</summary>
    [Fact]
    public void Reopen_WhileTheClockIsAhead_IsDueWhenItIsSetRight()
    {
        var order = Order(Precedence.Routine);
        var kasur = Organogram.Place("kasur-district");
        var entry = Receive(order, kasur, out _);
        var ahead = entry.AcknowledgeBy!.Value.AddDays(1);

        _ = Chasing.Reopen(entry with { Changes = 1 }, ahead, out var first);
        var reopened = Chasing.Reopen(entry with { Changes = 2 }, ahead, out var second);
        var right = entry.ReceivedAt.AddHours(1);
        var next = Chasing.Pass(new EntryState { Entry = reopened }, kasur, new RegisterState(), order, right);

        Assert.True(second.At <= right, $"It is to be looked at at {second.At:O}, and the clock was set to {right:O}.");
        Assert.NotEqual(first.At, second.At);
        Assert.Empty(next.Facts);
        Assert.InRange(Assert.Single(next.Due).At, right, entry.AcknowledgeBy.Value);
    }

    [Fact]
    public void Pass_ComplianceOwed_RemindsTheOfficeAndCountsIt()
    {
        var order = Order(Precedence.Priority, new DeadlineDays(0, 0) { ComplyBy = new(null, 2) });
        var entry = Receive(order, Sgad, out _);

        var next = Chasing.Pass(new EntryState { Entry = entry }, Sgad, new RegisterState(), order, Served.AddDays(60));

        Assert.Equal(["Remind", "Remind", "Pass", "Head", "Department"], next.Facts.Select(fact => Step(fact).Item1));
        Assert.Equal("secretary", Assert.IsType<Reminded>(next.Facts[0]).To);
        Assert.Equal(1, DepartmentRules.Own(next.Entry!, new RegisterState()).OfficesOverdue);
        var complied = DepartmentRules.Register(new RegisterState(), [new(RegisteredAct.Office, 1, Standing.Acknowledged, 1)]);
        Assert.Equal(0, DepartmentRules.Own(next.Entry!, complied).OfficesOverdue);
    }

    [Theory]
    [InlineData("sgad", "secretary")]
    [InlineData("lahore-cantt-tehsil", "clerk")]
    [InlineData("archives", null)]
    public void HeadOf_VacantHead_IsTheMostSeniorOfficer(string department, string? seat) =>
        Assert.Equal(seat, Chasing.HeadOf(Organogram.Place(department)));

    private static DirectiveOrder Order(Precedence precedence, DeadlineDays? deadlines = null, int working = 10)
    {
        var order = Given.Order(Organogram, Rule(Action(Cadres("section-officer", "law-officer")), Information(Bps(20, 22))));
        var terms = new OrderTerms(
            deadlines ?? new DeadlineDays(0, 0) { AcknowledgeBy = new(null, working) }, precedence, Served, new DateOnly(2020, 2, 14),
            ReminderPolicy.UsualFor(precedence), WorkingCalendarTests.Eid);
        return order with { Terms = terms };
    }

    private static DiaryEntry Receive(DirectiveOrder order, DepartmentPlace place, out DueEntry? due)
    {
        var diary = DepartmentRules.Receive(new DiaryState(), place, order, Served);
        due = diary.Due.SingleOrDefault();
        return ((EntryState)diary.Rows[^1].State).Entry!;
    }

    private static RegisterState Answered(params string[] seats) => DepartmentRules.Register(
        new RegisterState(), [.. seats.Select(seat => new RegisteredAct(seat, 1, Standing.Acknowledged, 1))]);

    private static (string, DateTimeOffset) Step(Fact fact) => fact switch
    {
        Reminded reminded => ("Remind", reminded.Due),
        DeadlinePassed passed => ("Pass", passed.Due),
        Escalated escalated => ($"{escalated.Level}", escalated.Due),
        _ => (fact.Kind, fact.At),
    };

    private static DateTimeOffset At(int month, int day, int hour) => PakistanDay.At(new DateOnly(2020, month, day), new TimeOnly(hour, 0));
}
