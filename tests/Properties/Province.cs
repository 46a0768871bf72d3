using System.Collections.Immutable;
using System.Globalization;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Properties;

/// <summary>A seat on a generated roster.</summary>
internal sealed record GivenSeat(int Bps, int Cadre, int Group, bool Vacant)
{
    public static Gen<GivenSeat> Any { get; } =
        from bps in Gen.Choose(15, 19)
        from cadre in Gen.Choose(0, 2)
        from serviceGroup in Gen.Choose(0, 2)
        from vacant in Gen.Choose(0, 3)
        select new GivenSeat(bps, cadre, serviceGroup, vacant == 0);
}

/// <summary>A department: which of those before it is above it (modulo how many there are), and its roster.</summary>
internal sealed record GivenOffice(int Above, ImmutableArray<GivenSeat> Seats)
{
    public static Gen<GivenOffice> Any { get; } =
        from above in Gen.Choose(0, 1000)
        from seats in GivenSeat.Any.Lists(4)
        select new GivenOffice(above, seats);

    public override string ToString() => $"below {Above}: [{string.Join(" ", Seats.Select(seat => $"{seat.Bps}/c{seat.Cadre}/g{seat.Group}{(seat.Vacant ? "/vacant" : "")}"))}]";
}

/// <summary>A filter by picks: of departments and seats modulo how many there are, so that any of them can be left out.</summary>
internal sealed record GivenFilter(
    ImmutableArray<int> Within, ImmutableArray<int> Departments, ImmutableArray<int> Cadres, ImmutableArray<int> Groups, int BpsFrom, int BpsTo,
    ImmutableArray<(int Office, int Seat)> Posts)
{
    public static Gen<GivenFilter> Any { get; } =
        from within in Sometimes(Gen.Choose(0, 1000), 2)
        from departments in Sometimes(Gen.Choose(0, 1000), 2)
        from cadres in Sometimes(Gen.Choose(0, 2), 2)
        from groups in Sometimes(Gen.Choose(0, 2), 2)
        from bpsFrom in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(15, 18)))
        from bpsTo in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(17, 19)))
        from posts in Sometimes(Gen.Choose(0, 1000).SelectMany(office => Gen.Choose(0, 3).Select(seat => (office, seat))), 3)
        select new GivenFilter(within, departments, cadres, groups, bpsFrom, bpsTo, posts);

    public static IEnumerable<GivenFilter> Smaller(GivenFilter filter)
    {
        foreach (var fewer in Always.Smaller(filter.Within))
            yield return filter with { Within = fewer };
        foreach (var fewer in Always.Smaller(filter.Departments))
            yield return filter with { Departments = fewer };
        foreach (var fewer in Always.Smaller(filter.Cadres))
            yield return filter with { Cadres = fewer };
        foreach (var fewer in Always.Smaller(filter.Groups))
            yield return filter with { Groups = fewer };
        foreach (var fewer in Always.Smaller(filter.Posts))
            yield return filter with { Posts = fewer };
        if (filter.BpsFrom > 0)
            yield return filter with { BpsFrom = 0 };
        if (filter.BpsTo > 0)
            yield return filter with { BpsTo = 0 };
    }

    public override string ToString() =>
        $"within [{string.Join(" ", Within)}] departments [{string.Join(" ", Departments)}] cadres [{string.Join(" ", Cadres)}] groups [{string.Join(" ", Groups)}] bps {BpsFrom}-{BpsTo} posts [{string.Join(" ", Posts)}]";

    private static Gen<ImmutableArray<T>> Sometimes<T>(Gen<T> items, int most) => Gen.Frequency(
        (2, Gen.Constant(ImmutableArray<T>.Empty)),
        (1, from count in Gen.Choose(1, most) from list in items.ArrayOf(count) select list.ToImmutableArray()));
}

