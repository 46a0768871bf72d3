using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>Deadlines at any time of any day, passed in any order, and drafts with anything wrong in them.</summary>
public sealed class DirectivePropertyTests
{
    /// <summary>Ways in which a draft can be wrong, each with the one field that is named for it.</summary>
    private static readonly ImmutableArray<(string Field, Func<DirectiveDraft, DirectiveDraft> Break)> Faults =
    [
        ("draft.number", draft => draft with { Number = draft.Number + "/" }),
        ("draft.instrument", draft => draft with { Instrument = (Instrument)99 }),
        ("draft.precedence", draft => draft with { Precedence = 0 }),
        ("draft.classification", draft => draft with { Classification = (Classification)(-1) }),
        ("draft.title.en", draft => draft with { Title = draft.Title with { En = new string('x', DraftRules.MaxTitleLength + 1) } }),
        ("draft.title.ur", draft => draft with { Title = draft.Title with { Ur = " " } }),
        ("draft.provenance.body.ur", draft => draft with { Provenance = draft.Provenance with { Body = draft.Provenance.Body with { Ur = "" } } }),
        ("draft.provenance.minute", draft => draft with { Provenance = draft.Provenance with { Minute = new string('x', DraftRules.MaxTitleLength + 1) } }),
        ("draft.provenance.date", draft => draft with { Provenance = draft.Provenance with { Date = draft.Dated.AddDays(1) } }),
        ("draft.consequence.en", draft => draft with { Consequence = new LocalText("", "سزا") }),
        ("draft.effective_on", draft => draft with { EffectiveOn = new DateOnly(1946, 12, 31) }),
        ("draft.obligations", draft => draft with { Obligations = [] }),
        ("draft.audience.clauses[0].filter.within[0]", draft => WithFilter(draft, filter => filter with { Within = filter.Within.Insert(0, "S&GAD") })),
        ("draft.audience.clauses[0].filter.bps_to", draft => WithFilter(draft, filter => filter with { BpsFrom = 18, BpsTo = 17 })),
        ("draft.audience.clauses[0].filter.posts[0]", draft => WithFilter(draft, filter => filter with { Posts = filter.Posts.Insert(0, "sgad") })),
        ("draft.audience.exclusions[0]", draft => draft with { Audience = draft.Audience with { Exclusions = draft.Audience.Exclusions.Insert(0, Everyone) } }),
        ("draft.deadlines.acknowledge_days", draft => draft with { Deadlines = draft.Deadlines with { Acknowledge = -1 } }),
        ("draft.deadlines.comply_days", draft => draft with { Deadlines = draft.Deadlines with { Comply = DraftRules.MaxDays + 1 } }),
        ("draft.text.en", draft => draft with { Text = draft.Text with { En = new string('x', DraftRules.MaxTextBytes + 1) } }),
        ("draft.text.ur", draft => draft with { Text = draft.Text with { Ur = new string('ا', DraftRules.MaxTextBytes / 2 + 1) } }),
    ];

