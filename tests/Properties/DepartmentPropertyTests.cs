using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>Diary numbers, registers and compliance reports, whatever comes in whatever order.</summary>
public sealed class DepartmentPropertyTests
{
    private static readonly DepartmentPlace Office = TestOrganogram.Province().Place("sgad");

    /// <summary>The clock goes on by minutes or months, across years, and at times back.</summary>
    [Fact]
    public void Receive_AnyTimes_NumbersFromOneInEachYearWithoutGaps() => Always.Holds(
        Gen.Frequency((6, Gen.Choose(0, 60)), (2, Gen.Choose(0, 300_000)), (1, Gen.Choose(-100_000, 0))).Lists(60),
        minutes => Always.Smaller(minutes),
        minutes =>
        {
            var (diary, now) = (new DiaryState(), new DateTimeOffset(2019, 12, 31, 18, 30, 0, TimeSpan.Zero));
            var (given, received) = (new List<(int Serial, int Year)>(), new HashSet<string>());
            foreach (var (number, minute) in minutes.Index())
            {
                now = now.AddMinutes(minute);
                var order = Order(TestOrganogram.Province(), Draft().Audience, number: $"{number}/x");
                diary = DepartmentRules.Receive((DiaryState)diary.Written(), Office, order, now);
                var entry = ((EntryState)diary.Rows[^1].State).Entry!;
                Assert.Equal((entry.Directive, $"entry/{entry.Directive}"), (diary.Directives[^1], diary.Rows[^1].Name));
                received.Add(entry.Directive);
                given.Add((entry.Serial, entry.Year));
                Assert.Equal((order.Number, now, $"{entry.Serial}/{entry.Year}"), (entry.Directive, entry.ReceivedAt, entry.DiaryNumber));
                Assert.Equal((entry.Serial, entry.Year), diary.Facts.OfType<Received>().Select(fact => (fact.Serial, fact.Year)).Single());

                // Midnight of New Year in Pakistan is at 19:00 UTC.
                var year = now.AddHours(5).UtcDateTime.Year;
                Assert.True(entry.Year >= year, $"{entry.DiaryNumber} was given in {year}");
            }

            Assert.Equal(given, given.OrderBy(number => number.Year).ThenBy(number => number.Serial));
            foreach (var year in given.GroupBy(number => number.Year))
                Assert.Equal(Enumerable.Range(1, year.Count()), year.Select(number => number.Serial));
            Assert.Equal((minutes.Length, minutes.Length), (diary.Count, received.Count));
        },
        runs: 60,
        size: 60);

    /// <summary>Acts in any order, batch and number of times leave the register that each seat's last act makes.</summary>
    [Fact]
    public void Register_AnyActsInAnyOrder_KeepsTheLastOfEachSeat() => Always.Holds(
        (from seat in Gen.Choose(0, 4)
         from sequence in Gen.Choose(1, 6)
         from rest in Gen.Choose(0, 2)
         select (Seat: seat, Sequence: sequence, Apart: rest == 0)).Lists(40),
        acts => Always.Smaller(acts),
        acts =>
        {
            var (state, batch, last) = (new RegisterState(), new List<RegisteredAct>(), new Dictionary<string, int>());
            foreach (var (seat, sequence, apart) in acts)
            {
                var name = seat == 0 ? RegisteredAct.Office : $"s{seat}";
                last[name] = Math.Max(sequence, last.GetValueOrDefault(name));
                batch.Add(new RegisteredAct(name, sequence, StandingAfter(sequence), 1));
                if (!apart)
                    continue;
                state = Enter(state, batch);
                batch.Clear();
            }

            state = Enter(state, batch);
            Assert.Equal(
                last.OrderBy(seat => seat.Key, StringComparer.Ordinal).Select(seat => new RegisteredAct(seat.Key, seat.Value, StandingAfter(seat.Value), 1)),
                state.Acts);
            Assert.Equal(last.ContainsKey(RegisteredAct.Office), DepartmentRules.HasComplied(Entry(2)!, state));

            // All of it once more, backwards.
            Assert.Same(state, DepartmentRules.Register(state, [.. acts.Reverse().Select(act => new RegisteredAct(act.Seat == 0 ? "" : $"s{act.Seat}", act.Sequence, StandingAfter(act.Sequence), 1))]));
        },
        size: 40);

    [Fact]
    public void Comply_AnySequence_IsAsTheModelHasIt() => Always.Holds(
        (from operation in Gen.Choose(0, 8)
         from body in Gen.Choose(0, 5)
         from owing in Gen.Frequency((5, Gen.Constant(2)), (1, Gen.Choose(0, 2)))
         select (Operation: operation, Body: body, Owing: owing)).Lists(40),
        steps => Always.Smaller(steps),
        steps =>
        {
            var (state, model) = (new ReportState(), new Dictionary<string, int>());
            var order = new List<string>();
            foreach (var (operation, body, owing) in steps)
            {
                var command = Command(operation, body);
                var expected = body is 4 or 5 ? "INVALID_FIELDS"
                    : model.TryGetValue(command.OperationId, out var known) ? known == body ? "nothing" : "OPERATION_ID_REUSED"
                    : owing switch { 0 => "NOT_RECEIVED", 1 => "NOTHING_OWED", _ => "reported" };
                var found = Outcome(state, command, Entry(owing), out var next);

                Assert.True(expected == found, $"{command}: expected {expected}, found {found}");
                if (found == "reported")
                {
                    model[command.OperationId] = body;
                    order.Add(command.OperationId);
                    var fact = Assert.IsType<ComplianceReported>(Assert.Single(next.Facts));
                    Assert.Equal((order.Count, command.OperationId, command.Statement), (fact.Sequence, fact.OperationId, fact.Statement));
                }

                state = next;
                Assert.Equal(order, state.Reports.Select(report => report.OperationId));
            }
        },
        size: 40);

    private static Standing StandingAfter(int sequence) => sequence switch { 1 => Standing.Opened, < 4 => Standing.Declined, _ => Standing.Acknowledged };

    private static RegisterState Enter(RegisterState state, List<RegisteredAct> acts)
    {
        var next = DepartmentRules.Register(state, [.. acts]);
        Assert.True(
            ReferenceEquals(next, state) ? next.Sequence == state.Sequence : next.Sequence > state.Sequence,
            $"The number was {state.Sequence} and is {next.Sequence}.");
        return next;
    }

    private static string Outcome(ReportState state, ComplyCommand command, DiaryEntry? entry, out ReportState next)
    {
        next = state;
        try
        {
            next = DepartmentRules.Comply(state, command, entry, Now);
            return ReferenceEquals(next, state) ? "nothing" : "reported";
        }
        catch (RefusedException refused)
        {
            return refused.Reason;
        }
    }

    private static ComplyCommand Command(int operation, int body)
    {
        var command = new ComplyCommand($"op-{operation}", "1/2020", "p-5", "In force", "Circulated", null);
        return body switch
        {
            0 => command,
            1 => command with { By = "p-6" },
            2 => command with { EvidenceText = null, EvidenceSha256 = new string('a', 64) },
            3 => command with { Statement = "نافذ ہے" },
            4 => command with { EvidenceText = " " },
            _ => command with { EvidenceSha256 = new string('A', 64) },
        };
    }

    private static DiaryEntry? Entry(int owing) => owing == 0
        ? null
        : new DiaryEntry("1/2020", 1, Text("Order"), 1, 2020, Now, "punjab", [new ServedPost("so-1", owing == 1 ? AddresseeKind.Information : AddresseeKind.Action, false)], [], null, null);
}
