using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>Any sequence of amendments, reiterations, links and cancellations, repeated and out of order.</summary>
public sealed class LineagePropertyTests
{
    private enum Act
    {
        Amend,
        Reiterate,
        Rescind,
        Link,
    }

    private sealed record Step(Act Act, int Operation, int Title, LinkKind Kind, int Other);

    private static readonly Gen<Step> Steps =
        from act in Gen.Elements(Act.Amend, Act.Amend, Act.Reiterate, Act.Reiterate, Act.Link, Act.Rescind)
        from operation in Gen.Choose(1, 15)
        from title in Gen.Choose(1, 3)
        from kind in Gen.Elements(LinkKind.Reiterates, LinkKind.Amends, LinkKind.Reiterates, LinkKind.Adopts, LinkKind.Supersedes, LinkKind.Rescinds)
        from other in Gen.Choose(1, 4)
        select new Step(act, operation, title, kind, other);

    /// <summary>
    /// The state is what its facts say: versions and revisions without a gap, every older version kept once as it was, at
    /// most one closing, nothing after it.
    /// </summary>
    [Fact]
    public void Steps_InAnyOrder_LeaveTheStateThatTheFactsSay() => Always.Holds(
        from count in Gen.Choose(1, 25)
        from steps in Steps.ArrayOf(count)
        select steps.ToImmutableArray(),
        steps => Always.Smaller(steps),
        steps =>
        {
            var state = (DirectiveState)DirectiveRules.Issue(Issue(Draft()), [], Now).Written();
            var facts = new List<Fact>();
            var rows = new Dictionary<string, IssuedDirective>();
            foreach (var (step, at) in steps.Select((step, i) => (step, Now.AddHours(i + 1))))
            {
                var before = state;
                state = Take(state, step, at);
                facts.AddRange(state.Facts);
                Assert.Equal(ReferenceEquals(before, state) ? 0 : 1, state.Facts.Length);
                Assert.True(before.Status is DirectiveStatus.InForce || ReferenceEquals(before, state), "what went out of force has changed");
                foreach (var row in state.Rows)
                    rows.Add(row.Name, ((VersionState)row.State).Issued!);
                Assert.Equal(before.Issued!.Version < state.Issued!.Version ? [LifeRules.VersionName(before.Issued.Version)] : [], state.Rows.Select(row => row.Name));
                state = (DirectiveState)state.Written();
            }

            Assert.Equal(1 + facts.OfType<Amended>().Count(), state.Issued!.Version);
            Assert.Equal(Enumerable.Range(2, state.Issued.Version - 1), facts.OfType<Amended>().Select(fact => fact.Version));
            Assert.Equal(
                Enumerable.Range(2, state.Revision - 1),
                facts.Select(fact => fact switch { Amended amended => amended.Revision, Superseded superseded => superseded.Revision, Rescinded rescinded => rescinded.Revision, _ => 0 }).Where(revision => revision > 0));
            Assert.Equal(Enumerable.Range(1, state.Reiterations), facts.OfType<Reiterated>().Select(fact => fact.Count));
            Assert.Equal(state.Status is DirectiveStatus.InForce ? 0 : 1, facts.Count(fact => fact is Superseded or Rescinded));
            Assert.True(state.Status is DirectiveStatus.InForce || facts[^1] is Superseded or Rescinded, "a fact after the closing");
            Assert.Equal(Enumerable.Range(1, state.Issued.Version - 1).Select(LifeRules.VersionName), rows.Keys);
            Assert.Equal(rows.Values.Select(version => version.Version), Enumerable.Range(1, rows.Count));
        },
        runs: 300);

    /// <summary>What the relay tells again changes nothing, whatever came in between.</summary>
    [Fact]
    public void Links_ToldAgain_ChangeNothing() => Always.Holds(
        from count in Gen.Choose(1, 12)
        from links in Gen.Elements(Enum.GetValues<LinkKind>()).Select(kind => kind).ArrayOf(count)
        from others in Gen.Choose(1, 3).ArrayOf(count)
        select links.Zip(others, (kind, other) => (Kind: kind, Other: other)).ToImmutableArray(),
        links => Always.Smaller(links),
        links =>
        {
            var state = (DirectiveState)DirectiveRules.Issue(Issue(Draft()), [], Now).Written();
            var known = new LinksState();
            foreach (var (kind, other) in links.Concat(links))
            {
                var link = LinkOf(kind, other);
                if (!known.Has(link))
                    state = (DirectiveState)LifeRules.Follow(state, link, Now).Written();
                known = known.With(link);
            }

            var closing = links.FirstOrDefault(link => link.Kind is LinkKind.Supersedes or LinkKind.Rescinds);
            Assert.Equal(closing.Kind is 0 ? null : $"B/{closing.Other}", state.Closing?.Instrument);
            Assert.Equal(links.Distinct().Count(), known.Links.Length);
            Assert.Equal(
                links.TakeWhile(link => link.Kind is not (LinkKind.Supersedes or LinkKind.Rescinds)).Where(link => link.Kind is LinkKind.Reiterates).Distinct().Count(),
                state.Reiterations);
        },
        runs: 200);

    private static LinkedBy LinkOf(LinkKind kind, int other) => new(kind, $"B/{other}", 1, "p-9", $"op-b{other}", null, Now);

    private static DirectiveState Take(DirectiveState state, Step step, DateTimeOffset at)
    {
        var operation = $"op-{step.Operation}";
        try
        {
            switch (step.Act)
            {
                case Act.Amend:
                    var command = new AmendCommand(operation, Draft() with { Title = Text($"Title {step.Title}") }, "Wider", "p-2", false);
                    if (LifeRules.IsRepeat(state, operation, LifeRules.Digest(command)))
                        return state;
                    LifeRules.CheckAmend(state, command);
                    return LifeRules.Amend(state, command, [], at, LifeRules.Digest(command), new Clearance(null, null, null));
                case Act.Reiterate:
                    return LifeRules.Reiterate(state, new ReiterateCommand(operation, null, "p-2"), "A/1", at);
                case Act.Rescind:
                    return step.Operation < 10 ? state : LifeRules.Rescind(state, new RescindCommand(operation, "Why", "L/1", "p-2"), "A/1", at);
                default:
                    return LifeRules.Follow(state, LinkOf(step.Kind, step.Other), at);
            }
        }
        catch (RefusedException)
        {
            return state;
        }
    }
}
