using System.Collections.Immutable;
using Directives.Gateway.Reports;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>
/// An order goes down a generated province while it is amended and rescinded, posts act and change hands and offices report, in
/// any order. At every step each department's tally is noted; afterwards the facts alone give every one of them again, as of
/// its time.
/// </summary>
public sealed class AsOfPropertyTests
{
    [Fact]
    public void Fold_AsOfEveryMoment_IsTheTallyThatWasNotedThen() => Always.Holds(
        Run.Any,
        Run.Smaller,
        run =>
        {
            var life = new Life(run);
            life.Live();
            foreach (var (time, noted) in life.Noted)
            {
                var fold = life.FoldUntil(time);
                foreach (var (office, expected) in noted)
                {
                    var visit = fold.Visit(office).First();
                    var found = fold.Total(visit);
                    Assert.True(expected == found, $"{office} as of {time:O}: noted {expected}, found {found}");
                }

                Assert.Equal(noted.Keys.Order(), life.Offices.Where(office => fold.Find(office) is not null).Order());
            }
        },
        runs: 150);

    /// <summary>What is recorded after a moment changes nothing, and the order in which the ledger has two facts of one moment neither.</summary>
    [Fact]
    public void Fold_WithLaterFacts_IsTheSame() => Always.Holds(
        Run.Any,
        Run.Smaller,
        run =>
        {
            var life = new Life(run);
            life.Live();
            var middle = life.Noted[life.Noted.Count / 2].Time;
            var whole = life.FoldUntil(middle);
            var part = new DirectiveFold(middle);
            foreach (var entry in life.Ledger.Where(entry => entry.Fact.At <= middle))
                part.Add(entry);
            foreach (var office in life.Offices)
                Assert.Equal(part.Total(part.Visit(office).First()), whole.Total(whole.Visit(office).First()));
        },
        runs: 50);

    /// <param name="Versions">The audiences of the versions after the first, in turn.</param>
    /// <param name="Picks">Which of the things that may happen happens next.</param>
    private sealed record Run(Province Province, ImmutableArray<Province> Versions, ImmutableArray<int> Picks)
    {
        public static Gen<Run> Any { get; } =
            from province in Province.Any
            from other in Province.Any
            from picks in Gen.Choose(0, 999_999).ArrayOf(80)
            select new Run(
                province, [province with { Clauses = other.Clauses }, province with { Exclusions = other.Exclusions }, province], [.. picks]);

        public static IEnumerable<Run> Smaller(Run run) => Always.Smaller(run.Picks).Select(picks => run with { Picks = picks });

        public override string ToString() => $"{Province}\nthen {string.Join("\nthen ", Versions)}\npicks {string.Join(" ", Picks)}";
    }

    /// <summary>The life of the order: the departments as they stand, and the facts that they have recorded.</summary>
    private sealed class Life
    {
        private static readonly DateOnly Today = new(2020, 2, 14);
        private readonly Run run;
        private readonly TestOrganogram organogram;
        private readonly Dictionary<string, PlaceState> places;
        private readonly Dictionary<string, DiaryState> diaries = [];
        private readonly Dictionary<string, DiaryEntry> entries = [];
        private readonly Dictionary<string, RegisterState> registers = [];
        private readonly Dictionary<string, IncumbencyState> held = [];
        private readonly HashSet<string> underWay = [];
        private DirectiveOrder order;
        private DateTimeOffset now = Now;
        private int operations;

        public Life(Run run)
        {
            this.run = run;
            organogram = run.Province.ToOrganogram();
            places = organogram.Places().ToDictionary(place => place.Id, place => new PlaceState { Place = place });
            order = Order(organogram, run.Province.Rule, run.Province.JurisdictionId);
            Record("directive", order.Number, new Issued(1, order.Title, order.Jurisdiction, order.Jurisdiction, "p-1", "digest", "op"));
            underWay.Add(order.Jurisdiction);
        }

        public List<LedgerEntry> Ledger { get; } = [];

        public List<(DateTimeOffset Time, Dictionary<string, Tally> Tallies)> Noted { get; } = [];

        public IEnumerable<string> Offices => organogram.Ids;

