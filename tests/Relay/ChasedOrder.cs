using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.TimeLapse;

namespace Directives.Tests.Relay;

/// <summary>An order with deadlines in working days, and the clock that moves past them.</summary>
internal static class ChasedOrder
{
    /// <summary>Monday 18 May 2020, 11:00 in Pakistan; Eid is from Monday 25 to Wednesday 27 May.</summary>
    public static readonly DateTimeOffset Monday = new(2020, 5, 18, 6, 0, 0, TimeSpan.Zero);
    public static readonly TestOrganogram Province = TestOrganogram.Province();
    public static readonly string Number = Given.Draft().Number;

    /// <summary>Five working days after service, and ten.</summary>
    public static readonly DateTimeOffset AcknowledgeBy = End(5, 28), ComplyBy = End(6, 4);

    public static async Task IssueAsync(TestSilo silo, TestDatabase database, FakeTimeProvider time)
    {
        await silo.EstablishAsync(Province);
        var eid = new[] { 25, 26, 27 }.Select(day => new Holiday(new DateOnly(2020, 5, day), Given.Text("Eid-ul-Fitr"), true));
        await silo.Grains.GetGrain<ICalendarGrain>(ICalendarGrain.Key).Import(
            new CalendarCommand("op-calendar", [new(2020, [DayOfWeek.Saturday, DayOfWeek.Sunday], [.. eid])], "digest", "p-1", false), CancellationToken.None);
        var issued = await silo.IssueAsync(Given.Draft() with
        {
            Precedence = Precedence.Routine,
            Deadlines = new DeadlineDays(0, 0) { AcknowledgeBy = new(null, 5), ComplyBy = new(null, 10) },
        });
        Assert.Equal((AcknowledgeBy, ComplyBy), (issued.AcknowledgeBy, issued.ComplyBy));
        await SettleAsync(silo, database, time);
    }

    public static DateTimeOffset At(int month, int day) => PakistanDay.At(new DateOnly(2020, month, day), PakistanDay.Opening);

    public static DateTimeOffset End(int month, int day) => PakistanDay.EndOf(new DateOnly(2020, month, day));
}
