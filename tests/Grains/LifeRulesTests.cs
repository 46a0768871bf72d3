using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Samples;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>A directive in force, and what takes it out of force.</summary>
public sealed class LifeRulesTests
{
    private static readonly ImmutableArray<ReachTarget> Reach = [new(["punjab"], true)];
    private static readonly DateTimeOffset Later = Now.AddDays(3);

    /// <summary>What can be done in which state; what is not here is refused.</summary>
    [Fact]
    public void Next_EveryStepInEveryState_IsAsAgreed()
    {
        var found = Enum.GetValues<DirectiveStatus>()
            .SelectMany(from => Enum.GetValues<LifeStep>(), (from, step) => (from, step, LifeRules.Next(from, step)))
            .Where(step => step.Item3 is not null);

        Assert.Equal(
            [
                (DirectiveStatus.InForce, LifeStep.Amend, DirectiveStatus.InForce),
                (DirectiveStatus.InForce, LifeStep.Reiterate, DirectiveStatus.InForce),
                (DirectiveStatus.InForce, LifeStep.Supersede, DirectiveStatus.Superseded),
                (DirectiveStatus.InForce, LifeStep.Rescind, (DirectiveStatus?)DirectiveStatus.Rescinded),
            ],
            found);
    }

    [Fact]
    public void Table_InTheDocumentation_IsThatOfTheRules()
    {
        var lines = File.ReadLines(Path.Combine(OrganogramFiles.SamplesFolder, "..", "docs", "lifecycle.md")).Select(line => line.Trim());

        Assert.Equal(
            LifeRules.Table.Select(step => $"{step.From} --> {step.To}: {step.Step}"),
            lines.Where(line => line.Contains(" --> ", StringComparison.Ordinal) && !line.StartsWith("[*]", StringComparison.Ordinal)));
    }

    [Fact]
    public void Amend_InForce_MakesTheNextVersionAndKeepsTheOlder()
    {
        var first = InForce();

        var second = Amended(first, Draft() with { Title = Text("Amended"), Deadlines = new DeadlineDays(3, 0) });

        Assert.Equal((2, 2, Later), (second.Issued!.Version, second.Revision, second.Issued.IssuedAt));
        Assert.Equal((VersionState)new() { Issued = first.Issued }, Assert.Single(second.Rows).State);
        Assert.Equal("version/1", second.Rows[0].Name);
        Assert.Equal([new DueEntry(second.Issued.AcknowledgeBy!.Value, DirectiveRules.AcknowledgeDue)], second.Due);
        Assert.Equal(Later.AddDays(3).Date, second.Issued.AcknowledgeBy.Value.AddHours(5).Date);
        var fact = Assert.IsType<Amended>(Assert.Single(second.Facts));
        Assert.Equal((2, 2, "deadlines, title", "3/2020", "Wider", Draft().Number), (fact.Version, fact.Revision, fact.Changed, fact.Dispatch, fact.Reason, fact.Directive));
        var order = second.ToOrder()!;
        Assert.Equal((2, 2, DirectiveStatus.InForce), (order.Version, order.Revision, order.Status));
    }

    [Fact]
    public void Amend_AfterADeadlineHasPassed_BeginsThemAnew()
    {
        var first = InForce();
        var passed = Written(DirectiveRules.PassDeadline(first, DeadlineKind.Acknowledge, first.Issued!.AcknowledgeBy!.Value, Now.AddDays(8)));

        var second = Amended(passed, Draft() with { Title = Text("Amended") });

        Assert.Empty(second.Passed);
        Assert.Same(second, DirectiveRules.PassDeadline(second, DeadlineKind.Acknowledge, first.Issued.AcknowledgeBy.Value, Now.AddDays(9)));
    }

    [Fact]
    public void CheckAmend_WhatMayNotChange_IsRefused()
    {
        var state = InForce();

        var refused = Assert.Throws<RefusedException>(() => LifeRules.CheckAmend(state, Amendment(Draft() with { Issuer = "law", Jurisdiction = "sgad" }) with { Reason = " " }));

        Assert.Equal(["draft.issuer", "draft.jurisdiction", "reason"], refused.Violations.Select(violation => violation.Field));
        Refused(() => LifeRules.CheckAmend(state, Amendment(Draft())), Refusal.NotAllowedNow, "NOTHING_CHANGED");
        Refused(() => LifeRules.CheckAmend(new DirectiveState(), Amendment(Draft())), Refusal.NotFound, "NOT_FOUND");
    }

