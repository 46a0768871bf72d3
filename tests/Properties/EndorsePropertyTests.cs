using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>
/// Departments endorse an order, are moved below others and back, and the order is amended; messages come in any order, again,
/// and with what was so when they were sent. At rest every office is under the endorsements of the departments that are above
/// it then, of the version in force, and its deadlines are the earliest of all.
/// </summary>
public sealed class EndorsePropertyTests
{
    private const int Offices = 9;

    private enum Kind
    {
        Deliver,
        Endorse,
        Move,
        Amend,
    }

    [Fact]
    public void Endorse_AnySequenceOfMoves_IsTakenByWhoeverIsBelow() => Always.Holds(
        (from kind in Gen.Frequency(
             (14, Gen.Constant(Kind.Deliver)), (4, Gen.Constant(Kind.Endorse)), (3, Gen.Constant(Kind.Move)), (1, Gen.Constant(Kind.Amend)))
         from pick in Gen.Choose(0, 99_999)
         select (Kind: kind, Pick: pick)).Lists(160),
        steps => Always.Smaller(steps),
        steps =>
        {
            var world = new World();
            foreach (var (kind, pick) in steps)
                world.Take(kind, pick);
            world.Rest();
            world.Check();
        },
        runs: 400,
        size: 160);

    /// <param name="Parent">Who is asked what it has endorsed when the message is delivered; null where nobody is.</param>
    /// <param name="Then">What it had when the message was sent.</param>
    private sealed record Message(int To, int? Parent, EndorsementsAbove? Then);

    private sealed class World
    {
        private readonly int[] parents = [.. Enumerable.Range(0, Offices).Select(office => (office - 1) / 2)];
        private readonly DepartmentPlace[] places = new DepartmentPlace[Offices];
        private readonly DiaryState?[] diaries = new DiaryState?[Offices];
        private readonly DiaryEntry?[] entries = new DiaryEntry?[Offices];
        private readonly EndorsementState[] given = [.. Enumerable.Repeat(new EndorsementState(), Offices)];
        private readonly List<Message> underWay = [];
        private DirectiveOrder order;
        private int operations;

        public World()
        {
            var organogram = Draw();
            order = Order(organogram, Rule(Action(Everyone)), Name(0)) with { AcknowledgeBy = End(7), ComplyBy = End(14) };
            underWay.Add(new(0, null, null));
        }

        public void Take(Kind kind, int pick)
        {
            switch (kind)
            {
                case Kind.Deliver when underWay.Count > 0:
                    Deliver(pick % underWay.Count, again: pick / 1_000 % 4 == 0, fresh: pick / 100 % 2 == 0);
                    break;
                case Kind.Endorse:
                    Endorse(pick);
                    break;
                case Kind.Move:
                    Move(pick % (Offices - 1) + 1, pick / 100 % Offices);
                    break;
                case Kind.Amend:
                    order = order with { Version = order.Version + 1, Revision = order.Revision + 1, AcknowledgeBy = End(10 + order.Version), ComplyBy = End(60) };
                    underWay.Add(new(0, null, null));
                    break;
            }
        }

        public void Rest()
        {
            while (underWay.Count > 0)
                Deliver(0, again: false, fresh: false);
        }

        public void Check()
        {
            for (var office = 0; office < Offices; office++)
            {
                var entry = entries[office] ?? throw new InvalidOperationException($"{Name(office)} has received nothing");
                var expected = Above(office).Append(office).SelectMany(one => given[one].Given)
                    .Select(one => one.Endorsement).Where(one => one.Version == order.Version).ToList();
                Assert.True(expected.SequenceEqual(entry.Endorsed), $"{Name(office)} below {string.Join(", ", Above(office))}: expected {string.Join("; ", expected)}, found {string.Join("; ", entry.Endorsed)}");
                Assert.Equal(order.Version, entry.Version);
                foreach (var kind in (DeadlineKind[])[DeadlineKind.Acknowledge, DeadlineKind.Comply])
                {
                    var own = kind is DeadlineKind.Acknowledge ? order.AcknowledgeBy : order.ComplyBy;
                    var earliest = expected.Select(one => one.DeadlineOf(kind)).Append(own).Min();
                    Assert.True(entry.DeadlineOf(kind) == earliest, $"{Name(office)}: expected {kind} {earliest}, found {entry.DeadlineOf(kind)}");
                    Assert.Equal(own, entry.OrderDeadlineOf(kind));
                }
            }
        }

