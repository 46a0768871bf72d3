using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Acts and tallies may come twice, late, or in any order: what counts is the same.</summary>
public sealed class RegisterTests
{
    private static readonly string[] Seats = ["", "secretary", "so-1", "so-2", "md"];
    private static readonly string[] Children = ["sgad-estates", "sgad-procurement", "law"];

    [Fact]
    public void Register_OlderOrSameSequence_ChangesNothing()
    {
        var state = DepartmentRules.Register(new RegisterState(), [new("so-1", 2, Standing.Declined, 1)]);

        Assert.Same(state, DepartmentRules.Register(state, [new("so-1", 2, Standing.Declined, 1)]));
        Assert.Same(state, DepartmentRules.Register(state, [new("so-1", 1, Standing.Opened, 1)]));
        Assert.Same(state, DepartmentRules.Register(state, []));
        Assert.Equal(2, state.Sequence);
    }

    [Fact]
    public void Register_NewerSequence_ReplacesAndCountsUp()
    {
        var state = DepartmentRules.Register(new RegisterState(), [new("so-1", 1, Standing.Opened, 1), new("md", 1, Standing.Opened, 1)]);
        state = DepartmentRules.Register(state, [new("so-1", 3, Standing.Acknowledged, 1)]);

        Assert.Equal(4, state.Sequence);
        Assert.Equal(Standing.Acknowledged, state.Acts.Find("so-1")!.Standing);
        Assert.Equal(Standing.Opened, state.Acts.Find("md")!.Standing);
        Assert.Empty(state.Facts);
    }

    [Fact]
    public void Gather_OlderOrSameSequence_ChangesNothing()
    {
        var state = DepartmentRules.Gather(new RegisterState(), [Report("law", 5)]);

        Assert.Same(state, DepartmentRules.Gather(state, [Report("law", 5)]));
        Assert.Same(state, DepartmentRules.Gather(state, [Report("law", 4)]));
        Assert.Same(state, DepartmentRules.Gather(state, []));
        Assert.Equal(5, DepartmentRules.Gather(state, [Report("law", 6)]).Children.Find("law")!.Sequence - 1);
    }

    /// <summary>
    /// Acts are handed over in random batches, out of order and with repeats; tallies likewise. The state is the one of
    /// the orderly delivery, and each tally equals a count over the acts themselves.
    /// </summary>
    [Fact]
    public void RegisterAndGather_AnyOrderAndRepeats_GiveTheSameTallyAsARecount() => Always.Holds(
        Deliveries(),
        _ => [],
        delivery =>
        {
            var orderly = Apply(delivery.Acts.Select(act => ImmutableArray.Create(act)), delivery.Tallies.Select(tally => ImmutableArray.Create(tally)));
            var disorderly = Apply(delivery.ActBatches, delivery.TallyBatches);

            Assert.Equal(orderly.Acts.AsEnumerable(), disorderly.Acts);
            Assert.Equal(orderly.Children.AsEnumerable(), disorderly.Children);
            var place = TestOrganogram.Province().Place("sgad");
            Assert.Equal(Recount(delivery), DepartmentRules.Report(place, Entry, disorderly).Tally);
            Assert.Equal(disorderly.Sequence + 1, DepartmentRules.Report(place, Entry, disorderly).Sequence);
        },
        runs: 300);

    [Fact]
    public void Report_NothingHeardFromAChild_CountsTheOfficesThatItIsKnownToHave()
    {
        var place = TestOrganogram.Province().Place("sgad");

        var report = DepartmentRules.Report(place, Entry, new RegisterState());

        Assert.Equal(("sgad", "punjab", 1, 1L, false), (report.Department, report.Parent!, report.Depth, report.Sequence, report.Complied));
        Assert.Equal(
            new Tally { Offices = 6, OfficesReceived = 1, OfficesOwing = 1, ServedForAction = 3, ServedForInformation = 1, Vacant = 1, Outstanding = 3 },
            report.Tally);
    }

    [Fact]
    public void Report_AChildThatItWasNotPassedTo_DoesNotCount()
    {
        var register = DepartmentRules.Gather(new RegisterState(), [Report("archives", 1, new Tally { Offices = 9, OfficesReceived = 9 })]);

        Assert.Equal(
            DepartmentRules.Report(TestOrganogram.Province().Place("sgad"), Entry, new RegisterState()).Tally,
            DepartmentRules.Report(TestOrganogram.Province().Place("sgad"), Entry, register).Tally);
    }

    [Fact]
    public void Own_EachStanding_CountsInEveryColumnThatItReaches()
    {
        (Standing Standing, AddresseeKind Addressee, Tally Expected)[] rows =
        [
            (Standing.Served, AddresseeKind.Action, new Tally { ServedForAction = 1, Outstanding = 1 }),
            (Standing.Opened, AddresseeKind.Action, new Tally { ServedForAction = 1, Opened = 1, Outstanding = 1 }),
            (Standing.Declined, AddresseeKind.Action, new Tally { ServedForAction = 1, Opened = 1, Declined = 1 }),
            (Standing.Acknowledged, AddresseeKind.Action, new Tally { ServedForAction = 1, Opened = 1, Acknowledged = 1 }),
            (Standing.Served, AddresseeKind.Information, new Tally { ServedForInformation = 1 }),
            (Standing.Opened, AddresseeKind.Information, new Tally { ServedForInformation = 1, Opened = 1 }),
            (Standing.Declined, AddresseeKind.Information, new Tally { ServedForInformation = 1, Opened = 1, Declined = 1 }),
            (Standing.Acknowledged, AddresseeKind.Information, new Tally { ServedForInformation = 1, Opened = 1, Acknowledged = 1 }),
        ];
        foreach (var (standing, addressee, expected) in rows)
        {
            var entry = Entry with { Served = [new ServedPost("so-1", addressee, false)] };
            var register = standing is Standing.Served
                ? new RegisterState()
                : DepartmentRules.Register(new RegisterState(), [new("so-1", 1, standing, 1)]);
            var office = new Tally { Offices = 1, OfficesReceived = 1, OfficesOwing = addressee is AddresseeKind.Action ? 1 : 0 };

            Assert.Equal(office + expected, DepartmentRules.Own(entry, register));
        }
    }