        public void Live()
        {
            Note();
            foreach (var pick in run.Picks)
            {
                now = now.AddSeconds(pick % 7);
                Happen(pick / 7);
                Note();
            }
        }

        public DirectiveFold FoldUntil(DateTimeOffset time)
        {
            var fold = new DirectiveFold(time);
            foreach (var entry in Ledger)
                fold.Add(entry);
            return fold;
        }

        private void Happen(int pick)
        {
            var choice = pick / 40;
            switch (pick % 40)
            {
                case < 16 when underWay.Count > 0:
                    Receive(underWay.Order(StringComparer.Ordinal).ElementAt(choice % underWay.Count));
                    break;
                case < 28:
                    Act(choice);
                    break;
                case < 30:
                    Report(choice);
                    break;
                case < 32:
                    Exempt(choice);
                    break;
                case < 37:
                    HandOver(choice);
                    break;
                case < 39 when order.Status is DirectiveStatus.InForce:
                    var next = Order(organogram, run.Versions[(order.Version - 1) % run.Versions.Length].Rule, order.Jurisdiction);
                    Change(next with { Version = order.Version + 1, Revision = order.Revision + 1 }, new Amended(order.Version + 1, order.Revision + 1, order.Title, "p-1", "Why.", "digest", "op"));
                    break;
                case 39 when choice % 3 == 0 && order.Status is DirectiveStatus.InForce:
                    Change(order with { Revision = order.Revision + 1, Status = DirectiveStatus.Rescinded }, new Rescinded(order.Revision + 1, "Why.", "8/2020", "p-1", "op"));
                    break;
            }
        }

        private void Change(DirectiveOrder next, Fact fact)
        {
            order = next;
            Record("directive", order.Number, fact);
            underWay.Add(order.Jurisdiction);
        }

        private void Receive(string office)
        {
            underWay.Remove(office);
            var (diary, place) = (diaries.GetValueOrDefault(office, new DiaryState()), places[office].Place!);
            var known = entries.TryGetValue(office, out var entry);
            if (!known && (order.Status is not DirectiveStatus.InForce || !Audience.Reaches(order, place.Path.AsSpan())))
                return;
            var next = known ? DepartmentRules.Follow(diary, place, entry!, "1", order, now) : DepartmentRules.Receive(diary, place, order, now);
            registers.TryAdd(office, new RegisterState());
            if (ReferenceEquals(next, diary))
                return;
            (entries[office], diaries[office]) = (((EntryState)next.Rows[^1].State).Entry!, (DiaryState)next.Written());
            foreach (var fact in next.Facts)
            {
                Record("department", office, fact);
                underWay.UnionWith(fact switch
                {
                    Received received => received.PassedTo.Union(received.AlsoTold ?? []),
                    ObligationsClosed closed => closed.PassedTo,
                    _ => [],
                });
            }
        }

        private void Act(int choice)
        {
            var served = entries.Where(entry => entry.Value.Closed is null)
                .SelectMany(entry => entry.Value.Served, (entry, post) => (Office: entry.Key, entry.Value.Version, Post: post)).OrderBy(post => (post.Office, post.Post.Seat)).ToList();
            if (served.Count == 0)
                return;
            var (office, version, post) = served[choice % served.Count];
            var sequence = (registers[office].Acts.Find(post.Seat)?.Sequence ?? 0) + 1;
            OfficerFact fact = (choice / 100 % 3) switch
            {
                0 => new Opened(sequence, version, "p-1", Text("Officer"), "op"),
                1 => new Acknowledged(sequence, version, "p-1", Text("Officer"), "op"),
                _ => new Declined(sequence, version, "p-1", Text("Officer"), "No.", "op"),
            };
            Record("officer", PostId.Of(office, post.Seat), fact with { Incumbency = post.Incumbency });
            Register(office, new RegisteredAct(post.Seat, sequence, fact.Standing, version, post.Incumbency));
        }

