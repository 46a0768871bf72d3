using System.Collections.Immutable;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Every field of a draft: what is refused, under which name, and the furthest that is still taken.</summary>
public sealed class DraftRulesTests
{
    private const string LongestNumber = "SO(CAB-I)2-1/2020 & S&GAD No. 2-15/2019 (Pt-II) dated 14.02.2020";

    private static readonly Dictionary<string, (string Field, DirectiveDraft Draft)> Wrong = Rows(
        ("number empty", "draft.number", Draft() with { Number = "" }),
        ("number too long", "draft.number", Draft() with { Number = LongestNumber + "1" }),
        ("number begins with a space", "draft.number", Draft() with { Number = " 1/2020" }),
        ("number ends with a slash", "draft.number", Draft() with { Number = "1/" }),
        ("number begins with a slash", "draft.number", Draft() with { Number = "/1" }),
        ("number ends with a line", "draft.number", Draft() with { Number = "1/2020\n" }),
        ("number in Urdu digits", "draft.number", Draft() with { Number = "۱/۲۰۲۰" }),
        ("number with a zero byte", "draft.number", Draft() with { Number = "1\02020" }),
        ("instrument unknown", "draft.instrument", Draft() with { Instrument = 0 }),
        ("precedence unknown", "draft.precedence", Draft() with { Precedence = (Precedence)4 }),
        ("classification unknown", "draft.classification", Draft() with { Classification = (Classification)5 }),
        ("title without English", "draft.title.en", Draft() with { Title = new LocalText(" ", "حکم") }),
        ("title without Urdu", "draft.title.ur", Draft() with { Title = new LocalText("Order", "") }),
        ("title too long", "draft.title.en", Draft() with { Title = new LocalText(Long(301), "حکم") }),
        ("title too long in Urdu", "draft.title.ur", Draft() with { Title = new LocalText("Order", Long(301)) }),
        ("body of the decision empty", "draft.provenance.body.en", Provenance(body: new LocalText("", "کابینہ"))),
        ("body of the decision too long", "draft.provenance.body.ur", Provenance(body: new LocalText("Cabinet", Long(301)))),
        ("minute too long", "draft.provenance.minute", Provenance(minute: Long(301))),
        ("decision after the instrument", "draft.provenance.date", Provenance(date: new DateOnly(2020, 2, 15))),
        ("decision before Pakistan", "draft.provenance.date", Provenance(date: new DateOnly(1946, 12, 31))),
        ("dated too late", "draft.dated", Draft() with { Dated = new DateOnly(2201, 1, 1) }),
        ("effective too early", "draft.effective_on", Draft() with { EffectiveOn = default }),
        ("legal basis empty", "draft.legal_basis[1].ur", Draft() with { LegalBasis = [Text("Rules"), new LocalText("Rules", " ")] }),
        ("legal basis too long", "draft.legal_basis[0].en", Draft() with { LegalBasis = [new LocalText(Long(1001), "قواعد")] }),
        ("legal bases too many", "draft.legal_basis", Draft() with { LegalBasis = Many(101, i => Text($"Rule {i}")) }),
        ("consequence empty", "draft.consequence.en", Draft() with { Consequence = new LocalText("", "سزا") }),
        ("consequence too long", "draft.consequence.ur", Draft() with { Consequence = new LocalText("Action", Long(1001)) }),
        ("no obligation", "draft.obligations", Draft() with { Obligations = [] }),
        ("obligations too many", "draft.obligations", Draft() with { Obligations = Many(101, i => Owed($"duty-{i}")) }),
        ("obligation id in capitals", "draft.obligations[0].id", Draft() with { Obligations = [Owed("Duty")] }),
        ("obligation id empty", "draft.obligations[0].id", Draft() with { Obligations = [Owed("")] }),
        ("obligation id twice", "draft.obligations", Draft() with { Obligations = [Owed("duty"), Owed("duty")] }),
        ("obligation owed by nobody", "draft.obligations[0].owed_by", Draft() with { Obligations = [Owed("duty") with { OwedBy = 0 }] }),
        ("obligation without text", "draft.obligations[1].text.ur", Draft() with { Obligations = [Owed("a"), Owed("b") with { Text = new LocalText("x", "") }] }),
        ("no clause", "draft.audience.clauses", Audience(Rule())),
        ("clauses too many", "draft.audience.clauses", Audience(Rule([.. Many(101, i => Action(Bps(17, 17)))]))),
        ("addressee unknown", "draft.audience.clauses[1].addressee", Audience(Rule(Action(Everyone), new AudienceClause((AddresseeKind)3, Everyone)))),
        ("subtree is no id", "draft.audience.clauses[0].filter.within[1]", Clause(Within("sgad", "S&GAD"))),
        ("subtrees too many", "draft.audience.clauses[0].filter.within", Clause(Within([.. Many(1001, i => $"office-{i}")]))),
        ("department is no id", "draft.audience.clauses[0].filter.departments[0]", Clause(Departments("sgad/so-1"))),
        ("departments too many", "draft.audience.clauses[0].filter.departments", Clause(Departments([.. Many(1001, i => $"office-{i}")]))),
        ("cadre is no id", "draft.audience.clauses[0].filter.cadres[0]", Clause(Cadres("section officer"))),
        ("cadres too many", "draft.audience.clauses[0].filter.cadres", Clause(Cadres([.. Many(1001, i => $"cadre-{i}")]))),
        ("service group is no id", "draft.audience.clauses[0].filter.service_groups[0]", Clause(ServiceGroups(""))),
        ("service groups too many", "draft.audience.clauses[0].filter.service_groups", Clause(ServiceGroups([.. Many(1001, i => $"group-{i}")]))),
        ("post without seat", "draft.audience.clauses[0].filter.posts[0]", Clause(Posts("sgad"))),
        ("post with two slashes", "draft.audience.clauses[0].filter.posts[0]", Clause(Posts("sgad/so/1"))),
        ("seat too long", "draft.audience.clauses[0].filter.posts[0]", Clause(Posts("sgad/" + new string('x', 33)))),
        ("posts too many", "draft.audience.clauses[0].filter.posts", Clause(Posts([.. Many(1001, i => $"sgad/so-{i}")]))),
        ("lowest grade negative", "draft.audience.clauses[0].filter.bps_from", Clause(Bps(-1, 22))),
        ("lowest grade above 22", "draft.audience.clauses[0].filter.bps_from", Clause(Bps(23, 0))),
        ("highest grade above 22", "draft.audience.clauses[0].filter.bps_to", Clause(Bps(17, 23))),
        ("grades the wrong way round", "draft.audience.clauses[0].filter.bps_to", Clause(Bps(18, 17))),
        ("exclusion of everyone", "draft.audience.exclusions[1]", Audience(Draft().Audience.Except(Cadres("clerk"), Everyone))),
        ("exclusion with a wrong id", "draft.audience.exclusions[0].within[0]", Audience(Draft().Audience.Except(Within("-_-")))),
        ("exclusions too many", "draft.audience.exclusions", Audience(Draft().Audience.Except([.. Many(101, i => Bps(17, 17))]))),
        ("days to acknowledge negative", "draft.deadlines.acknowledge_days", Draft() with { Deadlines = new DeadlineDays(-1, 0) }),
        ("days to acknowledge too many", "draft.deadlines.acknowledge_days", Draft() with { Deadlines = new DeadlineDays(3651, 0) }),
        ("days to comply negative", "draft.deadlines.comply_days", Draft() with { Deadlines = new DeadlineDays(0, int.MinValue) }),
        ("days to comply too many", "draft.deadlines.comply_days", Draft() with { Deadlines = new DeadlineDays(0, 3651) }),
        ("no English text", "draft.text.en", Draft() with { Text = new LocalText("\n ", "متن") }),
        ("no Urdu text", "draft.text.ur", Draft() with { Text = new LocalText("Text", "") }),
        ("English text too long", "draft.text.en", Draft() with { Text = new LocalText(Long(64 * 1024 + 1), "متن") }),
        ("Urdu text too long in bytes", "draft.text.ur", Draft() with { Text = new LocalText("Text", new string('ا', 32 * 1024 + 1)) }));

