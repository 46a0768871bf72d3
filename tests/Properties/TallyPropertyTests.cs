using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>
/// An order goes down a generated province, acts are entered and tallies go up, as messages that are delivered in any
/// order, alone or together, some again and again. At rest every department counts what a recount counts.
/// </summary>
public sealed class TallyPropertyTests
{
    /// <summary>What posts do, by pick: all that a post can have done.</summary>
    private static readonly ImmutableArray<ImmutableArray<Standing>> Doings =
    [
        [], [Standing.Opened], [Standing.Opened, Standing.Declined], [Standing.Opened, Standing.Acknowledged],
        [Standing.Opened, Standing.Declined, Standing.Acknowledged],
    ];

    [Fact]
    public void Tallies_DeliveredInAnyOrderAgainAndAgain_AreARecountAtRest() => Always.Holds(
        Run.Any,
        Run.Smaller,
        run =>
        {
            var offices = new Offices(run);
            offices.Deliver();
            var model = new ProvinceModel(run.Province);
            var reached = model.Reached();
            Assert.True(
                reached.Select(Province.NameOf).ToHashSet().SetEquals(offices.Received),
                $"received by {string.Join(" ", offices.Received.Order())}, expected {string.Join(" ", reached.Order().Select(Province.NameOf))}");
            foreach (var office in reached)
            {
                var expected = Recount(run, model, model.Subtree(office).Where(reached.Contains));
                var found = offices.TallyOf(Province.NameOf(office));
                Assert.True(expected == found, $"{Province.NameOf(office)}: expected {expected}, found {found}");
            }
        },
        runs: 150);

    private static Tally Recount(Run run, ProvinceModel model, IEnumerable<int> offices)
    {
        var addressed = model.Addressed();
        var counted = offices.ToHashSet();
        var posts = addressed.Where(post => counted.Contains(post.Key.Office)).ToList();
        var owing = posts.Where(post => post.Value is AddresseeKind.Action).Select(post => post.Key.Office).Distinct().ToList();
        Standing Last((int Office, int Seat) post) => run.DoingsOf(post.Office, post.Seat) is [.., var last] ? last : Standing.Served;
        return new Tally
        {
            Offices = counted.Count,
            OfficesReceived = counted.Count,
            OfficesOwing = owing.Count,
            OfficesComplied = owing.Count(run.Complies),
            OfficesReported = owing.Count(run.Complies),
            PercentReported = owing.Count(run.Complies) * 100,
            ServedForAction = posts.Count(post => post.Value is AddresseeKind.Action),
            ServedForInformation = posts.Count(post => post.Value is AddresseeKind.Information),
            Vacant = posts.Count(post => run.Province.SeatsOf(post.Key.Office)[post.Key.Seat].Vacant),
            Opened = posts.Count(post => Last(post.Key) is not Standing.Served),
            Acknowledged = posts.Count(post => Last(post.Key) is Standing.Acknowledged),
            Declined = posts.Count(post => Last(post.Key) is Standing.Declined),
            Outstanding = posts.Count(post => post.Value is AddresseeKind.Action && Last(post.Key) is Standing.Served or Standing.Opened),
        };
    }

    /// <param name="Doings">What the posts do and which offices comply, in turn.</param>
    /// <param name="Picks">Which message is delivered next, whether it stays to be delivered again, and whether others go with it.</param>
    private sealed record Run(Province Province, ImmutableArray<int> Doings, ImmutableArray<int> Picks)
    {
        public static Gen<Run> Any { get; } =
            from province in Province.Any
            from doings in Gen.Choose(0, 4).ArrayOf(20)
            from picks in Gen.Choose(0, 9999).ArrayOf(60)
            select new Run(province, [.. doings], [.. picks]);

        public static IEnumerable<Run> Smaller(Run run) =>
        [
            .. Always.Smaller(run.Picks).Select(picks => run with { Picks = picks }),
            .. Province.Smaller(run.Province).Select(province => run with { Province = province }),
            .. Always.Smaller(run.Doings).Where(doings => doings.Length > 0).Select(doings => run with { Doings = doings }),
        ];

        public ImmutableArray<Standing> DoingsOf(int office, int seat) => Province.SeatsOf(office)[seat].Vacant
            ? []
            : TallyPropertyTests.Doings[Doings[(office * 5 + seat) % Doings.Length]];

