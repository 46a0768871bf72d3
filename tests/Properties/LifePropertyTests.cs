using System.Collections.Immutable;
using System.Globalization;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>
/// A directive is issued, amended and rescinded while posts change hands and officers act, and all of it travels as messages
/// that are delivered in any order. At rest every post that is addressed is served what is in force, nothing is left open
/// that is not, and every tally is what a recount counts.
/// </summary>
public sealed class LifePropertyTests
{
    private enum Kind
    {
        Deliver,
        Act,
        Comply,
        Exempt,
        HandOver,
        Endorse,
        Amend,
        Rescind,
    }

    [Fact]
    public void Life_AnySequence_LeavesNothingStrandedAndCountsAsARecountDoes() => Always.Holds(
        Life.Any,
        Life.Smaller,
        life =>
        {
            var world = new World(life);
            foreach (var (kind, pick) in life.Steps)
                world.Take(kind, pick);
            world.Rest();
            world.CheckService();
            world.CheckTallies();
            world.CheckEndorsements();
        },
        runs: 300);

    /// <param name="Versions">The audiences of the versions after the first, in turn.</param>
    /// <param name="Attest">It is a period of a duty: served on no post, and owed by the offices.</param>
    private sealed record Life(Province Province, ImmutableArray<Province> Versions, ImmutableArray<(Kind Kind, int Pick)> Steps, bool Attest)
    {
        public static Gen<Life> Any { get; } =
            from province in Province.Any
            from other in Province.Any
            from steps in (
                from kind in Gen.Frequency(
                    (12, Gen.Constant(Kind.Deliver)), (8, Gen.Constant(Kind.Act)), (2, Gen.Constant(Kind.Comply)),
                    (3, Gen.Constant(Kind.Exempt)), (3, Gen.Constant(Kind.Endorse)),
                    (3, Gen.Constant(Kind.HandOver)), (1, Gen.Constant(Kind.Amend)))
                from pick in Gen.Choose(0, 9_999)
                select (kind, pick)).ArrayOf(120)
            from rescinded in Gen.Choose(0, 200)
            from attest in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Life(
                province,
                [province with { Clauses = other.Clauses }, province with { Exclusions = other.Exclusions }, province],
                rescinded < steps.Length ? [.. steps[..rescinded], (Kind.Rescind, 0), .. steps[rescinded..]] : [.. steps],
                attest);

        public static IEnumerable<Life> Smaller(Life life) =>
        [
            .. Always.Smaller(life.Steps).Select(steps => life with { Steps = steps }),
        ];

        public override string ToString() => $"{(Attest ? "to attest, " : "")}{Province}\nthen {string.Join("\nthen ", Versions)}\n{string.Join(", ", Steps)}";
    }

    private sealed class World
    {
        private readonly Life life;
        private readonly TestOrganogram organogram;
        private readonly Dictionary<string, PlaceState> places;
        private readonly Dictionary<string, DiaryState> diaries = [];
        private readonly Dictionary<string, DiaryEntry> entries = [];
        private readonly Dictionary<string, RegisterState> registers = [];
        private readonly Dictionary<string, IncumbencyState> held = [];
        private readonly Dictionary<string, RegisteredAct> acts = [];
        private readonly Dictionary<string, SeatExemption> exemptions = [];
        private readonly Dictionary<string, EndorsementState> endorsed = [];
        private readonly List<(string To, object Content)> underWay = [];
        private DirectiveOrder order;
        private int operations;

        public World(Life life)
        {
            this.life = life;
            organogram = life.Province.ToOrganogram();
            places = organogram.Places().ToDictionary(place => place.Id, place => new PlaceState { Place = place });
            order = Order(organogram, life.Province.Rule, life.Province.JurisdictionId) with { Attest = life.Attest };
            SendDown();
        }