    private static readonly Dictionary<string, (string Field, DirectiveDraft Draft)> Right = Rows(
        ("as issued", "", Draft()),
        ("longest number", "", Draft() with { Number = LongestNumber }),
        ("shortest number", "", Draft() with { Number = "1" }),
        ("longest title", "", Draft() with { Title = new LocalText(Long(300), new string('ا', 300)) }),
        ("no minute, no consequence, no legal basis", "", Provenance(minute: null) with { Consequence = null, LegalBasis = [] }),
        ("decision of the same day", "", Provenance(date: new DateOnly(2020, 2, 14))),
        ("first and last date", "", Provenance(date: new DateOnly(1947, 1, 1)) with { Dated = new DateOnly(2200, 12, 31), EffectiveOn = new DateOnly(1947, 1, 1) }),
        ("most obligations", "", Draft() with { Obligations = Many(100, i => Owed($"duty-{i}")) }),
        ("most clauses and exclusions", "", Audience(Rule([.. Many(100, i => Action(Everyone))]).Except([.. Many(100, i => Bps(1, 22))]))),
        ("most names", "", Clause(new PostFilter(
            Many(1000, i => $"a-{i}"), Many(1000, i => $"b-{i}"), Many(1000, i => $"c-{i}"), Many(1000, i => $"d-{i}"), 1, 22, Many(1000, i => $"e/f-{i}")))),
        ("open grades", "", Audience(Rule(Action(Bps(17, 0)), Action(Bps(0, 1)), Action(Bps(22, 22))))),
        ("longest ids", "", Clause(Posts(new string('x', 64) + "/" + new string('y', 32)))),
        ("most days", "", Draft() with { Deadlines = new DeadlineDays(3650, 3650) }),
        ("no deadlines", "", Draft() with { Deadlines = new DeadlineDays(0, 0) }),
        ("longest texts", "", Draft() with { Text = new LocalText(Long(64 * 1024), new string('ا', 32 * 1024)) }));