    /// <summary>By the calendar: the microsecond before midnight in Pakistan at the end of the day that many days on.</summary>
    [Fact]
    public void Prepare_AnyMoment_DeadlinesEndTheDayInPakistan() => Always.Holds(
        from minutes in Gen.Choose(0, 6_000_000)
        from micros in Gen.Choose(0, 59_999_999)
        from acknowledge in Gen.Choose(0, DraftRules.MaxDays)
        from comply in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, 40)))
        select (Now: DateTimeOffset.UnixEpoch.AddYears(48).AddMinutes(minutes).AddMicroseconds(micros), Acknowledge: acknowledge, Comply: comply),
        _ => [],
        given =>
        {
            var issued = DirectiveRules.Prepare(Issue(Draft() with { Deadlines = new DeadlineDays(given.Acknowledge, given.Comply) }), given.Now);

            AssertEnd(given.Now, given.Acknowledge, issued.AcknowledgeBy);
            AssertEnd(given.Now, given.Comply, issued.ComplyBy);
        },
        runs: 1000);

    [Fact]
    public void PassDeadline_AnySequence_RecordsEachOnceAndNoneEarly() => Always.Holds(
        (from kind in Gen.Elements(DeadlineKind.Acknowledge, DeadlineKind.Comply)
         from agreed in Gen.Choose(0, 4)
         from hours in Gen.Choose(0, 24 * 20)
         select (Kind: kind, Agreed: agreed > 0, Hours: hours)).Lists(20).SelectMany(steps => Gen.Choose(0, 2).Select(comply => (Steps: steps, Comply: comply * 7))),
        run => Always.Smaller(run.Steps).Select(steps => (steps, run.Comply)),
        run =>
        {
            var state = (DirectiveState)DirectiveRules.Issue(Issue(Draft() with { Deadlines = new DeadlineDays(7, run.Comply) }), [], Now).Written();
            var passed = new List<DeadlineKind>();
            foreach (var (kind, agreed, hours) in run.Steps)
            {
                var end = kind is DeadlineKind.Acknowledge ? state.Issued!.AcknowledgeBy : state.Issued!.ComplyBy;
                var (due, now) = ((end ?? Now).AddDays(agreed ? 0 : 1), Now.AddHours(hours));
                var news = end == due && !passed.Contains(kind);
                if (news && now < due)
                {
                    Refused(() => DirectiveRules.PassDeadline(state, kind, due, now), Refusal.NotAllowedNow, "NOT_DUE");
                    continue;
                }

                var next = DirectiveRules.PassDeadline(state, kind, due, now);
                Assert.Equal(news, !ReferenceEquals(state, next));
                if (news)
                {
                    passed.Add(kind);
                    Assert.Equal(new DeadlinePassed(kind, due) { Directive = Draft().Number, At = now }, Assert.Single(next.Facts));
                }

                state = (DirectiveState)next.Written();
                Assert.Equal(passed, state.Passed);
            }
        });

    [Fact]
    public void Check_AnyFaultsTogether_NamesTheFieldOfEach() => Always.Holds(
        Gen.Choose(0, Faults.Length - 1).Lists(6),
        faults => Always.Smaller(faults),
        faults =>
        {
            var broken = faults.Distinct().Order().Select(fault => Faults[fault]).ToList();
            var draft = broken.Aggregate(Draft(), (draft, fault) => fault.Break(draft));

            var found = DraftRules.Check(draft);

            Assert.Equal(broken.Select(fault => fault.Field).Order(StringComparer.Ordinal), found.Select(violation => violation.Field).Distinct().Order(StringComparer.Ordinal));
        },
        size: 6);

    /// <summary>The same draft by the same person is a repeat under its operation, and nothing else is.</summary>
    [Fact]
    public void IsRepeat_AnyChangeOfTheDraft_IsRefused() => Always.Holds(
        Gen.Choose(0, Faults.Length - 1).Lists(3),
        faults => Always.Smaller(faults),
        faults =>
        {
            var state = DirectiveRules.Issue(Issue(Draft()), [], Now);
            var other = faults.Aggregate(Draft(), (draft, fault) => Faults[fault].Break(draft));

            if (faults.IsEmpty)
                Assert.True(DirectiveRules.IsRepeat(state, Issue(other)));
            else
                Refused(() => DirectiveRules.IsRepeat(state, Issue(other)), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
            Assert.False(DirectiveRules.IsRepeat(state, Issue(other, "op-other")));
        },
        runs: 100);

    /// <summary>What a list of parts is, and where one part ends, is all in its digest.</summary>
    [Fact]
    public void Digest_TwoLists_AreTheSameOnlyWhereTheListsAre() => Always.Holds(
        from one in Parts
        from other in Gen.OneOf(Parts, Gen.Constant(one))
        select (One: one, Other: other),
        pair => Always.Smaller(pair.One).Select(one => (one, pair.Other)),
        pair => Assert.Equal(
            pair.One.SequenceEqual(pair.Other),
            Operation.Digest([.. pair.One]) == Operation.Digest([.. pair.Other])),
        runs: 1000,
        size: 4);

    private static Gen<ImmutableArray<string?>> Parts => Gen.Elements<string?>(null, "", "a", "b", "ab", ":", "1:a", "-1:", "1:a\n", "\n", "ا").Lists(4);

    private static void AssertEnd(DateTimeOffset now, int days, DateTimeOffset? end)
    {
        if (days == 0)
        {
            Assert.Null(end);
            return;
        }

        var after = end!.Value.AddMicroseconds(1).AddHours(5);
        Assert.Equal(TimeSpan.Zero, after.TimeOfDay);
        Assert.Equal(DateOnly.FromDateTime(now.AddHours(5).UtcDateTime).AddDays(days + 1), DateOnly.FromDateTime(after.UtcDateTime));
    }

    private static DirectiveDraft WithFilter(DirectiveDraft draft, Func<PostFilter, PostFilter> change)
    {
        var clauses = draft.Audience.Clauses;
        return draft with { Audience = draft.Audience with { Clauses = clauses.SetItem(0, clauses[0] with { Filter = change(clauses[0].Filter) }) } };
    }
}