        public void Take(Kind kind, int pick)
        {
            switch (kind)
            {
                case Kind.Deliver when underWay.Count > 0:
                    Deliver(underWay[pick % underWay.Count], again: pick / 1_000 % 4 == 0);
                    break;
                case Kind.Act:
                    Act(pick);
                    break;
                case Kind.Comply:
                    Comply(pick);
                    break;
                case Kind.Exempt:
                    Exempt(pick);
                    break;
                case Kind.HandOver:
                    HandOver(pick);
                    break;
                case Kind.Endorse when entries.Count > 0:
                    Endorse(pick);
                    break;
                case Kind.Amend when order.Status is DirectiveStatus.InForce:
                    var next = life.Versions[(order.Version - 1) % life.Versions.Length];
                    var amended = Order(organogram, next.Rule, order.Jurisdiction);
                    order = amended with { Attest = life.Attest, Version = order.Version + 1, Revision = order.Revision + 1 };
                    SendDown();
                    break;
                case Kind.Rescind when order.Status is DirectiveStatus.InForce:
                    order = order with { Revision = order.Revision + 1, Status = DirectiveStatus.Rescinded };
                    SendDown();
                    break;
            }
        }

        public void Rest()
        {
            while (underWay.Count > 0)
                Deliver(underWay[^1], again: false);
        }

        public void CheckService()
        {
            var province = order.Version == 1 ? life.Province : life.Versions[(order.Version - 2) % life.Versions.Length];
            var model = new ProvinceModel(province);
            if (order.Status is not DirectiveStatus.InForce)
            {
                foreach (var entry in entries.Where(entry => DepartmentRules.Owes(entry.Value) || !entry.Value.Served.IsEmpty))
                    Assert.True(entry.Value.Closed is DirectiveStatus.Rescinded, $"{entry.Key} still has it open: {entry.Value}");
                return;
            }

            var reached = model.Reached();
            foreach (var (office, _) in organogram.Places().Index())
            {
                var name = Province.NameOf(office);
                var addressed = model.Addressed().Where(post => post.Key.Office == office && reached.Contains(office))
                    .Select(post => (Seat: Province.SeatOf(post.Key.Seat), post.Value)).Order();
                var entry = entries.GetValueOrDefault(name);
                var served = (entry is null ? [] : entry.Served).Select(post => (post.Seat, post.Addressee)).Order();
                if (life.Attest)
                {
                    var owes = addressed.Any(post => post.Value is AddresseeKind.Action);
                    Assert.True((entry?.Attests ?? false) == owes, $"{name}: addressed {string.Join(" ", addressed)}, attests {entry?.Attests}");
                    addressed = Enumerable.Empty<(string, AddresseeKind)>().Order();
                }

                Assert.True(addressed.SequenceEqual(served), $"{name}: addressed {string.Join(" ", addressed)}, served {string.Join(" ", served)}");
                foreach (var post in entry is null ? [] : entry.Served)
                {
                    var current = places[name].Place!.Find(post.Seat)!.Incumbency;
                    Assert.True(post.Incumbency == current, $"{name}/{post.Seat} was served under charge {post.Incumbency}, and {current} is the present one");
                }

                if (reached.Contains(office))
                    Assert.Equal(order.Version, entry!.Version);
            }
        }

        public void CheckTallies()
        {
            foreach (var (office, entry) in entries)
            {
                var (expected, found) = (Recount(office), DepartmentRules.Report(places[office].Place!, entry, registers[office]).Tally);
                Assert.True(expected == found, $"{office}: expected {expected}, found {found}");
            }
        }

        /// <summary>An office is under what is endorsed above it and by itself, and under no deadline that is later than the order's.</summary>
        public void CheckEndorsements()
        {
            if (order.Status is not DirectiveStatus.InForce)
                return;
            foreach (var (office, entry) in entries.Where(entry => entry.Key == order.Jurisdiction || IsPassedTo(entry.Key, entry.Value)))
            {
                var expected = ExpectedOf(office);
                Assert.True(expected.SequenceEqual(entry.Endorsed), $"{office}: expected {string.Join("; ", expected)}, found {string.Join("; ", entry.Endorsed)}");
                foreach (var kind in (DeadlineKind[])[DeadlineKind.Acknowledge, DeadlineKind.Comply])
                {
                    var own = kind is DeadlineKind.Acknowledge ? order.AcknowledgeBy : order.ComplyBy;
                    Assert.True(entry.DeadlineOf(kind) == expected.Select(one => one.DeadlineOf(kind)).Append(own).Min(), $"{office}: {kind} by {entry.DeadlineOf(kind)}, the order {own}");
                }
            }
        }