/// <summary>An organogram, an audience and where it is issued for, all generated.</summary>
internal sealed record Province(
    ImmutableArray<GivenOffice> Below, ImmutableArray<(AddresseeKind Addressee, GivenFilter Filter)> Clauses, ImmutableArray<GivenFilter> Exclusions, int Jurisdiction)
{
    public static Gen<Province> Any { get; } =
        from below in GivenOffice.Any.Lists(24)
        from clauseCount in Gen.Choose(1, 3)
        from clauses in Gen.Elements(AddresseeKind.Action, AddresseeKind.Information).SelectMany(kind => GivenFilter.Any.Select(filter => (kind, filter))).ArrayOf(clauseCount)
        from exclusionCount in Gen.Choose(0, 2)
        from exclusions in GivenFilter.Any.ArrayOf(exclusionCount)
        from jurisdiction in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(0, 1000)))
        select new Province(below, [.. clauses], [.. exclusions], jurisdiction);

    /// <summary>Departments, the root among them.</summary>
    public int Count => Below.Length + 1;

    public static string Root => NameOf(0);

    public string JurisdictionId => NameOf(Jurisdiction % Count);

    /// <summary>The audience as the product has it.</summary>
    public AudienceRule Rule => new(
        [.. Clauses.Select(clause => new AudienceClause(clause.Addressee, FilterOf(clause.Filter)))], [.. Exclusions.Select(FilterOf)]);

    public static IEnumerable<Province> Smaller(Province province)
    {
        foreach (var below in Always.Smaller(province.Below, office => Always.Smaller(office.Seats).Select(seats => office with { Seats = seats })))
            yield return province with { Below = below };
        foreach (var clauses in Always.Smaller(province.Clauses, clause => GivenFilter.Smaller(clause.Filter).Select(filter => (clause.Addressee, filter))).Where(clauses => clauses.Length > 0))
            yield return province with { Clauses = clauses };
        foreach (var exclusions in Always.Smaller(province.Exclusions, GivenFilter.Smaller))
            yield return province with { Exclusions = exclusions };
        if (province.Jurisdiction > 0)
            yield return province with { Jurisdiction = 0 };
    }

    /// <summary>Names that begin like each other.</summary>
    public static string NameOf(int office) => string.Create(CultureInfo.InvariantCulture, $"o{office}");

    public static string SeatOf(int seat) => string.Create(CultureInfo.InvariantCulture, $"s{seat}");

    public int AboveOf(int office) => Below[office - 1].Above % office;

    public ImmutableArray<GivenSeat> SeatsOf(int office) => office == 0 ? [new GivenSeat(19, 0, 0, false)] : Below[office - 1].Seats;

    public TestOrganogram ToOrganogram()
    {
        var organogram = new TestOrganogram();
        for (var office = 0; office < Count; office++)
        {
            var name = NameOf(office);
            organogram.Add(
                office == 0 ? null : NameOf(AboveOf(office)), name,
                [.. SeatsOf(office).Select((seat, i) => TestOrganogram.Post(SeatOf(i), seat.Bps, $"c{seat.Cadre}", $"g{seat.Group}", seat.Vacant ? null : $"p-{name}-{i}"))]);
        }

        return organogram;
    }

    public override string ToString() =>
        $"""
        jurisdiction {JurisdictionId}, {Count} departments:
        {string.Join("\n", Below.Select((office, i) => $"{NameOf(i + 1)} below {NameOf(AboveOf(i + 1))} {office}"))}
        {string.Join("\n", Clauses.Select(clause => $"for {clause.Addressee} {clause.Filter}"))}
        {string.Join("\n", Exclusions.Select(filter => $"without {filter}"))}
        """;

    private PostFilter FilterOf(GivenFilter filter) => new(
        [.. filter.Within.Select(pick => NameOf(pick % Count))], [.. filter.Departments.Select(pick => NameOf(pick % Count))],
        [.. filter.Cadres.Select(cadre => $"c{cadre}")], [.. filter.Groups.Select(serviceGroup => $"g{serviceGroup}")], filter.BpsFrom, filter.BpsTo,
        [.. filter.Posts.Select(post => PostId.Of(NameOf(post.Office % Count), SeatOf(post.Seat)))]);
}