        private static string Name(int office) => $"o{office}";

        private static DateTimeOffset End(int days) => PakistanDay.EndOf(PakistanDay.Of(Now).AddDays(days));

        private Stack<int> Above(int office)
        {
            var path = new Stack<int>();
            for (; office > 0; office = parents[office])
                path.Push(parents[office]);
            return path;
        }

        /// <summary>The organogram as it stands: every department takes its place in it.</summary>
        private TestOrganogram Draw()
        {
            var organogram = new TestOrganogram();
            foreach (var office in Enumerable.Range(0, Offices).OrderBy(office => Above(office).Count))
                organogram.Add(office == 0 ? null : Name(parents[office]), Name(office), TestOrganogram.Post("so-1", 17, "section-officer", "pms", $"p-{office}"));
            for (var office = 0; office < Offices; office++)
                places[office] = organogram.Place(Name(office));
            return organogram;
        }

        private void Endorse(int pick)
        {
            var office = pick % Offices;
            if (entries[office] is not { } entry)
                return;
            DateOnly? By(DeadlineKind kind, int days) => days > 6 ? null : PakistanDay.Of(entry.DeadlineOf(kind) ?? Now.AddDays(20)).AddDays(-days);
            var command = new EndorseCommand(
                $"op-{++operations}", order.Number, entry.Version, "p-1", Text("First to us"),
                By(DeadlineKind.Acknowledge, pick / 10 % 10), null);
            if (command.AcknowledgeBy < PakistanDay.Of(Now) || given[office].Given.Length >= DepartmentRules.MaxEndorsements)
                return;
            var next = DepartmentRules.Endorse(diaries[office]!, places[office], entry, "1", given[office], null, command, Now);
            given[office] = (EndorsementState)next.Rows[0].State;
            Keep(office, next);
        }

        /// <summary>Those whose place is another one are visited: their parent is asked.</summary>
        private void Move(int office, int below)
        {
            if (below == office || Above(below).Contains(office))
                return;
            var before = places.ToArray();
            parents[office] = below;
            Draw();
            for (var one = 0; one < Offices; one++)
            {
                if (!before[one].Path.SequenceEqual(places[one].Path) || !before[one].Children.SequenceEqual(places[one].Children))
                    underWay.Add(new(one, one == 0 ? null : -1, null));
            }
        }

        private void Deliver(int index, bool again, bool fresh)
        {
            var message = underWay[index];
            if (!again)
                underWay.RemoveAt(index);
            var (to, place) = (message.To, places[message.To]);
            var told = message.Parent switch
            {
                null => null,
                -1 => ListOf(parents[to]),
                { } parent => fresh ? ListOf(parent) : message.Then,
            };
            var sent = order with { Endorsements = told };
            var next = entries[to] is { } entry
                ? DepartmentRules.Follow(diaries[to]!, place, entry, "1", sent, Now)
                : DepartmentRules.Receive(new DiaryState(), place, sent, Now);
            if (!ReferenceEquals(next, diaries[to]))
                Keep(to, next);
        }

        private void Keep(int office, DiaryState next)
        {
            entries[office] = ((EntryState)next.Rows[^1].State).Entry!;
            diaries[office] = (DiaryState)next.Written();
            foreach (var fact in next.Facts)
            {
                var (departments, tells) = fact switch
                {
                    Received received => (received.PassedTo, received.Endorsed is true),
                    ServedAnew anew => (anew.PassedTo ?? [], anew.Endorsed is true),
                    Endorsed endorsed => (endorsed.PassedTo, true),
                    EndorsementReceived received => (received.PassedTo, true),
                    _ => ([], false),
                };
                foreach (var department in departments)
                {
                    var to = int.Parse(department.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                    underWay.Add(new(to, tells ? office : null, tells ? ListOf(office) : null));
                }
            }
        }

        private EndorsementsAbove? ListOf(int office) => entries[office] is { } entry
            ? new(Name(office), entry.Endorsements?.Number ?? 0, entry.Endorsements?.List ?? [])
            : null;
    }
}