        private bool IsPassedTo(string office, DiaryEntry entry) =>
            entry.From is { } from && entries[from].PassedTo.Any(child => child.Department == office);

        private ImmutableArray<Endorsement> ExpectedOf(string office) =>
        [
            .. entries[office].From is { } above ? ExpectedOf(above) : [],
            .. (endorsed.GetValueOrDefault(office)?.Given ?? []).Select(given => given.Endorsement).Where(one => one.Version == order.Version),
        ];

        private Tally Recount(string office)
        {
            if (!entries.TryGetValue(office, out var entry))
                throw new InvalidOperationException($"{office} has received nothing");
            var posts = entry.Served.Select(post => (post, Standing: StandingOf(office, post))).ToList();
            var owes = life.Attest ? entry.Attests : entry.Served.Any(post => post.Addressee is AddresseeKind.Action);
            var reported = acts.TryGetValue(office, out var report) && report.Version == entry.Version ? report.Percent ?? 100 : 0;
            var complied = reported == 100;
            var unanswered = posts.Where(post => post.post.Addressee is AddresseeKind.Action && post.Standing < Standing.Declined).ToList();
            var exempted = unanswered.Count(post => IsExempted(office, post.post.Seat));
            var open = entry.Closed is null;
            var own = new Tally
            {
                Offices = 1,
                OfficesReceived = 1,
                OfficesOwing = owes ? 1 : 0,
                OfficesComplied = owes && complied ? 1 : 0,
                OfficesReported = owes && reported > 0 ? 1 : 0,
                PercentReported = owes ? reported : 0,
                OfficesExempted = owes && !complied && open && IsExempted(office, RegisteredAct.Office) ? 1 : 0,
                OfficesClosed = owes && !complied && !open ? 1 : 0,
                ServedForAction = posts.Count(post => post.post.Addressee is AddresseeKind.Action),
                ServedForInformation = posts.Count(post => post.post.Addressee is AddresseeKind.Information),
                Vacant = posts.Count(post => post.post.Vacant),
                Opened = posts.Count(post => post.Standing is not Standing.Served),
                Acknowledged = posts.Count(post => post.Standing is Standing.Acknowledged),
                Declined = posts.Count(post => post.Standing is Standing.Declined),
                Outstanding = open ? unanswered.Count - exempted : 0,
                Exempted = open ? exempted : 0,
                Closed = open ? 0 : unanswered.Count,
            };
            return entry.PassedTo.Aggregate(own, (sum, child) =>
                sum + (entries.ContainsKey(child.Department) ? Recount(child.Department) : new Tally { Offices = child.Offices }));
        }

        private Standing StandingOf(string office, ServedPost post) =>
            acts.TryGetValue(PostId.Of(office, post.Seat), out var act)
            && act.Version == entries[office].Version && act.Incumbency == post.Incumbency
                ? act.Standing
                : Standing.Served;

        private bool IsExempted(string office, string seat) => exemptions.GetValueOrDefault(PostId.Of(office, seat)) is { InForce: true };

        private void SendDown() => SendTo([order.Jurisdiction], null);

        /// <summary>
        /// An order is fetched when it is delivered: as it stands then. What is endorsed above goes with it as it stood when it was
        /// sent, so that it may be overtaken.
        /// </summary>
        private void SendTo(IEnumerable<string> departments, string? endorsing)
        {
            var above = endorsing is null ? null : new EndorsementsAbove(
                endorsing, entries[endorsing].Endorsements?.Number ?? 0, entries[endorsing].Endorsements?.List ?? []);
            underWay.AddRange(departments.Select(department => (department, (object)new Passing(above))));
        }

