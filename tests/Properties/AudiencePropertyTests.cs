using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;

namespace Directives.Tests.Properties;

/// <summary>Whatever the organogram and the audience, the same posts are addressed and the same offices reached as by sets.</summary>
public sealed class AudiencePropertyTests
{
    [Fact]
    public void Serve_AnyProvince_AddressesThePostsThatSetsLeave() => Always.Holds(Province.Any, Province.Smaller, province =>
    {
        var organogram = province.ToOrganogram();
        var addressed = new ProvinceModel(province).Addressed();
        for (var office = 0; office < province.Count; office++)
        {
            var expected = province.SeatsOf(office)
                .Select((seat, i) => (Seat: seat, Number: i))
                .Where(seat => addressed.ContainsKey((office, seat.Number)))
                .Select(seat => new ServedPost(Province.SeatOf(seat.Number), addressed[(office, seat.Number)], seat.Seat.Vacant));

            var served = Audience.Serve(province.Rule, organogram.Place(Province.NameOf(office)));

            Assert.True(expected.SequenceEqual(served), $"{Province.NameOf(office)}: expected {Show(expected)}, found {Show(served)}");
        }
    });

    [Fact]
    public void Reaches_AnyProvince_AreTheTargetsAndAllAboveThemInTheJurisdiction() => Always.Holds(Province.Any, Province.Smaller, province =>
    {
        var organogram = province.ToOrganogram();
        var order = Given.Order(organogram, province.Rule, province.JurisdictionId);
        var model = new ProvinceModel(province);
        var expected = model.Reached();

        var reached = Enumerable.Range(0, province.Count).Where(office => Audience.Reaches(order, Path(organogram, office))).ToHashSet();

        Assert.True(expected.SetEquals(reached), $"expected {Show(expected)}, found {Show(reached)}");
        var unreached = model.Addressed().Keys.Where(post => model.Subtree(model.Jurisdiction).Contains(post.Office) && !reached.Contains(post.Office));
        Assert.Empty(unreached);
        foreach (var office in Enumerable.Range(0, province.Count).Where(office => Audience.ReachesWholly(order, Path(organogram, office))))
            Assert.True(expected.IsSupersetOf(model.Subtree(office)), $"{Province.NameOf(office)} is not wholly reached");
    });

    /// <summary>Named posts and departments only: nothing else on the way than what is above them.</summary>
    [Fact]
    public void Reaches_NamedPlacesOnly_AreTheOfficesOfThoseAndTheirAncestors() => Always.Holds(Province.Any, Province.Smaller, province =>
    {
        var organogram = province.ToOrganogram();
        var named = province.Rule with
        {
            Clauses = [.. province.Rule.Clauses.Where(clause => !clause.Filter.Posts.IsEmpty || !clause.Filter.Departments.IsEmpty)],
        };
        var order = Given.Order(organogram, named, Province.Root);
        var targets = named.Clauses.SelectMany(clause => clause.Filter.Posts.IsEmpty
            ? clause.Filter.Departments.AsEnumerable()
            : clause.Filter.Posts.Select(post => post[..post.IndexOf('/', StringComparison.Ordinal)]));

        var expected = targets.SelectMany(target => organogram.Place(target).Path).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(expected, organogram.Places().Where(place => Audience.Reaches(order, place.Path.AsSpan())).Select(place => place.Id).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Reach_ClausesInAnyOrder_IsTheSameWithoutAnyTargetInsideAnother() => Always.Holds(Province.Any, Province.Smaller, province =>
    {
        var organogram = province.ToOrganogram();
        var reach = Given.Order(organogram, province.Rule, province.JurisdictionId).Reach;

        var reversed = province.Rule with { Clauses = [.. province.Rule.Clauses.Reverse(), .. province.Rule.Clauses] };
        var again = Given.Order(organogram, reversed, province.JurisdictionId).Reach;

        Assert.Equal(reach.Select(Show), again.Select(Show));
        Assert.Equal(reach.Length, reach.Select(target => target.Path[^1]).Distinct().Count());
        foreach (var wide in reach.Where(target => target.Subtree))
            Assert.DoesNotContain(reach, target => target != wide && target.Path.Contains(wide.Path[^1]));
    });

    /// <summary>What an exclusion names is addressed by nothing; further exclusions never add anyone, further clauses never take anyone away.</summary>
    [Fact]
    public void Addresses_FurtherExclusionsAndClauses_OnlyTakeAwayAndOnlyAdd() => Always.Holds(Province.Any, Province.Smaller, province =>
    {
        var organogram = province.ToOrganogram();
        var (rule, bare) = (province.Rule, province.Rule with { Exclusions = [] });
        foreach (var place in organogram.Places())
        {
            foreach (var post in place.Roster)
            {
                var (narrow, wide) = (Audience.Addresses(rule, post, place.Path), Audience.Addresses(bare, post, place.Path));
                var excluded = rule.Exclusions.Any(exclusion => Audience.Matches(exclusion, post, place.Path));
                Assert.True(narrow == (excluded ? null : wide), $"{place.Id}/{post.Seat}: {narrow} with and {wide} without exclusions, of which one names it: {excluded}");
                var informed = bare with { Clauses = bare.Clauses.Add(Given.Information(Given.Everyone)) };
                Assert.Equal(wide ?? AddresseeKind.Information, Audience.Addresses(informed, post, place.Path));
            }
        }
    });

    private static ReadOnlySpan<string> Path(TestOrganogram organogram, int office) => organogram.Place(Province.NameOf(office)).Path.AsSpan();

    private static string Show(IEnumerable<ServedPost> posts) => $"[{string.Join(", ", posts.Select(post => $"{post.Seat} {post.Addressee}{(post.Vacant ? " vacant" : "")}"))}]";

    private static string Show(IEnumerable<int> offices) => $"[{string.Join(" ", offices.Order().Select(Province.NameOf))}]";

    private static string Show(ReachTarget target) => string.Join("/", target.Path) + (target.Subtree ? "/**" : "");
}