        private void Report(int choice)
        {
            var owing = entries.Where(entry => entry.Value.Closed is null && DepartmentRules.Owes(entry.Value)).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            if (owing.Count == 0)
                return;
            var (office, entry) = owing[choice % owing.Count];
            var sequence = (registers[office].Acts.Find(RegisteredAct.Office)?.Sequence ?? 0) + 1;
            var partial = choice % 2 == 0 ? new PartialCompliance(1 + choice % 99, "The rest follows.", Today) : null;
            Record("department", office, new ComplianceReported(sequence, entry.Version, "p-1", "Done.", null, null, "op") { Partial = partial });
            Register(office, new RegisteredAct(RegisteredAct.Office, sequence, Standing.Acknowledged, entry.Version, Percent: partial?.Percent));
        }

        /// <summary>An exemption of a post or of an office begins, or ends.</summary>
        private void Exempt(int choice)
        {
            if (entries.Count == 0)
                return;
            var (office, entry) = entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).ElementAt(choice % entries.Count);
            var seat = choice % 3 == 0 || entry.Served.IsEmpty ? RegisteredAct.Office : entry.Served[choice / 100 % entry.Served.Length].Seat;
            var asker = seat == RegisteredAct.Office ? office : PostId.Of(office, seat);
            var known = (entry.Exemptions ?? []).FirstOrDefault(exemption => exemption.Seat == seat);
            var (sequence, begins) = ((known?.Sequence ?? 0) + 1, known is not { InForce: true });
            Record("directive", order.Number, begins
                ? new ExemptionGranted(1, sequence, asker, "p-1", Today, now, null, "op")
                : new ExemptionExpired(1, sequence, asker, now));
            entries[office] = DepartmentRules.Exempt(entry, [new SeatExemption(seat, sequence, begins)]);
        }

        /// <summary>Whoever holds a post leaves it, and another person takes it or nobody does.</summary>
        private void HandOver(int choice)
        {
            var office = Province.NameOf(choice % run.Province.Count);
            var state = places[office];
            if (state.Place!.Roster.IsEmpty)
                return;
            var post = state.Place.Roster[choice / 100 % state.Place.Roster.Length];
            var record = held.GetValueOrDefault(PostId.Of(office, post.Seat), new IncumbencyState());
            var operation = ++operations;
            if (post.Incumbent is { } leaving)
            {
                state = ChargeRules.Relinquish(state, record, null, new RelinquishCommand($"out-{operation}", post.Seat, leaving.Person, Today, "p-1"), now);
                record = (IncumbencyState)state.Rows[0].State;
            }

            if (choice % 3 > 0)
            {
                (DiaryEntry, string?)[] inForce = entries.TryGetValue(office, out var entry) && entry.Closed is null ? [(entry, "1")] : [];
                state = ChargeRules.Assume(
                    state, record, null, inForce,
                    new AssumeCommand($"in-{operation}", post.Seat, new Incumbent($"p-{operation}", Text("Successor"), ChargeKind.Regular), Today, null, "p-1"), now);
                record = (IncumbencyState)state.Rows[0].State;
                if (state.Rows.Select(row => row.State).OfType<EntryState>().SingleOrDefault() is { } anew)
                    entries[office] = anew.Entry!;
                foreach (var fact in state.Facts.OfType<ServedAnew>())
                    Record("department", office, fact);
            }

            places[office] = (PlaceState)state.Written();
            held[PostId.Of(office, post.Seat)] = record;
        }

        private void Register(string office, RegisteredAct act) => registers[office] = DepartmentRules.Register(registers[office], [act]);

        private void Record(string type, string key, Fact fact) => Ledger.Add(new LedgerEntry(
            new LedgerPosition(1, Ledger.Count + 1), type, key, fact with { Directive = order.Number, At = now }));

        /// <summary>Each department's tally once it has heard from every office below: what the grains have at rest.</summary>
        private void Note()
        {
            if (Noted.Count > 0 && Noted[^1].Time == now)
                Noted.RemoveAt(Noted.Count - 1);
            Noted.Add((now, entries.Keys.ToDictionary(office => office, office => ReportOf(office).Tally)));
        }

        private TallyReport ReportOf(string office)
        {
            ImmutableArray<TallyReport> children =
                [.. entries[office].PassedTo.Where(passed => entries.ContainsKey(passed.Department)).Select(passed => ReportOf(passed.Department))];
            return DepartmentRules.Report(places[office].Place!, entries[office], DepartmentRules.Gather(registers[office], children));
        }
    }
}