        private void Deliver((string To, object Content) message, bool again)
        {
            if (!again)
                underWay.Remove(message);
            switch (message.Content)
            {
                case Passing passing:
                    Receive(message.To, order with { Endorsements = passing.Above });
                    break;
                case RegisteredAct act:
                    registers[message.To] = DepartmentRules.Register(registers[message.To], [act]);
                    Report(message.To);
                    break;
                case SeatExemption exemption:
                    entries[message.To] = DepartmentRules.Exempt(entries[message.To], [exemption]);
                    Report(message.To);
                    break;
                case TallyReport child when registers.TryGetValue(message.To, out var register):
                    registers[message.To] = DepartmentRules.Gather(register, [child]);
                    if (!ReferenceEquals(register, registers[message.To]))
                        Report(message.To);
                    break;
            }
        }

        private void Receive(string to, DirectiveOrder order)
        {
            var (diary, place) = (diaries.GetValueOrDefault(to, new DiaryState()), places[to].Place!);
            var known = entries.TryGetValue(to, out var entry);
            if (!known && (order.Status is not DirectiveStatus.InForce || !Audience.Reaches(order, place.Path.AsSpan())))
                return;
            var next = known
                ? DepartmentRules.Follow(diary, place, entry!, "1", order, Now)
                : DepartmentRules.Receive(diary, place, order, Now);
            registers.TryAdd(to, new RegisterState());
            if (!ReferenceEquals(next, diary))
            {
                entries[to] = ((EntryState)next.Rows[^1].State).Entry!;
                diaries[to] = (DiaryState)next.Written();
                foreach (var fact in next.Facts)
                    SendOn(to, fact);
            }

            Report(to);
        }

        private void SendOn(string from, Fact fact)
        {
            switch (fact)
            {
                case Received received:
                    SendTo(received.PassedTo, received.Endorsed is true ? from : null);
                    SendTo(received.AlsoTold ?? [], null);
                    break;
                case ObligationsClosed closed:
                    SendTo(closed.PassedTo, null);
                    break;
                case ServedAnew anew:
                    SendTo(anew.PassedTo ?? [], anew.Endorsed is true ? from : null);
                    break;
                case Endorsed endorsed:
                    SendTo(endorsed.PassedTo, from);
                    break;
                case EndorsementReceived received:
                    SendTo(received.PassedTo, from);
                    break;
            }
        }

        private void Endorse(int pick)
        {
            var (office, entry) = entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).ElementAt(pick % entries.Count);
            var today = PakistanDay.Of(Now);
            var command = new EndorseCommand(
                $"op-{++operations}", order.Number, entry.Version, "p-1", Text("First to us"),
                pick / 100 % 3 == 0 ? null : today.AddDays(pick / 100 % 7), pick / 10 % 3 == 0 ? null : today.AddDays(7 + pick / 100 % 7));
            var known = endorsed.GetValueOrDefault(office, new EndorsementState());
            try
            {
                var next = DepartmentRules.Endorse(diaries[office], places[office].Place!, entry, "1", known, null, command, Now);
                endorsed[office] = (EndorsementState)next.Rows[0].State;
                entries[office] = ((EntryState)next.Rows[^1].State).Entry!;
                diaries[office] = (DiaryState)next.Written();
                SendOn(office, next.Facts.Single());
            }
            catch (RefusedException refused) when (refused.Reason is "LOOSER" or "NOTHING_BELOW" or "NOT_IN_FORCE" or "TOO_MANY")
            {
                Assert.True(refused.Reason != "NOT_IN_FORCE" || entry.Closed is not null, refused.Message);
            }
        }

