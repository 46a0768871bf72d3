using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class ChargeRulesTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly DateOnly Today = new(2020, 2, 14);
    private static readonly PlaceState Sgad = new() { Place = Province.Place("sgad"), Changes = 1 };
    private static readonly AssumeCommand Assume = new("op-1", "so-2", Person("p-90"), Today, null, "p-2");
    private static readonly RelinquishCommand Relinquish = new("op-2", "so-1", "p-3", Today, "p-2");

    [Fact]
    public void Assume_VacantPost_SeatsThePersonAndServesWhatIsInForce()
    {
        var (known, other) = (Entry("1/2020"), Entry("2/2020") with { Served = [new("so-1", AddresseeKind.Action, false)] });

        var next = ChargeRules.Assume(Sgad, new IncumbencyState(), null, [(known, "3"), (other, "1")], Assume, Now);

        var post = next.Place!.Find("so-2")!;
        Assert.Equal(("p-90", 1, 1, 2), (post.Incumbent!.Person, post.Incumbency, next.Charges, next.Changes));
        Assert.Collection(
            next.Facts,
            fact => Assert.Equal(
                new ChargeAssumed("so-2", 1, "p-90", Text("Name of p-90"), ChargeKind.Regular, Today, null, "p-2", "op-1") { At = Now }, fact),
            fact =>
            {
                var served = Assert.IsType<ServedAnew>(fact);
                Assert.Equal((1, "1/2020", Now), (served.Version, served.Directive!, served.At));
                Assert.Equal([new ServedPost("so-2", AddresseeKind.Action, false, 1)], served.Posts);
            });
        Assert.Equal([("incumbency/so-2", (string?)null), ("entry/1/2020", "3")], next.Rows.Select(row => (row.Name, row.ETag)));
        var entry = ((EntryState)next.Rows[1].State).Entry!;
        Assert.Equal((new ServedPost("so-2", AddresseeKind.Action, false, 1), 1), (entry.ServedOn("so-2")!.Value, entry.Changes));
        var incumbency = ((IncumbencyState)next.Rows[0].State).Held.Single().Incumbency;
        Assert.Equal(("sgad/so-2", Today, null), (incumbency.Post, incumbency.From!.Value, incumbency.To));
        Assert.Equal(["1/2020"], incumbency.ServedAnew);
    }

    [Fact]
    public void Assume_PostThatIsHeld_IsRefused() => Refused(
        () => ChargeRules.Assume(Sgad, new IncumbencyState(), null, [], Assume with { Seat = "so-1" }, Now), Refusal.NotAllowedNow, "OCCUPIED");

    [Fact]
    public void Assume_UnknownPost_IsRefused() => Refused(
        () => ChargeRules.Assume(Sgad, new IncumbencyState(), null, [], Assume with { Seat = "so-9" }, Now), Refusal.NotFound, "NOT_FOUND");

    [Theory]
    [InlineData(1, null, ChargeKind.Regular, "on")]
    [InlineData(0, -1, ChargeKind.Acting, "until")]
    [InlineData(0, 5, ChargeKind.Regular, "until")]
    public void Assume_WrongDates_NameTheField(int on, int? until, ChargeKind kind, string field)
    {
        var command = Assume with
        {
            Incumbent = Assume.Incumbent with { Charge = kind },
            On = Today.AddDays(on),
            Until = until is { } days ? Today.AddDays(days) : null,
        };

        var refused = Refused(() => ChargeRules.Assume(Sgad, new IncumbencyState(), null, [], command, Now), Refusal.InvalidArgument, "INVALID_FIELDS");

        Assert.Equal(field, refused.Violations.Single().Field);
    }

    [Fact]
    public void Assume_Repeated_ChangesNothingAndAnotherBodyIsRefused()
    {
        var next = Written(ChargeRules.Assume(Sgad, new IncumbencyState(), null, [], Assume, Now), out var held);

        Assert.Same(next, ChargeRules.Assume(next, held, "1", [], Assume, Now.AddDays(1)));
        Refused(
            () => ChargeRules.Assume(next, held, "1", [], Assume with { Incumbent = Person("p-91") }, Now),
            Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Assume_ForATime_EndsByItselfOnTheDayAfter()
    {
        var command = Assume with { Incumbent = Person("p-90", ChargeKind.LookAfter), Until = Today.AddDays(10) };

        var assumed = ChargeRules.Assume(Sgad, new IncumbencyState(), null, [], command, Now);
        var due = Assert.Single(assumed.Due);
        var next = Written(assumed, out var held);

        Assert.Equal((new DateTimeOffset(2020, 2, 24, 19, 0, 0, TimeSpan.Zero), "charge/so-2"), (due.At, due.What));
        Assert.Null(ChargeRules.Expire(next.Place!, held, "so-2", due.At.AddDays(1)));
        var expiry = ChargeRules.Expire(next.Place!, held, "so-2", due.At)!;
        var after = Written(ChargeRules.Relinquish(next, held, "1", expiry, due.At), out var heldAfter);
        Assert.Null(after.Place!.Find("so-2")!.Incumbent);
        Assert.Equal(Today.AddDays(10), heldAfter.Held.Single().Incumbency.To);
        Assert.Null(ChargeRules.Expire(after.Place!, heldAfter, "so-2", due.At));
    }

    [Fact]
    public void Relinquish_Holder_LeavesThePostVacantAndItsServiceAsItIs()
    {
        var next = ChargeRules.Relinquish(Sgad, new IncumbencyState(), null, Relinquish, Now);

        Assert.Null(next.Place!.Find("so-1")!.Incumbent);
        var fact = Assert.Single(next.Facts);
        Assert.Equal(new ChargeRelinquished("so-1", 0, "p-3", Text("Name of p-3"), Today, "p-2", "op-2") { At = Now }, fact);
        Assert.Equal("incumbency/so-1", Assert.Single(next.Rows).Name);
        var after = Written(next, out var held);
        Assert.Same(after, ChargeRules.Relinquish(after, held, "1", Relinquish, Now));
        Refused(() => ChargeRules.Relinquish(after, held, "1", Relinquish with { OperationId = "op-3" }, Now), Refusal.NotAllowedNow, "NOT_INCUMBENT");
        Refused(
            () => ChargeRules.Assume(after, held, "1", [], Assume with { Seat = "so-1", On = Today.AddDays(-1) }, Now),
            Refusal.NotAllowedNow, "TOO_EARLY");
    }

    [Fact]
    public void Relinquish_NotTheHolder_IsRefused() => Refused(
        () => ChargeRules.Relinquish(Sgad, new IncumbencyState(), null, Relinquish with { Person = "p-4" }, Now), Refusal.NotAllowedNow, "NOT_INCUMBENT");

    [Fact]
    public void Establish_AnotherHolder_IsAChargeAssumedAndServed()
    {
        var next = Sgad.Place! with
        {
            RegistryVersion = 2,
            Roster = [.. Sgad.Place.Roster.Select(post => post.Seat == "so-1" ? post with { Incumbent = Person("p-90") } : post)],
        };
        Assert.Equal(["so-1"], ChargeRules.Changed(Sgad, next));
        var held = new Dictionary<string, (IncumbencyState, string?)> { ["so-1"] = (new IncumbencyState(), null) };

        var established = ChargeRules.Establish(Sgad, next, held, [(Entry("1/2020"), "1")], Now);

        Assert.Equal(
            ["ChargeRelinquished", "ChargeAssumed", "Established", "ServedAnew"],
            established.Facts.Select(fact => fact.Kind));
        Assert.All(established.Facts, fact => Assert.Equal(Now, fact.At));
        Assert.Equal((1, 1, 0L), (established.Place!.Find("so-1")!.Incumbency, established.Charges, established.ChangedIn));
        Assert.Equal(new ServedPost("so-1", AddresseeKind.Action, false, 1), Assert.Single(((ServedAnew)established.Facts[^1]).Posts));
        var record = established.Rows.Select(row => row.State).OfType<IncumbencyState>().Single();
        Assert.Equal([("p-3", (DateOnly?)Today), ("p-90", null)], record.Held.Select(charge => (charge.Incumbency.Incumbent.Person, charge.Incumbency.To)));
    }

    [Fact]
    public void Establish_FurtherPost_SaysThatThePlaceIsAnother()
    {
        var next = Sgad.Place! with { RegistryVersion = 2, Roster = Sgad.Place.Roster.Add(TestOrganogram.Post("so-3", 17, "section-officer", "pms", "p-91")) };

        var established = ChargeRules.Establish(Sgad, next, new Dictionary<string, (IncumbencyState, string?)>(), [], Now);

        Assert.Equal((2L, 2), (established.ChangedIn, established.Changes));
        Assert.IsType<Established>(Assert.Single(established.Facts));
    }

    [Fact]
    public void Delegate_ForATime_LetsAnotherAnswerUntilThen()
    {
        var until = Now.AddDays(7);
        var command = new DelegateCommand("op-5", "so-1", "p-77", Text("Name of p-77"), until, "p-3");

        var next = (PlaceState)ChargeRules.Delegate(Sgad, command, Now).Written();

        var post = next.Place!.Find("so-1")!;
        Assert.True(post.IsAnsweredBy("p-77", until), "he acts until the last instant");
        Assert.False(post.IsAnsweredBy("p-77", until.AddMicroseconds(1)), "he acts no longer");
        Assert.True(post.IsAnsweredBy("p-3", Now), "the holder goes on acting");
        Assert.Same(next, ChargeRules.Delegate(next, command, Now));
        Refused(() => ChargeRules.Delegate(next, command with { OperationId = "op-55", Person = "p-78", By = "p-77" }, Now), Refusal.PermissionDenied, "DELEGATE");
        Refused(() => ChargeRules.Delegate(Sgad, command with { Seat = "so-2" }, Now), Refusal.NotAllowedNow, "VACANT");
        var ended = ChargeRules.EndDelegation(next, "op-6", "so-1", "p-3", Now);
        Assert.Null(ended.Place!.Find("so-1")!.Delegation);
        Assert.IsType<DelegationEnded>(Assert.Single(ended.Facts));
    }

    /// <summary>Where no day is named, a command that comes again after midnight is the same command.</summary>
    [Fact]
    public void AssumeAndRelinquish_RepeatedOnTheNextDayWithoutADay_ChangeNothing()
    {
        var assume = Assume with { Undated = true };
        var assumed = Written(ChargeRules.Assume(Sgad, new IncumbencyState(), null, [], assume, Now), out var held);
        var relinquish = new RelinquishCommand("op-8", "so-2", "p-90", Today, "p-2") { Undated = true };
        var left = Written(ChargeRules.Relinquish(assumed, held, "1", relinquish, Now), out var former);

        Assert.Same(assumed, ChargeRules.Assume(assumed, held, "1", [], assume with { On = Today.AddDays(1) }, Now.AddDays(1)));
        Assert.Same(left, ChargeRules.Relinquish(left, former, "2", relinquish with { On = Today.AddDays(1) }, Now.AddDays(1)));
        Refused(
            () => ChargeRules.Assume(assumed, held, "1", [], Assume with { On = Today.AddDays(1) }, Now.AddDays(1)), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    private static PlaceState Written(PlaceState next, out IncumbencyState held)
    {
        held = next.Rows.Select(row => row.State).OfType<IncumbencyState>().Single();
        return (PlaceState)next.Written();
    }

    private static Incumbent Person(string id, ChargeKind charge = ChargeKind.Regular) => new(id, Text($"Name of {id}"), charge);

    private static DiaryEntry Entry(string number) =>
        ((EntryState)DepartmentRules.Receive(new DiaryState(), Sgad.Place!, Order(Province, Draft().Audience, number: number), Now).Rows[^1].State).Entry!;
}
