using System.Collections.Immutable;
using System.Globalization;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class AudienceTests
{
    private static readonly ImmutableArray<string> Path = ["punjab", "sgad", "sgad-procurement"];
    private static readonly RosterPost LawOfficer = TestOrganogram.Post("lo", 17, "law-officer", "law", "p-6");

    public static TheoryData<string, bool> SingleFilters => new()
    {
        { "none", true },
        { "posts: sgad-procurement/lo", true },
        { "posts: law/lo", false },
        { "posts: sgad-procurement/md", false },
        { "posts: law/lo, sgad-procurement/lo", true },
        { "cadres: law-officer", true },
        { "cadres: section-officer, law-officer", true },
        { "cadres: section-officer", false },
        { "cadres: Law-Officer", false },
        { "groups: law", true },
        { "groups: pms, law", true },
        { "groups: pms", false },
        { "bps: 17-17", true },
        { "bps: 17-0", true },
        { "bps: 0-17", true },
        { "bps: 18-0", false },
        { "bps: 0-16", false },
        { "bps: 16-18", true },
        { "departments: sgad-procurement", true },
        { "departments: law, sgad-procurement", true },
        { "departments: sgad", false },
        { "departments: punjab", false },
        { "within: sgad-procurement", true },
        { "within: sgad", true },
        { "within: punjab", true },
        { "within: law, sgad", true },
        { "within: law", false },
        { "within: sgad-procurement-2", false },
        { "within: sgad-pro", false },
    };

    public static TheoryData<string> EveryFilter => new("posts", "cadres", "groups", "bps-from", "bps-to", "departments", "within");

    [Theory, MemberData(nameof(SingleFilters))]
    public void Matches_OneFilterAlone_AsItSays(string filter, bool expected) =>
        Assert.Equal(expected, Audience.Matches(Parse(filter), LawOfficer, Path));

    [Fact]
    public void Matches_EveryFilterGivenAndTrue_IsTrue() => Assert.True(Audience.Matches(All, LawOfficer, Path));

    [Theory, MemberData(nameof(EveryFilter))]
    public void Matches_OneFilterOfAllFalse_IsFalse(string which)
    {
        var filter = which switch
        {
            "posts" => All with { Posts = ["law/lo"] },
            "cadres" => All with { Cadres = ["section-officer"] },
            "groups" => All with { ServiceGroups = ["pms"] },
            "bps-from" => All with { BpsFrom = 18, BpsTo = 22 },
            "bps-to" => All with { BpsFrom = 1, BpsTo = 16 },
            "departments" => All with { Departments = ["law"] },
            _ => All with { Within = ["law"] },
        };

        Assert.False(Audience.Matches(filter, LawOfficer, Path));
    }

    [Fact]
    public void Addresses_NoClauseMatches_IsNull() => Assert.Null(Addresses(Rule(Action(Cadres("clerk")), Information(Bps(20, 22)))));

    [Fact]
    public void Addresses_AnyClauseMatches_IsThatClauses()
    {
        Assert.Equal(AddresseeKind.Action, Addresses(Rule(Action(Cadres("clerk")), Action(Cadres("law-officer")))));
        Assert.Equal(AddresseeKind.Information, Addresses(Rule(Action(Cadres("clerk")), Information(Cadres("law-officer")))));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Addresses_ForActionAndForInformation_IsForActionInEitherOrder(bool actionFirst)
    {
        var (action, information) = (Action(Cadres("law-officer")), Information(Within("punjab")));

        Assert.Equal(AddresseeKind.Action, Addresses(actionFirst ? Rule(action, information) : Rule(information, action)));
    }

    [Fact]
    public void Addresses_AnyExclusionMatches_IsNullWhateverTheClauses()
    {
        var rule = Rule(Action(Posts("sgad-procurement/lo")), Information(Everyone));

        Assert.Equal(AddresseeKind.Action, Addresses(rule.Except(Cadres("clerk"))));
        Assert.Null(Addresses(rule.Except(Cadres("clerk"), Within("sgad"))));
        Assert.Null(Addresses(rule.Except(Posts("sgad-procurement/lo"))));
        Assert.Equal(AddresseeKind.Action, Addresses(rule.Except(Within("sgad") with { BpsFrom = 18 })));
    }

    [Fact]
    public void Serve_OrderOf31January_ServesExactlyThoseNamed()
    {
        var organogram = TestOrganogram.Province();
        var rule = Draft().Audience.Except(Departments("kasur-district"));

        var served = organogram.Places().SelectMany(
            place => Audience.Serve(rule, place),
            (place, post) => $"{place.Id}/{post.Seat} {post.Addressee}{(post.Vacant ? " vacant" : "")}");

        Assert.Equal(
            [
                "punjab/cs Information",
                "sgad/secretary Information",
                "sgad/so-1 Action",
                "sgad/so-2 Action vacant",
                "sgad-estates/eo-1 Action",
                "sgad-estates/eo-2 Action vacant",
                "sgad-procurement/md Action",
                "sgad-procurement/lo Action",
                "law/secretary Information",
                "law/lo-1 Action",
                "law/so-1 Action",
                "anti-corruption/dg Action",
                "anti-corruption-lahore/director Information",
                "lahore-division/commissioner Information",
                "lahore-district/dc Information",
                "lahore-district/so-1 Action",
            ],
            served);
    }

    private static PostFilter All => new(
        ["law", "sgad"], ["sgad-procurement"], ["law-officer"], ["law"], 17, 17, ["sgad-procurement/lo", "law/lo"]);

    private static AddresseeKind? Addresses(AudienceRule rule) => Audience.Addresses(rule, LawOfficer, Path);

    private static PostFilter Parse(string text)
    {
        var (kind, values) = text.Split(": ") is [var name, var list] ? (name, list.Split(", ")) : (text, []);
        return kind switch
        {
            "posts" => Posts(values),
            "cadres" => Cadres(values),
            "groups" => ServiceGroups(values),
            "bps" => Bps(Grade(values[0].Split('-')[0]), Grade(values[0].Split('-')[1])),
            "departments" => Departments(values),
            "within" => Within(values),
            _ => Everyone,
        };
    }

    private static int Grade(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