    [Fact]
    public void Own_OfficeThatOwesNothing_IsNeverCountedAsComplied()
    {
        var register = DepartmentRules.Register(new RegisterState(), [new(RegisteredAct.Office, 1, Standing.Acknowledged, 1)]);

        Assert.Equal(1, DepartmentRules.Own(Entry, register).OfficesComplied);
        Assert.Equal(0, DepartmentRules.Own(Entry with { Served = [] }, register).OfficesComplied);
        Assert.Equal(0, DepartmentRules.Own(Entry, register).Acknowledged);
    }

    private sealed record Delivery(
        RegisteredAct[] Acts, TallyReport[] Tallies,
        ImmutableArray<RegisteredAct>[] ActBatches, ImmutableArray<TallyReport>[] TallyBatches)
    {
        public override string ToString() =>
            $"{string.Join("; ", ActBatches.Select(batch => string.Join(", ", batch)))} | {string.Join("; ", TallyBatches.Select(batch => string.Join(", ", batch)))}";
    }

    private static DiaryEntry Entry => new(
        "1/2020", 1, Text("Order"), 1, 2020, Now, "punjab",
        [
            new("secretary", AddresseeKind.Information, false), new("so-1", AddresseeKind.Action, false),
            new("so-2", AddresseeKind.Action, true), new("md", AddresseeKind.Action, false),
        ],
        [new("sgad-estates", 1), new("sgad-procurement", 2), new("law", 2)], null, null);

    private static Gen<Delivery> Deliveries() =>
        from standings in Gen.Elements(Enum.GetValues<Standing>()).Where(standing => standing != Standing.Served).ArrayOf(12)
        from seats in Gen.Elements(Seats).ArrayOf(12)
        let acts = Number(seats, (seat, sequence, i) => new RegisteredAct(seat, sequence, standings[i], 1))
        from counts in Gen.Choose(0, 50).ArrayOf(8)
        from children in Gen.Elements(Children).ArrayOf(8)
        let tallies = Number(children, (child, sequence, i) => Report(child, sequence, new Tally { Offices = 2, OfficesReceived = i % 3, ServedForAction = counts[i], Opened = counts[i] / 2 }))
        from actBatches in Disorder(acts)
        from tallyBatches in Disorder(tallies)
        select new Delivery(acts, tallies, actBatches, tallyBatches);

    /// <summary>Everything at least once, some twice, in any order, in batches of any size.</summary>
    private static Gen<ImmutableArray<T>[]> Disorder<T>(T[] items) =>
        from repeated in Gen.Elements(items).ArrayOf(6)
        from shuffled in Gen.Shuffle(items.Concat(repeated).ToArray())
        from batches in Gen.Choose(1, 5).ArrayOf(shuffled.Length)
        select Batches(shuffled, batches);

    private static ImmutableArray<T>[] Batches<T>(T[] items, int[] sizes)
    {
        var batches = new List<ImmutableArray<T>>();
        for (int taken = 0, i = 0; taken < items.Length; taken += sizes[i++])
            batches.Add([.. items.Skip(taken).Take(sizes[i])]);
        return [.. batches];
    }

    private static T[] Number<T>(string[] keys, Func<string, int, int, T> make)
    {
        var sequences = new Dictionary<string, int>();
        return [.. keys.Select((key, i) => make(key, sequences[key] = sequences.GetValueOrDefault(key) + 1, i))];
    }

    private static RegisterState Apply(IEnumerable<ImmutableArray<RegisteredAct>> acts, IEnumerable<ImmutableArray<TallyReport>> tallies) =>
        tallies.Aggregate(acts.Aggregate(new RegisterState(), DepartmentRules.Register), DepartmentRules.Gather);

    private static Tally Recount(Delivery delivery)
    {
        var last = Seats.ToDictionary(seat => seat, seat => delivery.Acts.LastOrDefault(act => act.Seat == seat)?.Standing);
        Standing?[] own = [last["secretary"], last["so-1"], last["so-2"], last["md"]];
        var heard = Children.Select(child => delivery.Tallies.LastOrDefault(tally => tally.Department == child)?.Tally).ToList();
        return new Tally
        {
            Offices = 1 + heard.Zip([1, 2, 2], (tally, known) => tally?.Offices ?? known).Sum(),
            OfficesReceived = 1 + heard.Sum(tally => tally?.OfficesReceived ?? 0),
            OfficesOwing = 1,
            OfficesComplied = last[""] is null ? 0 : 1,
            OfficesReported = last[""] is null ? 0 : 1,
            PercentReported = last[""] is null ? 0 : 100,
            ServedForAction = 3 + heard.Sum(tally => tally?.ServedForAction ?? 0),
            ServedForInformation = 1,
            Vacant = 1,
            Opened = own.Count(standing => standing is not null) + heard.Sum(tally => tally?.Opened ?? 0),
            Acknowledged = own.Count(standing => standing is Standing.Acknowledged),
            Declined = own.Count(standing => standing is Standing.Declined),
            Outstanding = own[1..].Count(standing => standing is null or Standing.Opened),
        };
    }

    private static TallyReport Report(string child, long sequence, Tally? tally = null) =>
        new(child, "sgad", 2, sequence, false, tally ?? new Tally { Offices = 1, OfficesReceived = 1 });
}
