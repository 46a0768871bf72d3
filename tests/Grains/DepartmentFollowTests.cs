using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>How an entry of the diary follows its directive and its roster.</summary>
public sealed class DepartmentFollowTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly DepartmentPlace Sgad = Province.Place("sgad");
    private static readonly DirectiveOrder First = Order(Province, Draft().Audience);
    private static readonly DiaryState Received = DepartmentRules.Receive(new DiaryState(), Sgad, First, Now);
    private static readonly DiaryState Diary = (DiaryState)Received.Written();
    private static readonly DiaryEntry Entry = EntryOf(Received);
    private static readonly DateTimeOffset Later = Now.AddDays(3);

    [Fact]
    public void Follow_TheSameOrder_ChangesNothing() => Assert.Same(Diary, DepartmentRules.Follow(Diary, Sgad, Entry, "1", First, Later));

    [Fact]
    public void Follow_NewVersion_IsDiarisedAnewAndServedOnEveryAddressedPost()
    {
        var amended = First with { Version = 2, Revision = 2, Audience = Rule(Action(Cadres("section-officer"))), AcknowledgeBy = Later.AddDays(5) };

        var next = DepartmentRules.Follow(Diary, Sgad, Entry, "1", amended, Later);

        var entry = EntryOf(next);
        Assert.Equal((2, 2, "2/2020", Later, Later.AddDays(5), 1), (entry.Version, entry.Revision, entry.DiaryNumber, entry.ReceivedAt, entry.AcknowledgeBy!.Value, entry.Changes));
        Assert.Equal(["so-1", "so-2"], entry.Served.Select(post => post.Seat));
        Assert.Equal(new WrittenRow("entry/1/2020", new EntryState { Entry = entry }, "1"), Assert.Single(next.Rows));
        Assert.Equal((2, 1), (next.Serial, next.Changes));
        Assert.Equal(Diary.Directives, next.Directives);
        var received = Assert.IsType<Received>(next.Facts[0]);
        Assert.Equal((2, 2), (received.Version, received.Serial));
        Assert.Equal(entry.Served.AsEnumerable(), Assert.IsType<RosterServed>(next.Facts[1]).Posts);
        Assert.All(next.Facts, fact => Assert.Equal(("1/2020", Later), (fact.Directive!, fact.At)));
    }

    [Fact]
    public void Follow_NewVersionThatDoesNotGoHere_ServesNobodyAndTellsTheOfficesBelow()
    {
        var amended = Order(Province, Rule(Action(Within("law")))) with { Version = 2, Revision = 2 };

        var next = DepartmentRules.Follow(Diary, Sgad, Entry, "1", amended, Later);

        Assert.Empty(EntryOf(next).Served);
        Assert.Empty(EntryOf(next).PassedTo);
        var told = Assert.IsType<Received>(Assert.Single(next.Facts));
        Assert.Empty(told.PassedTo);
        Assert.Equal(["sgad-estates", "sgad-procurement"], told.AlsoTold!.Value);
        Assert.Equal(["sgad-estates", "sgad-procurement"], EntryOf(next).FormerlyTo!.Value);
    }

    [Fact]
    public void Follow_OlderVersion_ChangesNothing()
    {
        var amended = First with { Version = 2, Revision = 2 };
        var next = DepartmentRules.Follow(Diary, Sgad, Entry, "1", amended, Later);

        Assert.Same(next, DepartmentRules.Follow(next, Sgad, EntryOf(next), "2", First, Later));
    }

    [Fact]
    public void Follow_Rescinded_ClosesWhatIsOpenOnce()
    {
        var rescinded = First with { Revision = 2, Status = DirectiveStatus.Rescinded };

        var next = DepartmentRules.Follow(Diary, Sgad, Entry, "1", rescinded, Later);

        var entry = EntryOf(next);
        Assert.Equal((DirectiveStatus.Rescinded, Later, 1, "1/2020"), (entry.Closed!.Value, entry.ClosedAt!.Value, entry.Version, entry.DiaryNumber));
        var closed = Assert.IsType<ObligationsClosed>(Assert.Single(next.Facts));
        Assert.Equal((1, DirectiveStatus.Rescinded), (closed.Version, closed.Status));
        Assert.Equal(["sgad-estates", "sgad-procurement"], closed.PassedTo);
        Assert.Same(next, DepartmentRules.Follow(next, Sgad, entry, "2", rescinded, Later));
        var own = DepartmentRules.Own(entry, new RegisterState());
        Assert.Equal((0, 2, 1), (own.Outstanding, own.Closed, own.OfficesClosed));
    }

    [Fact]
    public void Receive_WentOutOfForceBefore_IsRefused() => Refused(
        () => DepartmentRules.Receive(new DiaryState(), Sgad, First with { Status = DirectiveStatus.Superseded }, Now),
        Refusal.NotAllowedNow, DepartmentRules.NotInForce);

    [Fact]
    public void Follow_AnotherRoster_ServesWhoCameAndKeepsTheServiceOfTheRest()
    {
        var place = Sgad with
        {
            Roster =
            [
                .. Sgad.Roster.Where(post => post.Seat != "so-1").Select(post => post with { Incumbency = 7 }),
                TestOrganogram.Post("so-3", 17, "section-officer", "pms", "p-91"),
            ],
        };

        var next = DepartmentRules.Follow(Diary, place, Entry, "1", First, Later);

        var entry = EntryOf(next);
        Assert.Equal(
            [new("secretary", AddresseeKind.Information, false), new("so-2", AddresseeKind.Action, true), new("so-3", AddresseeKind.Action, false)],
            entry.Served.AsEnumerable());
        var anew = Assert.IsType<ServedAnew>(Assert.Single(next.Facts));
        Assert.Equal([new ServedPost("so-3", AddresseeKind.Action, false)], anew.Posts.AsEnumerable());
        Assert.Equal(["so-1"], anew.Removed.AsEnumerable());
        Assert.Equal((1, "1/2020"), (entry.Version, entry.DiaryNumber));
    }

    [Fact]
    public void StandingOf_ActOnAnotherVersionOrUnderAnotherCharge_DoesNotCount()
    {
        var entry = Entry with { Version = 2, Served = [new("so-1", AddresseeKind.Action, false, 3)] };
        Standing Of(int version, int incumbency) => DepartmentRules.StandingOf(entry, entry.Served[0], DepartmentRules.Register(
            new RegisterState(), [new RegisteredAct("so-1", 1, Standing.Acknowledged, version, incumbency)]));

        Assert.Equal(
            (Standing.Acknowledged, Standing.Served, Standing.Served), (Of(2, 3), Of(1, 3), Of(2, 2)));
    }

    private static DiaryEntry EntryOf(DiaryState diary) => ((EntryState)diary.Rows[^1].State).Entry!;
}