    [Fact]
    public void Rescind_InForce_ClosesIt()
    {
        var closed = LifeRules.Rescind(InForce(), Cancel(), "1", Later);

        Assert.Equal(
            new Rescinded(2, "Served its purpose", "SO-7/2020", "p-2", "op-rescind") { Directive = Draft().Number, At = Later }, Assert.Single(closed.Facts));
        Assert.Equal(new Closing(DirectiveStatus.Rescinded, "SO-7/2020", "Served its purpose", "p-2", Later), closed.Closing);
        Assert.Equal((2, DirectiveStatus.Rescinded), (closed.ToOrder()!.Revision, closed.ToOrder()!.Status));
        Assert.Equal(nameof(Rescinded), LifeRules.Find(closed, "op-rescind")!.Fact);
    }

    [Fact]
    public void Commands_Repeated_ChangeNothing()
    {
        var state = Written(LifeRules.Reiterate(InForce(), Repeat(), "1", Later));
        state = Written(LifeRules.Rescind(state, Cancel(), "1", Later));

        Assert.Same(state, LifeRules.Rescind(state, Cancel(), "1", Later.AddDays(1)));
        Assert.Same(state, LifeRules.Reiterate(state, Repeat(), "1", Later.AddDays(1)));
        Refused(() => LifeRules.Rescind(state, Cancel() with { Reason = "Other" }, "1", Later), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Refused(() => LifeRules.Rescind(state, Cancel() with { OperationId = "op-reiterate" }, "1", Later), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Refused(() => LifeRules.Rescind(state, Cancel() with { OperationId = "op-issue" }, "1", Later), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Commands_OutOfForce_AreRefused()
    {
        var state = Written(LifeRules.Rescind(InForce(), Cancel(), "1", Later));

        Refused(() => LifeRules.Rescind(state, Cancel() with { OperationId = "op-2" }, "1", Later), Refusal.NotAllowedNow, "NOT_IN_FORCE");
        Refused(() => LifeRules.Reiterate(state, Repeat(), "1", Later), Refusal.NotAllowedNow, "NOT_IN_FORCE");
        Refused(() => LifeRules.CheckAmend(state, Amendment(Draft() with { Title = Text("Amended") })), Refusal.NotAllowedNow, "NOT_IN_FORCE");
        var due = state.Issued!.AcknowledgeBy!.Value;
        Assert.Same(state, DirectiveRules.PassDeadline(state, DeadlineKind.Acknowledge, due, due));
    }

    [Theory]
    [InlineData("", "SO-7/2020", "reason")]
    [InlineData("Why", " ", "instrument")]
    public void Rescind_WithoutWords_IsRefused(string reason, string instrument, string field)
    {
        var refused = Assert.Throws<RefusedException>(() => LifeRules.Rescind(InForce(), Cancel() with { Reason = reason, Instrument = instrument }, "1", Later));

        Assert.Equal(field, Assert.Single(refused.Violations).Field);
    }

    [Fact]
    public void Reiterate_InForce_CountsUp()
    {
        var once = Written(LifeRules.Reiterate(InForce(), Repeat(), "1", Later));
        var twice = LifeRules.Reiterate(once, Repeat() with { OperationId = "op-2" }, "1", Later.AddDays(1));

        Assert.Equal((2, Later.AddDays(1), 1, DirectiveStatus.InForce), (twice.Reiterations, twice.ReiteratedAt, twice.Revision, twice.Status));
        Assert.Equal(2, Assert.IsType<Reiterated>(Assert.Single(twice.Facts)).Count);
    }

    [Theory]
    [InlineData(LinkKind.Supersedes, DirectiveStatus.Superseded)]
    [InlineData(LinkKind.Rescinds, DirectiveStatus.Rescinded)]
    public void Follow_ALinkThatTakesItOutOfForce_ClosesItOnce(LinkKind kind, DirectiveStatus expected)
    {
        var closed = LifeRules.Follow(InForce(), Link(kind), Later);

        Assert.Equal((expected, "B/1", 2), (closed.Status, closed.Closing!.Instrument, closed.Revision));
        Assert.Equal(kind is LinkKind.Supersedes ? "Superseded" : "Rescinded", Assert.Single(closed.Facts).Kind);
        var written = Written(closed);
        Assert.Same(written, LifeRules.Follow(written, Link(kind), Later.AddDays(1)));
        Assert.Same(written, LifeRules.Follow(written, Link(LinkKind.Reiterates), Later.AddDays(1)));
        Assert.Same(written, LifeRules.Follow(written, Link(LinkKind.Rescinds) with { Directive = "C/1" }, Later.AddDays(1)));
    }

    [Theory]
    [InlineData(LinkKind.Adopts)]
    [InlineData(LinkKind.Amends)]
    public void Follow_ALinkThatChangesNothing_LeavesTheState(LinkKind kind)
    {
        var state = InForce();

        Assert.Same(state, LifeRules.Follow(state, Link(kind), Later));
    }

    [Fact]
    public void Follow_AReiteration_NamesTheDirective()
    {
        var state = LifeRules.Follow(InForce(), Link(LinkKind.Reiterates), Later);

        Assert.Equal(
            new Reiterated(1, "B/1", "As before", "p-9", "op-b") { Directive = Draft().Number, At = Later }, Assert.Single(state.Facts));
    }

    [Fact]
    public void Follow_BeforeItWasIssued_DoesNothing()
    {
        var state = new DirectiveState();

        Assert.Same(state, LifeRules.Follow(state, Link(LinkKind.Supersedes), Later));
    }

    [Fact]
    public void Links_ManyOfThem_AreBounded()
    {
        var state = new LinksState();
        for (var i = 0; i < LinksState.MaxLinks; i++)
            state = state.With(Link(LinkKind.Adopts) with { Directive = $"B/{i}" });
        Assert.Same(state, state.With(Link(LinkKind.Adopts) with { Directive = "B/7" }));

        var full = state.With(Link(LinkKind.Adopts) with { Directive = "C/1" });

        Assert.True(full.More);
        Assert.Equal(LinksState.MaxLinks, full.Links.Length);
        Assert.Same(full, full.With(Link(LinkKind.Adopts) with { Directive = "C/2" }));
    }

    [Fact]
    public void Changed_EachMember_IsNamedAsInTheApi()
    {
        var other = Draft() with { Text = Text("Other"), EffectiveOn = new DateOnly(2020, 3, 1), Consequence = null, LegalBasis = [] };

        Assert.Equal(["consequence", "effective_on", "legal_basis", "text"], LifeRules.Changed(Draft(), other));
        Assert.Equal(["waiver"], LifeRules.Changed(Draft(), Draft() with { Waiver = new LanguageWaiver("ur", "x") }));
        Assert.Empty(LifeRules.Changed(Draft(), Draft()));
    }

    public static TheoryData<string, LineageLink[]> WrongLinks => new()
    {
        { "draft.lineage[0].kind", [new(0, null, "B/1")] },
        { "draft.lineage[0]", [new(LinkKind.Adopts, null, null)] },
        { "draft.lineage[0]", [new(LinkKind.Adopts, "D/1", "B/1")] },
        { "draft.lineage[0]", [new(LinkKind.Supersedes, "D/1", null)] },
        { "draft.lineage[0]", [new(LinkKind.Implements, null, "B/1")] },
        { "draft.lineage[0].directive", [new(LinkKind.Supersedes, null, "/B")] },
        { "draft.lineage[0].directive", [new(LinkKind.Supersedes, null, Draft().Number)] },
        { "draft.lineage[1].decision", [new(LinkKind.Implements, "D/1", null), new(LinkKind.Implements, "D/", null)] },
        { "draft.lineage[0].note", [new(LinkKind.Supersedes, null, "B/1", new string('x', 301))] },
        { "draft.lineage", [new(LinkKind.Supersedes, null, "B/1"), new(LinkKind.Supersedes, null, "B/1", "again")] },
        { "draft.lineage", [.. Enumerable.Range(0, 51).Select(i => new LineageLink(LinkKind.Amends, null, $"B/{i}"))] },
    };

    [Theory, MemberData(nameof(WrongLinks), DisableDiscoveryEnumeration = true)]
    public void Check_AWrongLink_IsNamed(string field, LineageLink[] links)
    {
        var found = DraftRules.Check(Draft() with { Lineage = new Lineage([.. links]) });

        Assert.Equal(field, Assert.Single(found).Field);
    }

    [Fact]
    public void Check_RightLinks_AreTaken() => Assert.Empty(DraftRules.Check(Draft() with
    {
        Lineage = new Lineage(
        [
            new(LinkKind.Implements, "D/1", null), new(LinkKind.Adopts, "D/2", null), new(LinkKind.Adopts, null, "B/1"),
            new(LinkKind.Supersedes, null, "B/2"), new(LinkKind.Rescinds, null, "B/3"), new(LinkKind.Reiterates, null, "B/4"), new(LinkKind.Amends, null, "B/5", "Para 3"),
        ]),
    }));

    [Fact]
    public void Record_ADecision_IsDoneOnce()
    {
        var state = DecisionRules.Record(new DecisionState(), Recording(), Now);

        Assert.Equal((Cabinet(), "p-2", Now), (state.Recorded!.Decision, state.Recorded.RecordedBy, state.Recorded.RecordedAt));
        Assert.Equal(DirectiveRules.TextDigest(Cabinet().Text), Assert.IsType<DecisionRecorded>(Assert.Single(state.Facts)).TextDigest);
        Assert.Same(state, DecisionRules.Record(state, Recording(), Now.AddDays(1)));
        Refused(() => DecisionRules.Record(state, Recording() with { OperationId = "op-2" }, Now), Refusal.AlreadyExists, "NUMBER_TAKEN");
        Refused(() => DecisionRules.Record(state, Recording() with { By = "p-3" }, Now), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    public static TheoryData<string, Decision> WrongDecisions => new()
    {
        { "decision.number", Cabinet() with { Number = "D/" } },
        { "decision.body.ur", Cabinet() with { Body = new LocalText("Cabinet", "") } },
        { "decision.meeting.en", Cabinet() with { Meeting = new LocalText(new string('x', 301), "اجلاس") } },
        { "decision.date", Cabinet() with { Date = new DateOnly(2020, 2, 15) } },
        { "decision.date", Cabinet() with { Date = new DateOnly(1946, 12, 31) } },
        { "decision.minute", Cabinet() with { Minute = new string('x', 301) } },
        { "decision.text.ur", Cabinet() with { Text = new LocalText("Decided", " ") } },
        { "decision.text.en", Cabinet() with { Text = new LocalText(new string('x', DraftRules.MaxTextBytes + 1), "فیصلہ") } },
    };

    [Theory, MemberData(nameof(WrongDecisions), DisableDiscoveryEnumeration = true)]
    public void Record_AWrongDecision_NamesTheField(string field, Decision decision)
    {
        var refused = Assert.Throws<RefusedException>(() => DecisionRules.Record(new DecisionState(), Recording() with { Decision = decision }, Now));

        Assert.Equal(field, Assert.Single(refused.Violations).Field);
    }

    private static Decision Cabinet() => new("CAB/2020/31-01", Text("Cabinet Division"), Text("Meeting on e-governance"), new DateOnly(2020, 1, 31), "7", Text("No WhatsApp."));

    private static RecordDecisionCommand Recording() => new("op-record", Cabinet(), "p-2");

    private static DirectiveState Written(DirectiveState state) => (DirectiveState)state.Written();

    private static DirectiveState InForce() => Written(DirectiveRules.Issue(Issue(Draft()), Reach, Now));

    private static AmendCommand Amendment(DirectiveDraft draft) => new("op-amend", draft, "Wider", "p-2", false);

    private static DirectiveState Amended(DirectiveState state, DirectiveDraft draft)
    {
        LifeRules.CheckAmend(state, Amendment(draft));
        return LifeRules.Amend(state, Amendment(draft), Reach, Later, LifeRules.Digest(Amendment(draft)), new Clearance("3/2020", null, null));
    }

    private static RescindCommand Cancel() => new("op-rescind", "Served its purpose", "SO-7/2020", "p-2");

    private static ReiterateCommand Repeat() => new("op-reiterate", "Still needed", "p-2");

    private static LinkedBy Link(LinkKind kind) => new(kind, "B/1", 1, "p-9", "op-b", "As before", Now);
}
