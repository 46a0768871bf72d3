using System.Collections.Immutable;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>
/// Any sequence of acts, repeated, out of order, on stale versions, by holders who come and go: each has the outcome
/// that a list of what was done gives.
/// </summary>
public sealed class OfficerPropertyTests
{
    private const string Directive = "1/2020";

    private enum Kind
    {
        Open,
        Acknowledge,
        Decline,
        Repeat,
        Amend,
        Charge,
        Restart,
    }

    [Fact]
    public void Act_AnySequence_IsAsTheModelHasIt() => Always.Holds(Step.Any.Lists(40), steps => Always.Smaller(steps, Step.Smaller), Run, runs: 400, size: 40);

    private static void Run(ImmutableArray<Step> steps)
    {
        var (state, model) = (new OfficerDirectiveState(), new Model());
        var (version, holder) = (1, 1);
        var earlier = new List<(Kind Kind, ActCommand Command)>();
        var now = Now;
        foreach (var step in steps)
        {
            now = now.AddMicroseconds(1);
            switch (step.Kind)
            {
                case Kind.Amend:
                    version++;
                    continue;
                case Kind.Charge:
                    holder = step.Person;
                    continue;
                case Kind.Restart:
                    state = Stored(state);
                    continue;
                case Kind.Repeat when earlier.Count == 0:
                    continue;
            }

            var (kind, command) = step.Kind is Kind.Repeat ? earlier[step.Operation % earlier.Count] : (step.Kind, step.Command);
            earlier.Add((kind, command));
            var expected = model.Act(kind, command, version, holder == 0 ? null : $"p-{holder}");
            var found = Outcome(state, kind, command, Service(version, holder), now, out var next);

            Assert.True(expected == found, $"{kind} {command} when {version} is in force: expected {expected}, found {found}");
            AssertGrown(state, next, found, command, now);
            state = next;
            Assert.Equal(model.Done.Select(done => (done.Standing, done.Version, done.Operation)), state.Acts.Select(act => (act.Standing, act.Version, act.Operation)));
        }
    }

    /// <summary>Nothing that was done is changed, standing never goes back, and what is new is one act with one fact.</summary>
    private static void AssertGrown(OfficerDirectiveState before, OfficerDirectiveState after, string outcome, ActCommand command, DateTimeOffset now)
    {
        Assert.Equal(before.Acts, after.Acts.Take(before.Acts.Length));
        foreach (var version in before.Acts.Select(act => act.Version).Append(1))
            Assert.True(after.StandingOf(version, 0) >= before.StandingOf(version, 0), $"version {version} went back from {before.StandingOf(version, 0)} to {after.StandingOf(version, 0)}");
        if (ReferenceEquals(before, after))
            return;

        var (act, fact) = (after.Acts[^1], (OfficerFact)Assert.Single(after.Facts));
        Assert.Equal(before.Acts.Length + 1, after.Acts.Length);
        Assert.Equal(outcome, fact.Kind);
        Assert.Equal(
            (act.Standing, after.Acts.Length, act.Version, command.By, command.OperationId, command.Directive, now, now),
            (fact.Standing, fact.Sequence, fact.Version, fact.By, fact.OperationId, fact.Directive!, fact.At, act.At));
        Assert.Equal(after.Acts.Length, after.Acts.Select(known => known.Operation).Distinct().Count());
    }

    private static string Outcome(OfficerDirectiveState state, Kind kind, ActCommand command, PostService service, DateTimeOffset now, out OfficerDirectiveState next)
    {
        next = state;
        try
        {
            next = kind switch
            {
                Kind.Open => OfficerRules.Open(state, command, service, now),
                Kind.Acknowledge => OfficerRules.Acknowledge(state, command, service, now),
                _ => OfficerRules.Decline(state, command, service, now),
            };
            return ReferenceEquals(next, state) ? "nothing" : next.Acts[^1].Fact;
        }
        catch (RefusedException refused)
        {
            return refused.Reason;
        }
    }

