using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Every act in every state, and every guard before it.</summary>
public sealed class OfficerRulesTests
{
    private const string Directive = "1/2020";
    private const string Holder = "p-6";
    private static readonly RosterPost Post = TestOrganogram.Post("lo", 17, "law-officer", "law", Holder);

    public enum Ask
    {
        Open,
        Acknowledge,
        Decline,
    }

    public enum Guard
    {
        AnotherPerson,
        VacantPost,
        NotReceived,
        NotServed,
        NoOperation,
        BlankOperation,
        LongOperation,
    }

    /// <summary>State, act, version asked for, and what it leads to: a standing, a reason to refuse, or "same".</summary>
    public static TheoryData<Standing, Ask, int, string> Transitions => new()
    {
        { Standing.Served, Ask.Open, 2, "Opened" },
        { Standing.Served, Ask.Open, 1, "Opened" },
        { Standing.Served, Ask.Acknowledge, 2, "NOT_OPENED" },
        { Standing.Served, Ask.Acknowledge, 1, "OTHER_VERSION" },
        { Standing.Served, Ask.Acknowledge, 3, "OTHER_VERSION" },
        { Standing.Served, Ask.Decline, 2, "NOT_OPENED" },
        { Standing.Served, Ask.Decline, 1, "OTHER_VERSION" },
        { Standing.Opened, Ask.Open, 2, "same" },
        { Standing.Opened, Ask.Open, 1, "same" },
        { Standing.Opened, Ask.Acknowledge, 2, "Acknowledged" },
        { Standing.Opened, Ask.Acknowledge, 1, "OTHER_VERSION" },
        { Standing.Opened, Ask.Acknowledge, 0, "OTHER_VERSION" },
        { Standing.Opened, Ask.Decline, 2, "Declined" },
        { Standing.Opened, Ask.Decline, 3, "OTHER_VERSION" },
        { Standing.Declined, Ask.Open, 2, "same" },
        { Standing.Declined, Ask.Acknowledge, 2, "Acknowledged" },
        { Standing.Declined, Ask.Acknowledge, 1, "OTHER_VERSION" },
        { Standing.Declined, Ask.Decline, 2, "ALREADY_DECLINED" },
        { Standing.Declined, Ask.Decline, 1, "OTHER_VERSION" },
        { Standing.Acknowledged, Ask.Open, 2, "same" },
        { Standing.Acknowledged, Ask.Acknowledge, 2, "ALREADY_ACKNOWLEDGED" },
        { Standing.Acknowledged, Ask.Acknowledge, 1, "OTHER_VERSION" },
        { Standing.Acknowledged, Ask.Decline, 2, "ALREADY_ACKNOWLEDGED" },
        { Standing.Acknowledged, Ask.Decline, 3, "OTHER_VERSION" },
    };

    public static TheoryData<Standing, Ask> EveryStateAndAct => new(
        from state in Enum.GetValues<Standing>() from ask in Enum.GetValues<Ask>() select (state, ask));

    /// <summary>The acts that led to each state.</summary>
    public static TheoryData<Standing, Ask> EveryStateAndActInIt => new(
        from state in Enum.GetValues<Standing>()
        from ask in Enum.GetValues<Ask>()
        where In(state).Acts.Any(act => act.Operation == Command(ask).OperationId)
        select (state, ask));

    [Theory, MemberData(nameof(Transitions))]
    public void Act_InEachState_LeadsToOneOutcome(Standing standing, Ask ask, int version, string expected)
    {
        var before = In(standing);
        var found = Outcome(() => Do(before, ask, Command(ask, "op-new") with { Version = version }), before, out var after);

        Assert.Equal(expected, found);
        if (expected is "Opened" or "Acknowledged" or "Declined")
            AssertRecorded(before, after, ask, Enum.Parse<Standing>(expected));
    }

    [Theory, MemberData(nameof(EveryStateAndAct))]
    public void Act_PastNoGuard_IsRefusedInEveryState(Standing standing, Ask ask)
    {
        foreach (var guard in Enum.GetValues<Guard>())
        {
            var (command, service, refusal, reason) = Guarded(guard, Command(ask, "op-new"));
            var refused = Assert.Throws<RefusedException>(() => Do(In(standing), ask, command, service));
            Assert.True(
                (refused.Refusal, refused.Reason) == (refusal, reason),
                $"{guard}: expected {refusal} {reason}, found {refused.Refusal} {refused.Reason}");
        }
    }

