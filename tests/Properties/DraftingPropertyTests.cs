using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>Any sequence of drafting and approving by any of three people, with operations repeated.</summary>
public sealed class DraftingPropertyTests
{
    private sealed record Step(bool Approves, int Person, int Text, int Operation, bool ReadBefore);

    private static readonly Gen<Step> Steps =
        from approves in Gen.Elements(true, false)
        from person in Gen.Choose(1, 3)
        from text in Gen.Choose(1, 2)
        from operation in Gen.Choose(1, 12)
        from before in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new Step(approves, person, text, operation, before);

    /// <summary>What stands approved was approved by somebody who did not draft it, exactly as it stands.</summary>
    [Fact]
    public void Steps_InAnyOrder_ApproveOnlyWhatAnotherHasRead() => Always.Holds(
        from count in Gen.Choose(1, 25)
        from steps in Steps.ArrayOf(count)
        select steps.ToImmutableArray(),
        steps => Always.Smaller(steps),
        steps =>
        {
            var state = new DraftState();
            Fact? approval = null;
            var facts = 0;
            foreach (var (step, at) in steps.Select((step, i) => (step, Now.AddMinutes(i))))
            {
                var before = state;
                state = Take(state, step, at);
                Assert.True(ReferenceEquals(before, state) || state.Facts.Length == 1, "a change has one fact, no change has none");
                if (!ReferenceEquals(before, state))
                {
                    facts++;
                    approval = state.Facts[0] switch { Approved approved => approved, _ => null };
                }

                state = (DraftState)state.Written();
                Assert.Equal(facts, state.Operations.Length);
                Assert.Equal(approval is Approved, state.ApprovedBy is not null);
                if (state.ApprovedBy is not { } approver)
                    continue;
                Assert.NotEqual(state.DraftedBy, approver);
                Assert.Equal(DraftingRules.DigestOf(state.Draft!), ((Approved)approval!).DraftDigest);
                Assert.Equal(state.Edition, ((Approved)approval).Edition);
            }
        },
        runs: 300);

    /// <summary>Numbers of an office: each once, consecutive in its year, whatever the clock does.</summary>
    [Fact]
    public void Give_AtAnyTimes_LeavesNoGap() => Always.Holds(
        from count in Gen.Choose(1, 30)
        from days in Gen.Choose(0, 900).ArrayOf(count)
        select days.ToImmutableArray(),
        days => Always.Smaller(days),
        days =>
        {
            var state = new DispatchState();
            var given = new List<(int Serial, int Year)>();
            foreach (var day in days)
            {
                state = (DispatchState)DispatchRules.Give(state, "A/1", Now.AddDays(day)).Written();
                given.Add((state.Serial, state.Year));
            }

            Assert.Equal(given.OrderBy(number => number.Year).ThenBy(number => number.Serial), given);
            Assert.Equal(given.Count, given.Distinct().Count());
            foreach (var year in given.GroupBy(number => number.Year))
                Assert.Equal(Enumerable.Range(1, year.Count()), year.Select(number => number.Serial));
        },
        runs: 200);

    private static DraftState Take(DraftState state, Step step, DateTimeOffset at)
    {
        try
        {
            if (!step.Approves)
                return DraftingRules.Draft(state, new DraftCommand($"op-{step.Operation}", Draft() with { Title = Text($"Text {step.Text}") }, $"p-{step.Person}"), 0, at);
            var read = step.ReadBefore && state.Digest is { } digest ? digest : new string('0', 64);
            var command = new ApproveCommand($"op-{step.Operation}", read, $"p-{step.Person}");
            return DraftingRules.MayApprove(state, command, "A/1") ? DraftingRules.Approve(state, command, at) : state;
        }
        catch (RefusedException)
        {
            return state;
        }
    }
}