    private static OfficerDirectiveState Stored(OfficerDirectiveState state)
    {
        var format = StateFormats.Get<OfficerDirectiveState>();
        return (OfficerDirectiveState)format.Read(format.Write(state), new RowKey("officer", "sgad/so-1", "directive/1"));
    }

    private static PostService Service(int version, int holder)
    {
        var post = TestOrganogram.Post("so-1", 17, "section-officer", "pms", holder == 0 ? null : $"p-{holder}");
        var served = new ServedPost("so-1", AddresseeKind.Action, false);
        return new PostService(post, new DiaryEntry(Directive, version, Text("Order"), 1, 2020, Now, "sgad", [served], [], null, null), served);
    }

    private sealed record Step(Kind Kind, int Operation, int Person, int Version, int Reason)
    {
        public static Gen<Step> Any { get; } =
            from kind in Gen.Frequency(
                (4, Gen.Constant(Kind.Open)), (4, Gen.Constant(Kind.Acknowledge)), (4, Gen.Constant(Kind.Decline)), (6, Gen.Constant(Kind.Repeat)),
                (1, Gen.Constant(Kind.Amend)), (1, Gen.Constant(Kind.Charge)), (1, Gen.Constant(Kind.Restart)))
            from operation in Gen.Choose(0, 9)
            from person in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Choose(0, 2)))
            from version in Gen.Frequency((5, Gen.Constant(1)), (2, Gen.Choose(0, 3)))
            from reason in Gen.Choose(0, 5)
            select new Step(kind, operation, person, version, reason);

        public ActCommand Command => new(
            $"op-{Operation}", Directive, $"p-{Person}", Version,
            Reason switch { 0 => null, 1 => " ", 2 => new string('x', 1001), 3 => new string('ا', 1000), _ => $"reason {Reason}" });

        public static IEnumerable<Step> Smaller(Step step)
        {
            foreach (var operation in Always.Smaller(step.Operation))
                yield return step with { Operation = operation };
            if (step.Version != 1)
                yield return step with { Version = 1 };
            if (step.Person != 1)
                yield return step with { Person = 1 };
            if (step.Reason != 5)
                yield return step with { Reason = 5 };
        }
    }

    /// <summary>What was done, in order, and nothing else.</summary>
    private sealed class Model
    {
        public List<(Standing Standing, int Version, string Operation, string Body)> Done { get; } = [];

        public string Act(Kind kind, ActCommand command, int inForce, string? holder)
        {
            if (command.By != holder)
                return "NOT_INCUMBENT";
            var body = kind switch
            {
                Kind.Open => $"open {command.By}",
                Kind.Acknowledge => $"acknowledge {command.By} {command.Version}",
                _ => $"decline {command.By} {command.Version} {command.Reason}",
            };
            if (Done.Exists(done => done.Operation == command.OperationId))
                return Done.Exists(done => done.Operation == command.OperationId && done.Body == body) ? "nothing" : "OPERATION_ID_REUSED";
            if (kind is Kind.Decline && (command.Reason is null || command.Reason.Trim().Length == 0 || command.Reason.Length > 1000))
                return "INVALID_FIELDS";

            var standings = Done.Where(done => done.Version == inForce).Select(done => done.Standing).ToList();
            if (kind is Kind.Open)
                return standings.Count > 0 ? "nothing" : Add(Standing.Opened, inForce);
            if (command.Version != inForce)
                return "OTHER_VERSION";
            if (standings.Count == 0)
                return "NOT_OPENED";
            if (standings.Contains(Standing.Acknowledged))
                return "ALREADY_ACKNOWLEDGED";
            if (kind is Kind.Acknowledge)
                return Add(Standing.Acknowledged, inForce);
            return standings.Contains(Standing.Declined) ? "ALREADY_DECLINED" : Add(Standing.Declined, inForce);

            string Add(Standing standing, int version)
            {
                Done.Add((standing, version, command.OperationId, body));
                return standing.ToString();
            }
        }
    }
}