    /// <summary>Every earlier operation id is used again for every act: only for its own does it get the same answer.</summary>
    [Theory, MemberData(nameof(EveryStateAndAct))]
    public void Act_WithAnOperationIdUsedBefore_IsARepeatOrIsRefused(Standing standing, Ask ask)
    {
        var state = In(standing);
        foreach (var earlier in state.Acts)
        {
            var found = Outcome(() => Do(state, ask, Command(ask, earlier.Operation)), state, out _);
            var expected = earlier.Operation == Command(ask).OperationId ? "same" : "OPERATION_ID_REUSED";
            Assert.True(expected == found, $"{earlier.Operation} again to {ask} when {standing}: expected {expected}, found {found}");
        }
    }

    [Theory, MemberData(nameof(EveryStateAndActInIt))]
    public void Act_RepeatedWithAnotherBody_IsRefused(Standing standing, Ask ask)
    {
        var state = In(standing);
        var service = Service() with { Post = Post with { Incumbent = Post.Incumbent! with { Person = "p-77" } } };
        Refused(() => Do(state, ask, Command(ask) with { By = "p-77" }, service), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        if (ask is not Ask.Open)
            Refused(() => Do(state, ask, Command(ask) with { Version = 1 }), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        if (ask is Ask.Decline)
            Refused(() => Do(state, ask, Command(ask) with { Reason = "Another" }), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    /// <summary>Of an act on paper, which has no other body than what is written on it, and between paper and the officer's own acts.</summary>
    [Fact]
    public void Paper_OperationIdUsedBefore_IsARepeatOfTheSamePaperOnly()
    {
        var paper = new PaperEntry(PakistanDay.Of(Now), "File 7", "p-5");
        var command = new PaperCommand("op-paper", Directive, Holder, 2, paper);
        var entered = PaperRules.Acknowledge(In(Standing.Served), command, Service(), Now);

        Assert.Same(entered, PaperRules.Acknowledge(entered, command, Service(), Now.AddDays(1)));
        foreach (var other in new[]
        {
            command with { Version = 1 }, command with { Person = "p-77" }, command with { Paper = paper with { On = paper.On.AddDays(-1) } },
            command with { Paper = paper with { Reference = "File 8" } }, command with { Paper = paper with { EnteredBy = "p-9" } },
        })
        {
            Refused(() => PaperRules.Acknowledge(entered, other, Service(), Now), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        }

        Refused(() => Do(entered, Ask.Acknowledge, Command(Ask.Acknowledge, "op-paper")), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Refused(
            () => PaperRules.Acknowledge(In(Standing.Acknowledged), command with { OperationId = $"op-{Ask.Acknowledge}" }, Service(), Now),
            Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Open_RepeatedForAnyVersion_IsTheSameCommand()
    {
        var state = In(Standing.Opened);

        Assert.Same(state, Do(state, Ask.Open, Command(Ask.Open) with { Version = 7, Reason = "read by none" }));
    }

    [Fact]
    public void Decline_ReasonMissingOrTooLong_NamesTheField()
    {
        foreach (var reason in new[] { null, "", " \n", new string('x', OfficerRules.MaxReasonLength + 1) })
        {
            var refused = Refused(
                () => Do(In(Standing.Opened), Ask.Decline, Command(Ask.Decline) with { Reason = reason }),
                Refusal.InvalidArgument, "INVALID_FIELDS");
            Assert.Equal("reason", Assert.Single(refused.Violations).Field);
        }

        var longest = new string('ا', OfficerRules.MaxReasonLength);
        Assert.Equal(longest, Do(In(Standing.Opened), Ask.Decline, Command(Ask.Decline) with { Reason = longest }).Acts[^1].Reason);
    }

    [Theory, InlineData(Ask.Open), InlineData(Ask.Acknowledge)]
    public void Act_OtherThanDeclineWithAReason_KeepsNone(Ask ask)
    {
        var before = In(ask is Ask.Open ? Standing.Served : Standing.Opened);

        Assert.Null(Do(before, ask, Command(ask) with { Reason = "not asked for" }).Acts[^1].Reason);
    }

    [Fact]
    public void StandingOf_ActsOnAnotherVersion_DoNotCount()
    {
        var state = In(Standing.Acknowledged);

        Assert.Equal(Standing.Acknowledged, state.StandingOf(2, 0));
        Assert.Equal(Standing.Served, state.StandingOf(3, 0));
        var served = Service(version: 3);
        Refused(() => Do(state, Ask.Acknowledge, Command(Ask.Acknowledge, "op-new") with { Version = 3 }, served), Refusal.NotAllowedNow, "NOT_OPENED");
        var opened = Do(state, Ask.Open, Command(Ask.Open, "op-new"), served);
        Assert.Equal((Standing.Opened, Standing.Acknowledged), (opened.StandingOf(3, 0), opened.StandingOf(2, 0)));
    }

    /// <summary>The post owes, the person answers: a successor finds what his predecessor did.</summary>
    [Fact]
    public void Act_BySuccessor_GoesOnWhereThePredecessorWas()
    {
        var service = Service() with { Post = Post with { Incumbent = new Incumbent("p-8", Text("Successor"), ChargeKind.Acting) } };

        var after = Do(In(Standing.Opened), Ask.Acknowledge, Command(Ask.Acknowledge) with { By = "p-8" }, service);

        Assert.Equal([Holder, "p-8"], after.Acts.Select(act => act.By));
        Assert.Equal(Text("Successor"), after.Acts[^1].Name);
    }

    private static OfficerDirectiveState In(Standing standing)
    {
        var state = new OfficerDirectiveState();
        if (standing >= Standing.Opened)
            state = Do(state, Ask.Open, Command(Ask.Open));
        if (standing >= Standing.Declined)
            state = Do(state, Ask.Decline, Command(Ask.Decline));
        if (standing >= Standing.Acknowledged)
            state = Do(state, Ask.Acknowledge, Command(Ask.Acknowledge));
        state = (OfficerDirectiveState)state.Written();
        Assert.Equal(standing, state.StandingOf(2, 0));
        return state;
    }

    private static OfficerDirectiveState Do(OfficerDirectiveState state, Ask ask, ActCommand command, PostService? service = null)
    {
        service ??= Service();
        return ask switch
        {
            Ask.Open => OfficerRules.Open(state, command, service, Now),
            Ask.Acknowledge => OfficerRules.Acknowledge(state, command, service, Now),
            _ => OfficerRules.Decline(state, command, service, Now),
        };
    }

    private static ActCommand Command(Ask ask, string? operation = null) =>
        new(operation ?? $"op-{ask}", Directive, Holder, 2, ask is Ask.Decline ? "Not my charge" : null);

    private static PostService Service(int version = 2)
    {
        var served = new ServedPost("lo", AddresseeKind.Action, false);
        return new PostService(Post, new DiaryEntry(Directive, version, Text("Order"), 1, 2020, Now, "sgad", [served], [], null, null), served);
    }

    private static (ActCommand Command, PostService Service, Refusal Refusal, string Reason) Guarded(Guard guard, ActCommand command) => guard switch
    {
        Guard.AnotherPerson => (command with { By = "p-1" }, Service(), Refusal.PermissionDenied, "NOT_INCUMBENT"),
        Guard.VacantPost => (command, Service() with { Post = Post with { Incumbent = null } }, Refusal.PermissionDenied, "NOT_INCUMBENT"),
        Guard.NotReceived => (command, Service() with { Entry = null, Served = null }, Refusal.NotAllowedNow, "NOT_SERVED"),
        Guard.NotServed => (command, Service() with { Served = null }, Refusal.NotAllowedNow, "NOT_SERVED"),
        Guard.NoOperation => (command with { OperationId = "" }, Service(), Refusal.InvalidArgument, "INVALID_FIELDS"),
        Guard.BlankOperation => (command with { OperationId = " " }, Service(), Refusal.InvalidArgument, "INVALID_FIELDS"),
        _ => (command with { OperationId = new string('x', 65) }, Service(), Refusal.InvalidArgument, "INVALID_FIELDS"),
    };

    private static string Outcome(Func<OfficerDirectiveState> act, OfficerDirectiveState before, out OfficerDirectiveState after)
    {
        after = before;
        try
        {
            after = act();
            return ReferenceEquals(after, before) ? "same" : after.StandingOf(2, 0).ToString();
        }
        catch (RefusedException refused)
        {
            return refused.Reason;
        }
    }

    private static void AssertRecorded(OfficerDirectiveState before, OfficerDirectiveState after, Ask ask, Standing standing)
    {
        var act = after.Acts[^1];
        var reason = ask is Ask.Decline ? "Not my charge" : null;
        Assert.Equal(before.Acts.Length + 1, after.Acts.Length);
        Assert.Equal(
            (standing, Now, Holder, Post.Incumbent!.Name, 2, reason, "op-new"),
            (act.Standing, act.At, act.By, act.Name, act.Version, act.Reason, act.Operation));

        var fact = Assert.IsType<OfficerFact>(Assert.Single(after.Facts), exactMatch: false);
        Assert.Equal(
            (standing.ToString(), standing, after.Acts.Length, 2, Holder, act.Name, "op-new", Directive, Now),
            (fact.Kind, fact.Standing, fact.Sequence, fact.Version, fact.By, fact.Name, fact.OperationId, fact.Directive!, fact.At));
        Assert.Equal(reason, (fact as Declined)?.Reason);
        Assert.Empty(after.Due);
    }
}
