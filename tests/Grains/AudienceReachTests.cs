using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class AudienceReachTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();

    [Fact]
    public void Reach_NamedPosts_AreTheirDepartmentsOnly() =>
        Assert.Equal(["anti-corruption", "sgad-procurement"], Reach(Rule(Action(Posts("sgad-procurement/md", "anti-corruption/dg", "sgad-procurement/lo")))));

    [Fact]
    public void Reach_NamedDepartments_AreThoseOnly() =>
        Assert.Equal(["law", "sgad"], Reach(Rule(Action(Departments("sgad", "law")))));

    [Fact]
    public void Reach_Within_IsTheSubtree() =>
        Assert.Equal(["lahore-district/**", "sgad/**"], Reach(Rule(Action(Within("sgad", "lahore-district")))));

    [Fact]
    public void Reach_FilterNamingNoPlace_IsTheWholeJurisdiction()
    {
        Assert.Equal(["punjab/**"], Reach(Rule(Action(Cadres("law-officer")))));
        Assert.Equal(["punjab/**"], Reach(Rule(Action(ServiceGroups("pms")))));
        Assert.Equal(["punjab/**"], Reach(Rule(Action(Bps(17, 0)))));
        Assert.Equal(["punjab/**"], Reach(Rule(Action(Everyone))));
        Assert.Equal(["sgad/**"], Reach(Rule(Action(Everyone)), "sgad"));
    }

    [Fact]
    public void Reach_SeveralPlacesNamedByOneFilter_IsTheNarrowest()
    {
        var filter = Everyone with { Posts = ["law/lo-1"], Departments = ["law"], Within = ["punjab"] };

        Assert.Equal(["law"], Reach(Rule(Action(filter))));
        Assert.Equal(["law"], Reach(Rule(Action(filter with { Posts = [] }))));
        Assert.Equal(["punjab/**"], Reach(Rule(Action(filter with { Posts = [], Departments = [] }))));
    }

    [Fact]
    public void Reach_UnionOfClauses_HoldsEachPlaceOnceAndNoneInsideAWider()
    {
        Assert.Equal(
            ["anti-corruption", "law", "sgad/**"],
            Reach(Rule(Action(Within("sgad")), Action(Posts("sgad-procurement/md", "anti-corruption/dg")), Information(Departments("law", "sgad")))));
        Assert.Equal(["sgad/**"], Reach(Rule(Action(Departments("sgad")), Action(Within("sgad")))));
        Assert.Equal(["sgad/**"], Reach(Rule(Action(Within("sgad")), Action(Departments("sgad")))));
        Assert.Equal(["punjab/**"], Reach(Rule(Action(Cadres("law-officer")), Action(Posts("law/lo-1")))));
        Assert.Equal(["lahore-division/**"], Reach(Rule(Action(Within("lahore-district")), Information(Within("lahore-division")))));
    }

    [Fact]
    public void Reach_ADepartmentAndPlacesBelowIt_KeepsThePlacesBelow() =>
        Assert.Equal(["sgad", "sgad-procurement"], Reach(Rule(Action(Departments("sgad")), Action(Posts("sgad-procurement/md")))));

    [Fact]
    public void Reach_PlacesOutsideTheJurisdiction_AreLeftOut()
    {
        Assert.Equal(["sgad-procurement"], Reach(Rule(Action(Posts("law/lo-1", "sgad-procurement/md"))), "sgad"));
        Assert.Equal([], Reach(Rule(Action(Within("law"))), "sgad"));
        Assert.Equal(["sgad/**"], Reach(Rule(Action(Within("punjab"))), "sgad"));
        Assert.Equal([], Reach(Rule(Action(Departments("punjab"))), "sgad"));
    }

    public static TheoryData<string, string[]> Passages => new()
    {
        { "posts", ["punjab", "lahore-division", "lahore-district", "lahore-city-tehsil"] },
        { "departments", ["punjab", "lahore-division", "lahore-district"] },
        { "within", ["punjab", "lahore-division", "lahore-district", "lahore-city-tehsil", "lahore-cantt-tehsil"] },
    };

    [Theory, MemberData(nameof(Passages))]
    public void Reaches_OnTheWayAndInside_AndNowhereElse(string kind, string[] expected)
    {
        var order = Order(Province, Rule(Action(kind switch
        {
            "posts" => Posts("lahore-city-tehsil/ac"),
            "departments" => Departments("lahore-district"),
            _ => Within("lahore-district"),
        })));

        Assert.Equal(expected, Province.Places().Where(place => Audience.Reaches(order, place.Path.AsSpan())).Select(place => place.Id));
    }

    [Fact]
    public void Reaches_AboveTheJurisdiction_IsFalse()
    {
        var order = Order(Province, Rule(Action(Everyone)), "lahore-district");

        Assert.Equal(
            ["lahore-district", "lahore-city-tehsil", "lahore-cantt-tehsil"],
            Province.Places().Where(place => Audience.Reaches(order, place.Path.AsSpan())).Select(place => place.Id));
    }

    [Fact]
    public void Reaches_EveryPostThatIsAddressed_IsInADepartmentThatIsReached()
    {
        AudienceRule[] rules =
        [
            Draft().Audience,
            Rule(Action(Posts("lahore-cantt-tehsil/ac")), Information(Within("sgad"))),
            Rule(Action(Cadres("law-officer") with { Within = ["law", "kasur-district"] })),
            Rule(Action(Departments("archives", "punjab"))).Except(Bps(22, 22)),
        ];
        foreach (var rule in rules)
        {
            var order = Order(Province, rule);
            foreach (var place in Province.Places().Where(place => !Audience.Serve(rule, place).IsEmpty))
                Assert.True(Audience.Reaches(order, place.Path.AsSpan()), $"{place.Id} has posts addressed by {rule} and is not reached");
        }
    }

    [Fact]
    public void ReachesWholly_InsideASubtreeTarget_IsTrue()
    {
        var order = Order(Province, Rule(Action(Within("lahore-district"))));

        Assert.True(ReachesWholly(order, "lahore-district"));
        Assert.True(ReachesWholly(order, "lahore-city-tehsil"));
    }

    [Fact]
    public void ReachesWholly_OnTheWayOrADepartmentOnly_IsFalse()
    {
        Assert.False(ReachesWholly(Order(Province, Rule(Action(Within("lahore-district")))), "lahore-division"));
        Assert.False(ReachesWholly(Order(Province, Rule(Action(Departments("lahore-district")))), "lahore-district"));
        Assert.False(ReachesWholly(Order(Province, Rule(Action(Posts("lahore-district/dc")))), "lahore-district"));
    }

    private static bool ReachesWholly(DirectiveOrder order, string department) =>
        Audience.ReachesWholly(order, Province.Place(department).Path.AsSpan());

    private static IEnumerable<string> Reach(AudienceRule rule, string jurisdiction = "punjab")
    {
        var targets = Audience.Reach(rule, Province.Place(jurisdiction).Path, id => Province.Place(id).Path);
        Assert.All(targets, target => Assert.Equal(Province.Place(target.Path[^1]).Path.AsEnumerable(), target.Path));
        return targets.Select(target => target.Path[^1] + (target.Subtree ? "/**" : ""));
    }
}
