using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class DirectiveRulesTests
{
    private static readonly ImmutableArray<ReachTarget> Reach = [new(["punjab"], true)];

    [Fact]
    public void Issue_CheckedDraft_KeepsItWithItsFactAndWhatFallsDue()
    {
        var state = DirectiveRules.Issue(Issue(Draft()), Reach, Now);

        var issued = state.Issued!;
        Assert.Equal((1, Now, "p-2"), (issued.Version, issued.IssuedAt, issued.IssuedBy));
        Assert.Equal(Reach.AsEnumerable(), state.Reach);
        Assert.Equal(
            new Issued(1, issued.Draft.Title, "sgad", "punjab", "p-2", issued.TextDigest, "op-issue") { Directive = issued.Draft.Number, At = Now },
            Assert.Single(state.Facts));
        Assert.Equal(
            [new DueEntry(issued.AcknowledgeBy!.Value, DirectiveRules.AcknowledgeDue), new DueEntry(issued.ComplyBy!.Value, DirectiveRules.ComplyDue)],
            state.Due);
    }

    /// <summary>14 February, 11:30 in Lahore: seven days later the day ends at 18:59:59.999999 UTC of the 21st.</summary>
    [Fact]
    public void Prepare_Deadlines_AreTheEndOfTheDayInPakistan()
    {
        var issued = DirectiveRules.Prepare(Issue(Draft()), Now);

        Assert.Equal(new DateTimeOffset(2020, 2, 21, 18, 59, 59, TimeSpan.Zero).AddTicks(9_999_990), issued.AcknowledgeBy);
        Assert.Equal(new DateTimeOffset(2020, 2, 28, 18, 59, 59, TimeSpan.Zero).AddTicks(9_999_990), issued.ComplyBy);
        Assert.Equal(TimeSpan.Zero, issued.AcknowledgeBy!.Value.Offset);
    }

    [Theory]
    [InlineData("2020-02-14T18:59:59.999999Z", "2020-02-15T18:59:59.999999Z")]
    [InlineData("2020-02-14T19:00:00Z", "2020-02-16T18:59:59.999999Z")]
    [InlineData("2020-02-28T12:00:00Z", "2020-02-29T18:59:59.999999Z")]
    [InlineData("2020-12-31T19:30:00Z", "2021-01-02T18:59:59.999999Z")]
    public void Prepare_OneDay_CountsFromTheDayInPakistan(string now, string expected)
    {
        var draft = Draft() with { Deadlines = new DeadlineDays(1, 0) };

        var issued = DirectiveRules.Prepare(Issue(draft), At(now));

        Assert.Equal(At(expected), issued.AcknowledgeBy);
    }

    [Fact]
    public void Issue_NoDeadlines_NothingFallsDue()
    {
        var state = DirectiveRules.Issue(Issue(Draft() with { Deadlines = new DeadlineDays(0, 0) }), Reach, Now);

        Assert.Null(state.Issued!.AcknowledgeBy);
        Assert.Null(state.Issued!.ComplyBy);
        Assert.Empty(state.Due);
    }

    [Fact]
    public void ToOrder_BeforeIssueIsNull_AfterwardsIsWhatOfficesNeed()
    {
        Assert.Null(new DirectiveState().ToOrder());
        var state = DirectiveRules.Issue(Issue(Draft()), Reach, Now);

        var order = state.ToOrder()!;

        Assert.Equal(
            new DirectiveOrder(
                Draft().Number, 1, Draft().Title, order.Audience, order.Reach, state.Issued!.AcknowledgeBy, state.Issued.ComplyBy, "punjab"),
            order);
        Assert.Equal(Reach.AsEnumerable(), order.Reach);
    }

    [Fact]
    public void PassDeadline_WhenDue_RecordsItOnce()
    {
        var state = (DirectiveState)DirectiveRules.Issue(Issue(Draft()), Reach, Now).Written();
        var due = state.Issued!.AcknowledgeBy!.Value;

        var passed = DirectiveRules.PassDeadline(state, DeadlineKind.Acknowledge, due, due);

        Assert.Equal(
            new DeadlinePassed(DeadlineKind.Acknowledge, due) { Directive = Draft().Number, At = due }, Assert.Single(passed.Facts));
        Assert.Empty(passed.Due);
        passed = (DirectiveState)passed.Written();
        Assert.Same(passed, DirectiveRules.PassDeadline(passed, DeadlineKind.Acknowledge, due, due.AddDays(1)));

        var both = DirectiveRules.PassDeadline(passed, DeadlineKind.Comply, state.Issued.ComplyBy!.Value, due.AddDays(30));
        Assert.Equal([DeadlineKind.Acknowledge, DeadlineKind.Comply], both.Passed);
    }

    [Fact]
    public void PassDeadline_NotAgreed_ChangesNothing()
    {
        var state = DirectiveRules.Issue(Issue(Draft() with { Deadlines = new DeadlineDays(7, 0) }), Reach, Now);
        var due = state.Issued!.AcknowledgeBy!.Value;

        Assert.Same(state, DirectiveRules.PassDeadline(state, DeadlineKind.Acknowledge, due.AddDays(-1), due));
        Assert.Same(state, DirectiveRules.PassDeadline(state, DeadlineKind.Comply, due, due));
        var unissued = new DirectiveState();
        Assert.Same(unissued, DirectiveRules.PassDeadline(unissued, DeadlineKind.Acknowledge, due, due));
    }

    /// <summary>What called too early must come again: taken for done, the deadline would never pass.</summary>
    [Fact]
    public void PassDeadline_BeforeItsTime_IsRefused()
    {
        var state = DirectiveRules.Issue(Issue(Draft()), Reach, Now);
        var due = state.Issued!.AcknowledgeBy!.Value;

        Refused(
            () => DirectiveRules.PassDeadline(state, DeadlineKind.Acknowledge, due, due.AddMicroseconds(-1)), Refusal.NotAllowedNow, "NOT_DUE");
    }

    [Fact]
    public void IsRepeat_OfTheSameCommand_IsTrue()
    {
        var state = DirectiveRules.Issue(Issue(Draft()), Reach, Now);

        Assert.True(DirectiveRules.IsRepeat(state, Issue(Draft())));
        Assert.True(DirectiveRules.IsRepeat(state, Issue(Draft()) with { DryRun = true }));
    }

    [Fact]
    public void IsRepeat_AnotherOperation_IsFalse() =>
        Assert.False(DirectiveRules.IsRepeat(DirectiveRules.Issue(Issue(Draft()), Reach, Now), Issue(Draft(), "op-other")));

    [Fact]
    public void IsRepeat_SameOperationAnotherBody_IsRefused()
    {
        var state = DirectiveRules.Issue(Issue(Draft()), Reach, Now);
        DirectiveDraft[] others =
        [
            Draft() with { Title = Text("Other") },
            Draft() with { Text = Draft().Text with { Ur = "اور" } },
            Draft() with { Audience = Draft().Audience.Except(Cadres("clerk")) },
            Draft() with { Deadlines = new DeadlineDays(7, 15) },
            Draft() with { Consequence = null },
        ];
        foreach (var other in others)
            Refused(() => DirectiveRules.IsRepeat(state, Issue(other)), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Refused(() => DirectiveRules.IsRepeat(state, Issue(Draft()) with { By = "p-9" }), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void TextDigest_OfBothLanguages_IsSha256OfEnglishZeroUrdu()
    {
        var expected = SHA256.HashData([.. "Order"u8, 0, .. Encoding.UTF8.GetBytes("حکم")]);

        Assert.Equal(Convert.ToHexStringLower(expected), DirectiveRules.TextDigest(new LocalText("Order", "حکم")));
        Assert.NotEqual(
            DirectiveRules.TextDigest(new LocalText("ab", "c")), DirectiveRules.TextDigest(new LocalText("a", "bc")));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
