using System.Collections.Immutable;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>One person drafts, another approves what was drafted.</summary>
public sealed class DraftingRulesTests
{
    private const string Drafter = "p-1";
    private const string Approver = "p-2";

    [Fact]
    public void Draft_New_IsKeptWithItsFact()
    {
        var state = Written();

        Assert.Equal((1, Drafter, Now, null), (state.Edition, state.DraftedBy, state.DraftedAt, state.ApprovedBy));
        Assert.Equal(DraftingRules.DigestOf(Draft()), state.Digest);
        Assert.Equal(
            new Drafted(1, Draft().Title, "sgad", Drafter, state.Digest!, "op-draft") { Directive = Draft().Number, At = Now },
            Assert.Single(state.Facts));
    }

    [Fact]
    public void Draft_Repeated_ChangesNothing()
    {
        var state = Written();

        Assert.Same(state, DraftingRules.Draft(state, Command(Draft()), 0, Now.AddDays(1)));
        Refused(
            () => DraftingRules.Draft(state, Command(Draft() with { Title = Text("Other") }), 0, Now), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Draft_Again_DropsTheApproval()
    {
        var approved = Approved(Written());

        var again = DraftingRules.Draft(approved, Command(Draft(), "op-again"), 0, Now.AddDays(2));

        Assert.Equal((2, null, null), (again.Edition, again.ApprovedBy, again.ApprovedAt));
        Refused(() => DraftingRules.ToIssue(again, "1"), Refusal.NotAllowedNow, "NOT_APPROVED");
    }

    [Fact]
    public void Draft_ByAnother_IsRefused() => Refused(
        () => DraftingRules.Draft(Written(), Command(Draft(), "op-other") with { By = Approver }, 0, Now), Refusal.PermissionDenied, "NOT_THE_DRAFTER");

    [Fact]
    public void Draft_OfAnAmendment_BeginsAnewWithAnyDrafter()
    {
        var issued = Approved(Written());
        Assert.True(DraftingRules.IsOpen(issued, 0));
        Assert.False(DraftingRules.IsOpen(issued, 1));

        var amendment = DraftingRules.Draft(issued, Command(Draft(), "op-amend") with { By = Approver, Reason = "Wider" }, 1, Now.AddDays(1));

        Assert.Equal((1, 1, "Wider", Approver, null), (amendment.Amends, amendment.Edition, amendment.Reason, amendment.DraftedBy, amendment.ApprovedBy));
        Assert.Equal(["op-draft", "op-approve", "op-amend"], amendment.Operations.Select(operation => operation.OperationId));
        Assert.True(DraftingRules.IsOpen(amendment, 1));
    }

    [Fact]
    public void Approve_ByAnotherPerson_BindsTheDigest()
    {
        var state = Approved(Written());

        Assert.Equal((Approver, Now.AddHours(1)), (state.ApprovedBy, state.ApprovedAt));
        Assert.Equal(
            new Approved(1, Approver, state.Digest!, "op-approve") { Directive = Draft().Number, At = Now.AddHours(1) }, Assert.Single(state.Facts));
        Assert.Equal(Draft().Text, DraftingRules.ToIssue(state, "1").Text);
        Assert.False(DraftingRules.MayApprove(state, Approval(state), "1"));
    }

    [Fact]
    public void MayApprove_TheDrafterHimself_IsRefused() => Refused(
        () => DraftingRules.MayApprove(Written(), Approval(Written()) with { By = Drafter }, "1"), Refusal.PermissionDenied, "SAME_PERSON");

    [Fact]
    public void MayApprove_AnotherDigest_IsRefused()
    {
        var read = Approval(Written());
        var again = DraftingRules.Draft(Written(), Command(Draft() with { Title = Text("Other") }, "op-again"), 0, Now);

        Refused(() => DraftingRules.MayApprove(again, read, "1"), Refusal.NotAllowedNow, "DRAFT_CHANGED");
    }

    [Fact]
    public void MayApprove_Twice_IsRefused() => Refused(
        () => DraftingRules.MayApprove(Approved(Written()), Approval(Written()) with { OperationId = "op-2" }, "1"), Refusal.NotAllowedNow, "ALREADY_APPROVED");

    [Fact]
    public void MayApprove_Nothing_IsNotFound()
    {
        Refused(() => DraftingRules.MayApprove(new DraftState(), Approval(Written()), "1"), Refusal.NotFound, "NOT_FOUND");
        Refused(() => DraftingRules.ToIssue(new DraftState(), "1"), Refusal.NotFound, "NOT_FOUND");
    }

    [Fact]
    public void Draft_ManyTimes_RemembersTheLatestOperations()
    {
        var state = new DraftState();
        for (var i = 0; i < DraftState.MaxOperations + 5; i++)
            state = (DraftState)DraftingRules.Draft(state, Command(Draft(), $"op-{i}"), 0, Now).Written();

        Assert.Equal(DraftState.MaxOperations, state.Operations.Length);
        Assert.Null(DraftingRules.Find(state, "op-4"));
        Assert.Equal(nameof(Drafted), DraftingRules.Find(state, "op-5")!.Fact);
    }

    [Fact]
    public void Give_NumbersOfAYear_AreConsecutiveAndBeginAnew()
    {
        var state = new DispatchState();
        var numbers = new List<string>();
        foreach (var at in (DateTimeOffset[])[Now, Now.AddDays(1), new(2020, 12, 31, 18, 59, 59, TimeSpan.Zero), new(2020, 12, 31, 19, 0, 0, TimeSpan.Zero), Now])
        {
            var given = DispatchRules.Give(state, $"N/{numbers.Count}", at);
            var row = Assert.Single(given.Rows);
            Assert.Equal($"given/N/{numbers.Count}", row.Name);
            numbers.Add(((GivenState)row.State).Number!);
            state = (DispatchState)given.Written();
        }

        Assert.Equal(["1/2020", "2/2020", "3/2020", "1/2021", "2/2021"], numbers);
    }

    [Fact]
    public void Judge_FitDraft_HasNothingWrong()
    {
        var found = Judge(Draft(), new AudienceCount(40, 5, 0));

        Assert.Empty(found.Violations);
        Assert.Empty(found.Warnings);
    }

    public static TheoryData<string, string, DirectiveDraft> Doubtful => new()
    {
        { "Immediate without a deadline", "draft.deadlines.acknowledge_days", Draft() with { Deadlines = new DeadlineDays(0, 0) } },
        { "dated tomorrow", "draft.dated", Draft() with { Dated = new DateOnly(2020, 2, 15), EffectiveOn = new DateOnly(2020, 2, 15) } },
        { "in force before it is dated", "draft.effective_on", Draft() with { EffectiveOn = new DateOnly(2020, 2, 13) } },
        { "one language waived", "draft.waiver", Draft() with { Waiver = new LanguageWaiver("ur", "For English-medium boards only.") } },
    };

    [Theory, MemberData(nameof(Doubtful), DisableDiscoveryEnumeration = true)]
    public void Judge_DoubtfulDraft_SaysWhatToLookAt(string what, string field, DirectiveDraft draft)
    {
        var found = Judge(draft, new AudienceCount(40, 5, 0));

        Assert.Empty(found.Violations);
        Assert.True(found.Warnings.Any(warning => warning.Field == field), $"{what}: {field} is not among {string.Join(", ", found.Warnings)}");
    }

    [Fact]
    public void Judge_Audience_IsLookedAt()
    {
        Assert.Equal("draft.audience", Assert.Single(Judge(Draft(), default).Violations).Field);
        Assert.Contains(Judge(Draft(), new AudienceCount(0, 5, 0)).Warnings, warning => warning.Description.Contains("none for action", StringComparison.Ordinal));
        Assert.Contains(Judge(Draft(), new AudienceCount(4, 0, 1)).Warnings, warning => warning.Description == "1 of the 4 posts addressed are vacant");
    }

    [Fact]
    public void Judge_DeadlineThatHasPassed_IsWrong()
    {
        var yesterday = new Deadline(new DateOnly(2020, 2, 13), 0);
        var draft = Draft() with { Deadlines = new DeadlineDays(0, 0) { AcknowledgeBy = yesterday, ComplyBy = yesterday } };

        var found = Judge(draft, new AudienceCount(4, 0, 0));

        Assert.Equal(["draft.deadlines.comply_days"], Judge(Draft() with { Deadlines = new DeadlineDays(14, 7) }, new AudienceCount(4, 0, 0)).Violations.Select(violation => violation.Field));
        Assert.Equal(["draft.deadlines.acknowledge_on", "draft.deadlines.comply_on"], found.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public void Check_WaivedLanguage_MayBeLeftOut()
    {
        static LocalText English(LocalText text) => text with { Ur = "" };
        var draft = Draft() with
        {
            Title = English(Draft().Title),
            Provenance = Draft().Provenance with { Body = English(Draft().Provenance.Body) },
            LegalBasis = [English(Draft().LegalBasis[0])],
            Consequence = English(Draft().Consequence!),
            Obligations = [Draft().Obligations[0] with { Text = English(Draft().Obligations[0].Text) }],
            Text = English(Draft().Text),
        };

        Assert.Equal(6, DraftRules.Check(draft).Count);
        Assert.Empty(DraftRules.Check(draft with { Waiver = new LanguageWaiver("ur", "For English-medium boards only.") }));
        Assert.Equal(6, DraftRules.Check(draft with { Waiver = new LanguageWaiver("en", "The wrong one.") }).Count);
        Assert.Equal(
            ["draft.waiver.reason"],
            DraftRules.Check(Draft() with { Waiver = new LanguageWaiver("ur", " ") }).Select(violation => violation.Field));
        Assert.Equal(
            ["draft.waiver.language"],
            DraftRules.Check(Draft() with { Waiver = new LanguageWaiver("pa", "No such text.") }).Select(violation => violation.Field));
    }

    private static readonly ImmutableDictionary<Correspondent, int> Offices =
        ImmutableDictionary<Correspondent, int>.Empty.Add(Correspondent.Department, 4);

    private static Fitness Judge(DirectiveDraft draft, AudienceCount count) =>
        DraftFitness.Judge(DirectiveRules.Prepare(Issue(draft), Now), Preview(count), Offices, Now, WorkingCalendar.Usual);

    private static AudiencePreview Preview(AudienceCount count) => new(4, count, [], [], [], []);

    private static DraftCommand Command(DirectiveDraft draft, string operation = "op-draft") => new(operation, draft, Drafter);

    private static DraftState Written() => DraftingRules.Draft(new DraftState(), Command(Draft()), 0, Now);

    private static ApproveCommand Approval(DraftState state) => new("op-approve", state.Digest!, Approver);

    private static DraftState Approved(DraftState state)
    {
        Assert.True(DraftingRules.MayApprove(state, Approval(state), "1"));
        return DraftingRules.Approve(state, Approval(state), Now.AddHours(1));
    }
}
