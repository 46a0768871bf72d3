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

        var entry = Assert.Single(diary.Entries);
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
        Assert.Equal(diary.Entries[0].Served.AsEnumerable(), served.Posts);
        Assert.Equal(2, diary.Facts.Length);
        Assert.Empty(diary.Due);
    }

    [Fact]
    public void Receive_NoPostIsAddressed_RecordsReceivedOnly()
    {
        var diary = DepartmentRules.Receive(new DiaryState(), Province.Place("archives"), Order(Province, Rule(Action(Everyone))), Now);

        Assert.Empty(diary.Entries[0].Served);
        Assert.IsType<Received>(Assert.Single(diary.Facts));
    }

    [Fact]
    public void Receive_WhereItEntersTheHierarchy_IsFromNobody()
    {
        var order = Order(Province, Rule(Action(Everyone)), "sgad");

        Assert.Null(DepartmentRules.Receive(new DiaryState(), Province.Place("sgad"), order, Now).Entries[0].From);
        Assert.Equal("sgad", DepartmentRules.Receive(new DiaryState(), Province.Place("sgad-estates"), order, Now).Entries[0].From);
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
        var diary = new DiaryState();
        for (var number = 1; number <= 5; number++)
        {
            diary = ReceiveNext(diary, $"{number}/2020", Now.AddMinutes(number));
            Assert.Equal((number, 2020), (diary.Serial, diary.Year));
        }

        Assert.Equal([1, 2, 3, 4, 5], diary.Entries.Select(entry => entry.Serial));
    }

    /// <summary>Pakistan's new year begins at 19:00 UTC of 31 December.</summary>
    [Fact]
    public void Receive_PakistaniNewYear_BeginsTheSerialAnew()
    {
        var midnight = new DateTimeOffset(2020, 12, 31, 19, 0, 0, TimeSpan.Zero);
        var diary = ReceiveNext(new DiaryState(), "1/2020", midnight.AddMinutes(-2));
        diary = ReceiveNext(diary, "2/2020", midnight.AddMicroseconds(-1));
        diary = ReceiveNext(diary, "3/2021", midnight);
        diary = ReceiveNext(diary, "4/2021", midnight.AddHours(6));

        Assert.Equal(["1/2020", "2/2020", "1/2021", "2/2021"], diary.Entries.Select(entry => entry.DiaryNumber));
    }

    [Fact]
    public void Receive_ClockGoesBackOverTheNewYear_GivesNoDiaryNumberTwice()
    {
        var midnight = new DateTimeOffset(2020, 12, 31, 19, 0, 0, TimeSpan.Zero);
        var diary = ReceiveNext(new DiaryState(), "1/2020", midnight.AddMinutes(-1));
        diary = ReceiveNext(diary, "2/2021", midnight.AddMinutes(1));
        diary = ReceiveNext(diary, "3/2021", midnight.AddMinutes(-1));

        Assert.Equal(["1/2020", "1/2021", "2/2021"], diary.Entries.Select(entry => entry.DiaryNumber));
    }

    private static DiaryEntry Receive(DirectiveOrder order, string department) =>
        DepartmentRules.Receive(new DiaryState(), Province.Place(department), order, Now).Entries[0];

    private static DiaryState ReceiveNext(DiaryState diary, string number, DateTimeOffset now) => (DiaryState)DepartmentRules
        .Receive(diary, Province.Place("law"), Order(Province, Draft().Audience, number: number), now).Written();
}