    public static TheoryData<string> WrongCases => [.. Wrong.Keys];

    public static TheoryData<string> RightCases => [.. Right.Keys];

    [Theory, MemberData(nameof(WrongCases))]
    public void Check_OneFieldWrong_NamesThatFieldOnly(string what)
    {
        var (field, draft) = Wrong[what];

        var found = DraftRules.Check(draft);

        Assert.True(found.Count == 1 && found[0].Field == field, $"{what}: expected {field} only, found:\n{Show([.. found])}");
        Assert.NotEmpty(found[0].Description);
    }

    [Theory, MemberData(nameof(RightCases))]
    public void Check_FurthestThatIsRight_FindsNothing(string what) => Assert.Empty(DraftRules.Check(Right[what].Draft));

    [Fact]
    public void Check_SeveralFieldsWrong_NamesEach()
    {
        var draft = Draft() with { Number = "", Obligations = [], Deadlines = new DeadlineDays(-1, -1) };

        Assert.Equal(
            ["draft.number", "draft.obligations", "draft.deadlines.acknowledge_days", "draft.deadlines.comply_days"],
            DraftRules.Check(draft).Select(violation => violation.Field));
    }

    [Fact]
    public void Check_NothingRight_FindsNoMoreThanAHundred()
    {
        var clause = Action(Posts([.. Many(2000, i => new string('?', 1000))]));
        var hostile = Rule([.. Many(1000, i => clause)]);

        var found = DraftRules.Check(Draft() with { Audience = hostile });

        Assert.Equal(100, found.Count);
        Assert.All(found, violation => Assert.True(violation.Description.Length < 200, violation.Description));
    }

    private static Dictionary<string, (string, DirectiveDraft)> Rows(params (string What, string Field, DirectiveDraft Draft)[] rows) =>
        rows.ToDictionary(row => row.What, row => (row.Field, row.Draft));

    private static DirectiveDraft Provenance(LocalText? body = null, DateOnly? date = null, string? minute = "Item 7") => Draft() with
    {
        Provenance = new Provenance(body ?? Text("Cabinet"), date ?? new DateOnly(2020, 1, 31), minute),
    };

    private static DirectiveDraft Audience(AudienceRule rule) => Draft() with { Audience = rule };

    private static DirectiveDraft Clause(PostFilter filter) => Audience(Rule(Action(filter)));

    private static Obligation Owed(string id) => new(id, ObligationOwner.Department, Text("Duty"));

    private static string Long(int length) => new('x', length);

    private static ImmutableArray<T> Many<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