        private void Act(int pick)
        {
            var open = entries.Where(entry => entry.Value is { Closed: null, Served.IsEmpty: false }).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            if (open.Count == 0)
                return;
            var (office, entry) = open[pick % open.Count];
            var served = entry.Served[pick / 100 % entry.Served.Length];
            if (places[office].Place!.Find(served.Seat)!.Incumbent is null)
                return;
            var post = PostId.Of(office, served.Seat);
            var standing = StandingOf(office, served) switch
            {
                Standing.Served => Standing.Opened,
                Standing.Opened => pick % 2 == 0 ? Standing.Declined : Standing.Acknowledged,
                _ => Standing.Acknowledged,
            };
            var act = new RegisteredAct(served.Seat, acts.GetValueOrDefault(post)?.Sequence + 1 ?? 1, standing, entry.Version, served.Incumbency);
            acts[post] = act;
            underWay.Add((office, act));
        }

        /// <summary>An exemption of a post, or of what the office owes itself, begins or ends.</summary>
        private void Exempt(int pick)
        {
            var open = entries.Where(entry => entry.Value.Closed is null && DepartmentRules.Owes(entry.Value)).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            if (open.Count == 0)
                return;
            var (office, entry) = open[pick % open.Count];
            var seat = entry.Served.IsEmpty || pick / 100 % 3 == 0 ? RegisteredAct.Office : entry.Served[pick / 100 % entry.Served.Length].Seat;
            var earlier = exemptions.GetValueOrDefault(PostId.Of(office, seat));
            var exemption = new SeatExemption(seat, (earlier?.Sequence ?? 0) + 1, earlier is not { InForce: true });
            exemptions[PostId.Of(office, seat)] = exemption;
            underWay.Add((office, exemption));
        }

        private void Comply(int pick)
        {
            var owing = entries.Where(entry => entry.Value.Closed is null && DepartmentRules.Owes(entry.Value)).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            if (owing.Count == 0)
                return;
            var (office, entry) = owing[pick % owing.Count];
            var percent = pick / 100 % 2 == 0 ? null : (int?)(pick / 100 % 99 + 1);
            acts[office] = new RegisteredAct(
                RegisteredAct.Office, acts.GetValueOrDefault(office)?.Sequence + 1 ?? 1, Standing.Acknowledged, entry.Version, Percent: percent);
            underWay.Add((office, acts[office]));
        }

        /// <summary>Whoever holds the post leaves it, and another person takes it or nobody does.</summary>
        private void HandOver(int pick)
        {
            var office = Province.NameOf(pick % life.Province.Count);
            var state = places[office];
            if (state.Place!.Roster.IsEmpty)
                return;
            var post = state.Place.Roster[pick / 100 % state.Place.Roster.Length];
            var record = held.GetValueOrDefault(PostId.Of(office, post.Seat), new IncumbencyState());
            var today = new DateOnly(2020, 2, 14);
            var operation = (++operations).ToString(CultureInfo.InvariantCulture);
            if (post.Incumbent is { } leaving)
            {
                state = ChargeRules.Relinquish(state, record, null, new RelinquishCommand($"out-{operation}", post.Seat, leaving.Person, today, "p-1"), Now);
                record = (IncumbencyState)state.Rows[0].State;
            }

            if (pick % 3 > 0)
            {
                (DiaryEntry, string?)[] inForce = entries.TryGetValue(office, out var entry) && entry.Closed is null ? [(entry, "1")] : [];
                var command = new AssumeCommand(
                    $"in-{operation}", post.Seat, new Incumbent($"p-{operation}", Text("Successor"), ChargeKind.Regular), today, null, "p-1");
                state = ChargeRules.Assume(state, record, null, inForce, command, Now);
                record = (IncumbencyState)state.Rows[0].State;
                if (state.Rows.Select(row => row.State).OfType<EntryState>().SingleOrDefault() is { } anew)
                {
                    entries[office] = anew.Entry!;
                    Report(office);
                }
            }

            places[office] = (PlaceState)state.Written();
            held[PostId.Of(office, post.Seat)] = record;
        }

        private void Report(string from)
        {
            var report = DepartmentRules.Report(places[from].Place!, entries[from], registers[from]);
            if (report.Parent is { } parent)
                underWay.Add((parent, report));
        }
    }

    /// <summary>An order on its way.</summary>
    /// <param name="Above">What the department that passes it on had endorsed; null where that is not told.</param>
    private sealed record Passing(EndorsementsAbove? Above);
}