        public bool Complies(int office) => Doings[office % Doings.Length] > 2;

        public override string ToString() => $"{Province}\ndoings {string.Join(" ", Doings)}, picks {string.Join(" ", Picks)}";
    }

    private sealed record Message(string To, Action<Offices, IReadOnlyList<Message>> Deliver, object Content);

    /// <summary>The departments, and what is on its way between them.</summary>
    private sealed class Offices
    {
        private readonly Run run;
        private readonly TestOrganogram organogram;
        private readonly DirectiveOrder order;
        private readonly Dictionary<string, DiaryEntry> entries = [];
        private readonly Dictionary<string, RegisterState> registers = [];
        private readonly List<Message> underWay = [];

        public Offices(Run run)
        {
            this.run = run;
            organogram = run.Province.ToOrganogram();
            order = Order(organogram, run.Province.Rule, run.Province.JurisdictionId);
            if (Audience.Reaches(order, organogram.Place(order.Jurisdiction).Path.AsSpan()))
                underWay.Add(OrderTo(order.Jurisdiction));
        }

        public IEnumerable<string> Received => entries.Keys;

        public Tally TallyOf(string office) => ReportOf(office).Tally;

        public void Deliver()
        {
            foreach (var pick in run.Picks.TakeWhile(_ => underWay.Count > 0))
                Deliver(underWay[pick % underWay.Count], again: pick / 1000 % 2 == 1, together: pick / 2000 % 2 == 1);
            while (underWay.Count > 0)
                Deliver(underWay[^1], again: false, together: false);
        }

        private void Deliver(Message message, bool again, bool together)
        {
            Message[] messages = together
                ? [.. underWay.Where(other => other.To == message.To && other.Content.GetType() == message.Content.GetType())]
                : [message];
            if (!again)
                underWay.RemoveAll(messages.Contains);
            message.Deliver(this, messages);
        }

        private void Receive(string to)
        {
            if (!entries.ContainsKey(to))
            {
                var place = organogram.Place(to);
                var added = Assert.Single(DepartmentRules.Receive(new DiaryState(), place, order, Now).Rows);
                var entry = entries[to] = ((EntryState)added.State).Entry!;
                registers[to] = new RegisterState();
                underWay.AddRange(entry.PassedTo.Select(passed => OrderTo(passed.Department)));
                underWay.AddRange(ActsOf(to, entry));
            }

            Report(to);
        }

        private IEnumerable<Message> ActsOf(string to, DiaryEntry entry)
        {
            var office = int.Parse(to.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            foreach (var served in entry.Served)
            {
                var doings = run.DoingsOf(office, int.Parse(served.Seat.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));
                for (var i = 0; i < doings.Length; i++)
                    yield return ActTo(to, new RegisteredAct(served.Seat, i + 1, doings[i], 1));
            }

            if (DepartmentRules.Owes(entry) && run.Complies(office))
                yield return ActTo(to, new RegisteredAct(RegisteredAct.Office, 1, Standing.Acknowledged, 1));
        }

        private void Report(string from)
        {
            var report = ReportOf(from);
            Assert.True(report.Tally.OfficesReceived <= report.Tally.Offices, $"{from} counts more offices than there are: {report}");
            if (report.Parent is { } parent)
                underWay.Add(new Message(parent, (offices, all) => offices.Gather(parent, [.. all.Select(message => (TallyReport)message.Content)]), report));
        }

        private void Register(string to, ImmutableArray<RegisteredAct> acts)
        {
            registers[to] = DepartmentRules.Register(registers[to], acts);
            Report(to);
        }

        private void Gather(string to, ImmutableArray<TallyReport> children)
        {
            var before = registers[to];
            registers[to] = DepartmentRules.Gather(before, children);
            if (!ReferenceEquals(before, registers[to]))
                Report(to);
        }

        private TallyReport ReportOf(string office) => DepartmentRules.Report(organogram.Place(office), entries[office], registers[office]);

        private static Message OrderTo(string to) => new(to, (offices, _) => offices.Receive(to), to);

        private static Message ActTo(string to, RegisteredAct act) =>
            new(to, (offices, all) => offices.Register(to, [.. all.Select(message => (RegisteredAct)message.Content)]), act);
    }
}
