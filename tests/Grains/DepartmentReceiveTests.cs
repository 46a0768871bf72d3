using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class DepartmentReceiveTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();

    [Fact]
    public void Receive_FirstOrder_IsDiarisedAndServedOnTheRosterVacantPostsToo()
    {
        var order = Order(Province, Draft().Audience);

        var diary = DepartmentRules.Receive(new DiaryState(), Province.Place("sgad"), order, Now);

        var entry = EntryOf(diary);
        Assert.Equal([entry.Directive], diary.Directives);
        Assert.Equal((1, 2020, "1/2020", "punjab"), (entry.Serial, entry.Year, entry.DiaryNumber, entry.From!));
        Assert.Equal((order.Number, order.Version, order.Title, Now), (entry.Directive, entry.Version, entry.Title, entry.ReceivedAt));
        Assert.Equal((order.AcknowledgeBy, order.ComplyBy), (entry.AcknowledgeBy, entry.ComplyBy));
        Assert.Equal(
            [
                new ServedPost("secretary", AddresseeKind.Information, false),
                new ServedPost("so-1", AddresseeKind.Action, false),
                new ServedPost("so-2", AddresseeKind.Action, true),
            ],
            entry.Served);
        Assert.Equal([new PassedOn("sgad-estates", 1), new PassedOn("sgad-procurement", 1)], entry.PassedTo);
    }

    [Fact]
    public void Receive_FirstOrder_RecordsReceivedAndRosterServed()
    {
        var order = Order(Province, Draft().Audience);

        var diary = DepartmentRules.Receive(new DiaryState(), Province.Place("sgad"), order, Now);

        var received = Assert.IsType<Received>(diary.Facts[0]);
        Assert.Equal((1, 1, 2020, order.Number, Now), (received.Version, received.Serial, received.Year, received.Directive!, received.At));
        Assert.Equal(["sgad-estates", "sgad-procurement"], received.PassedTo);
        var served = Assert.IsType<RosterServed>(diary.Facts[1]);
        Assert.Equal((1, order.Number, Now), (served.Version, served.Directive!, served.At));
        Assert.Equal(EntryOf(diary).Served.AsEnumerable(), served.Posts);
        Assert.Equal(2, diary.Facts.Length);
        Assert.Empty(diary.Due);
    }

    [Fact]
    public void Receive_NoPostIsAddressed_RecordsReceivedOnly()
    {
        var diary = DepartmentRules.Receive(new DiaryState(), Province.Place("archives"), Order(Province, Rule(Action(Everyone))), Now);

        Assert.Empty(EntryOf(diary).Served);
        Assert.IsType<Received>(Assert.Single(diary.Facts));
    }

    [Fact]
    public void Receive_WhereItEntersTheHierarchy_IsFromNobody()
    {
        var order = Order(Province, Rule(Action(Everyone)), "sgad");

        Assert.Null(EntryOf(DepartmentRules.Receive(new DiaryState(), Province.Place("sgad"), order, Now)).From);
        Assert.Equal("sgad", EntryOf(DepartmentRules.Receive(new DiaryState(), Province.Place("sgad-estates"), order, Now)).From);
    }

    [Fact]
    public void Receive_ItDoesNotGoThere_IsRefused()
    {
        var order = Order(Province, Rule(Action(Within("sgad"))));

        Refused(() => DepartmentRules.Receive(new DiaryState(), Province.Place("law"), order, Now), Refusal.NotAllowedNow, "NOT_ADDRESSED");
    }

    [Fact]
    public void Receive_OnTheWayToATarget_PassesOnTowardsItOnly()
    {
        var order = Order(Province, Rule(Action(Posts("lahore-city-tehsil/ac"))));

        Assert.Equal([new PassedOn("lahore-division", 1)], Receive(order, "punjab").PassedTo);
        Assert.Equal([new PassedOn("lahore-city-tehsil", 1)], Receive(order, "lahore-district").PassedTo);
        Assert.Empty(Receive(order, "lahore-city-tehsil").PassedTo);
        Assert.Empty(Receive(order, "lahore-district").Served);
    }

    [Fact]
    public void Receive_IntoASubtree_PassesOnToAllWithTheSizeOfEach()
    {
        var order = Order(Province, Rule(Action(Within("lahore-division")), Action(Departments("sgad"))));

        Assert.Equal([new PassedOn("sgad", 1), new PassedOn("lahore-division", 5)], Receive(order, "punjab").PassedTo);
        Assert.Equal([new PassedOn("lahore-district", 3), new PassedOn("kasur-district", 1)], Receive(order, "lahore-division").PassedTo);
        Assert.Empty(Receive(order, "sgad").PassedTo);
    }

    [Fact]
    public void Receive_SeveralOrders_CountsTheSerialUp()
    {
        var entries = ReceiveAll([.. Enumerable.Range(1, 5).Select(number => Now.AddMinutes(number))], out var diary);

        Assert.Equal([1, 2, 3, 4, 5], entries.Select(entry => entry.Serial));
        Assert.Equal((5, 2020, 5), (diary.Serial, diary.Year, diary.Count));
    }

    /// <summary>Pakistan's new year begins at 19:00 UTC of 31 December.</summary>
    [Fact]
    public void Receive_PakistaniNewYear_BeginsTheSerialAnew()
    {
        var midnight = new DateTimeOffset(2020, 12, 31, 19, 0, 0, TimeSpan.Zero);
        var entries = ReceiveAll([midnight.AddMinutes(-2), midnight.AddMicroseconds(-1), midnight, midnight.AddHours(6)], out _);

        Assert.Equal(["1/2020", "2/2020", "1/2021", "2/2021"], entries.Select(entry => entry.DiaryNumber));
    }

    [Fact]
    public void Receive_ClockGoesBackOverTheNewYear_GivesNoDiaryNumberTwice()
    {
        var midnight = new DateTimeOffset(2020, 12, 31, 19, 0, 0, TimeSpan.Zero);
        var entries = ReceiveAll([midnight.AddMinutes(-1), midnight.AddMinutes(1), midnight.AddMinutes(-1)], out _);

        Assert.Equal(["1/2020", "1/2021", "2/2021"], entries.Select(entry => entry.DiaryNumber));
    }

    /// <summary>A full page is a row that the receipt adds, and the diary keeps what came after it.</summary>
    [Fact]
    public void Receive_OnAFullPage_PutsItAway()
    {
        var (diary, pages) = (new DiaryState(), new List<WrittenRow>());
        for (var number = 1; number <= 2 * DiaryState.PageSize + 1; number++)
        {
            var next = Receive(diary, $"{number}/2020", Now);
            pages.AddRange(next.Rows[..^1]);
            diary = (DiaryState)next.Written();
        }

        Assert.Equal((2, 2 * DiaryState.PageSize + 1, $"{2 * DiaryState.PageSize + 1}/2020"), (diary.Pages, diary.Count, Assert.Single(diary.Directives)));
        Assert.Equal(["diary/0", "diary/1"], pages.Select(page => page.Name));
        Assert.Equal(
            Enumerable.Range(1, 2 * DiaryState.PageSize).Select(number => $"{number}/2020"),
            pages.SelectMany(page => ((DiaryState)page.State).Directives));
    }

    private static DiaryEntry Receive(DirectiveOrder order, string department) =>
        EntryOf(DepartmentRules.Receive(new DiaryState(), Province.Place(department), order, Now));

    private static List<DiaryEntry> ReceiveAll(DateTimeOffset[] times, out DiaryState diary)
    {
        diary = new DiaryState();
        var entries = new List<DiaryEntry>();
        foreach (var (index, time) in times.Index())
        {
            var next = Receive(diary, $"{index + 1}/2020", time);
            entries.Add(EntryOf(next));
            diary = (DiaryState)next.Written();
        }

        return entries;
    }

    private static DiaryState Receive(DiaryState diary, string number, DateTimeOffset now) =>
        DepartmentRules.Receive(diary, Province.Place("law"), Order(Province, Draft().Audience, number: number), now);

    /// <summary>The entry that a receipt has added.</summary>
    private static DiaryEntry EntryOf(DiaryState diary)
    {
        var (name, state, _) = diary.Rows[^1];
        var entry = ((EntryState)state).Entry!;
        Assert.Equal(DepartmentRules.EntryName(entry.Directive), name);
        return entry;
    }
}
