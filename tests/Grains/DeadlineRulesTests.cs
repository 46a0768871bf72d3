using System.Globalization;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class DeadlineRulesTests
{
    /// <summary>Thursday 21 May 2020, 11:00 in Pakistan; Eid is from Monday to Wednesday after the weekend.</summary>
    private static readonly DateTimeOffset Thursday = new(2020, 5, 21, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Precedence.Routine, 2, "2020-05-28")]
    [InlineData(Precedence.Priority, 2, "2020-05-28")]
    [InlineData(Precedence.Immediate, 2, "2020-05-23")]
    public void Of_WorkingDays_CountFromServiceAndByTheClockWhereImmediate(Precedence precedence, int days, string last) =>
        Assert.Equal(EndOf(last), DeadlineRules.Of(Terms(precedence, new DeadlineDays(0, 0) { AcknowledgeBy = new(null, days) }), DeadlineKind.Acknowledge, Thursday));

    [Fact]
    public void Of_ServedLater_EndsLaterOnlyInWorkingDays()
    {
        var terms = Terms(Precedence.Routine, new DeadlineDays(7, 0) { ComplyBy = new(null, 1) });

        Assert.Equal(EndOf("2020-05-28"), DeadlineRules.Of(terms, DeadlineKind.Acknowledge, Thursday.AddDays(30)));
        Assert.Equal(EndOf("2020-05-22"), DeadlineRules.Of(terms, DeadlineKind.Comply, Thursday));
        Assert.Equal(EndOf("2020-06-02"), DeadlineRules.Of(terms, DeadlineKind.Comply, EndOf("2020-06-01")));
    }

    [Fact]
    public void Of_ServedBeforeItTakesEffect_CountsFromThatDay()
    {
        var terms = Terms(Precedence.Routine, new DeadlineDays(0, 0) { AcknowledgeBy = new(null, 1), ReceiveBy = new(null, 1) })
            with { EffectiveOn = new DateOnly(2020, 6, 1) };

        Assert.Equal(EndOf("2020-06-02"), DeadlineRules.Of(terms, DeadlineKind.Acknowledge, Thursday));
        Assert.Equal(EndOf("2020-05-22"), DeadlineRules.Of(terms, DeadlineKind.Receive, Thursday));
    }

    [Fact]
    public void Of_OnADate_IsThatDayWheneverItIsServed()
    {
        var terms = Terms(Precedence.Routine, new DeadlineDays(0, 0) { ComplyBy = new(new DateOnly(2020, 5, 25), 0) });

        Assert.Equal(EndOf("2020-05-25"), DeadlineRules.Of(terms, DeadlineKind.Comply, Thursday));
        Assert.Null(DeadlineRules.Of(terms, DeadlineKind.Acknowledge, Thursday));
    }

    /// <summary>Deadlines, the field that is named, and words that are said.</summary>
    public static TheoryData<DeadlineDays, string, string> Wrong => new()
    {
        { new(0, 0) { AcknowledgeBy = new(new DateOnly(2020, 5, 20), 0) }, "acknowledge_on", "must not be in the past" },
        { new(0, 0) { ReceiveBy = new(new DateOnly(2020, 5, 20), 0) }, "receive_on", "must not be in the past" },
        { new(0, 0) { ComplyBy = new(new DateOnly(2020, 5, 22), 0) }, "comply_on", "before the directive takes effect" },
        { new(10, 5), "comply_days", "before the deadline to acknowledge" },
        { new(10, 0) { ComplyBy = new(new DateOnly(2020, 5, 29), 0) }, "comply_on", "before the deadline to acknowledge" },
        { new(0, 0) { ReceiveBy = new(null, 9), AcknowledgeBy = new(null, 5) }, "acknowledge_working_days", "before the deadline to receive" },
        { new(0, 0) { ReceiveBy = new(new DateOnly(2020, 6, 30), 0), ComplyBy = new(null, 2) }, "comply_working_days", "before the deadline to receive" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Check_WrongDeadline_NamesTheFieldAndWhy(DeadlineDays deadlines, string field, string words)
    {
        var draft = Draft() with { Precedence = Precedence.Routine, EffectiveOn = new DateOnly(2020, 5, 23), Deadlines = deadlines };

        var violation = Assert.Single(DeadlineRules.Check(draft, WorkingCalendarTests.Eid, Thursday));

        Assert.Equal($"draft.deadlines.{field}", violation.Field);
        Assert.Contains(words, violation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WorkingDaysInAYearThatIsNotInTheCalendar_AsksForIt()
    {
        var draft = Draft() with { Precedence = Precedence.Routine, Deadlines = new(0, 0) { ComplyBy = new(null, 3) } };

        Assert.Equal("draft.deadlines.comply_working_days", Assert.Single(DeadlineRules.Check(draft, WorkingCalendar.Usual, Thursday)).Field);
        Assert.Empty(DeadlineRules.Check(draft with { Precedence = Precedence.Immediate }, WorkingCalendar.Usual, Thursday));
        Assert.Empty(DeadlineRules.Check(draft, WorkingCalendarTests.Eid, Thursday));
    }

    private static OrderTerms Terms(Precedence precedence, DeadlineDays deadlines) => new(
        deadlines, precedence, Thursday, new DateOnly(2020, 2, 14), ReminderPolicy.UsualFor(precedence), WorkingCalendarTests.Eid);

    private static DateTimeOffset EndOf(string day) => PakistanDay.EndOf(DateOnly.Parse(day, CultureInfo.InvariantCulture));
}
