using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Directives.Tests.Samples;

public sealed partial class DirectiveFilesTests
{
    private static readonly string[] RequiredKeys =
    [
        "number", "instrument", "title", "issuer", "jurisdiction", "provenance", "legal_basis", "consequence", "precedence",
        "classification", "dated", "effective_on", "obligations", "audience",
    ];

    private static readonly OrganogramFiles Punjab = new(Path.Combine(OrganogramFiles.SamplesFolder, "punjab"));

    public static TheoryData<string> Files => ["whatsapp-ban.md", "social-media-policy.md"];

    [Theory]
    [MemberData(nameof(Files))]
    public void FrontMatter_Read_HasTheAgreedKeysInBothLanguages(string file)
    {
        var (front, _) = Read(file);
        string[] further = file == "social-media-policy.md" ? ["deadlines", "duties"] : ["deadlines"];
        Assert.Equal([.. RequiredKeys, .. further], front.Keys.Select(key => (string)key));
        Assert.Matches("^[A-Za-z0-9()&./ -]{1,64}$", (string)front["number"]);
        foreach (var (where, pair) in BilingualOf(file, front)) OrganogramRules.AssertBilingual(where, pair.En, pair.Ur);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Audience_Read_NamesOnlyWhatPunjabHas(string file)
    {
        var (front, _) = Read(file);
        Assert.Contains(Punjab.Departments, row => row.Id == (string)front["issuer"]);
        Assert.Contains(Punjab.Departments, row => row.Id == (string)front["jurisdiction"]);
        foreach (var clause in List(Map(front["audience"])["clauses"]).Select(Map))
        {
            Assert.Contains((string)clause["for"], (string[])["action", "information"]);
            AssertKnown(file, clause, "within", Punjab.Departments.Select(row => row.Id));
            AssertKnown(file, clause, "departments", Punjab.Departments.Select(row => row.Id));
            AssertKnown(file, clause, "posts", Punjab.Posts.Select(row => row.Id));
            AssertKnown(file, clause, "cadres", Punjab.Posts.Select(row => row.Cadre));
            AssertKnown(file, clause, "service_groups", Punjab.Posts.Select(row => row.ServiceGroup));
        }
    }

    [Fact]
    public void SocialMediaAudience_Read_NamesEveryServiceGroup()
    {
        var clauses = List(Map(Read("social-media-policy.md").Front["audience"])["clauses"]).Select(Map);
        var named = clauses.SelectMany(clause => List(clause["service_groups"])).Cast<string>().Order();
        Assert.Equal(Punjab.Posts.Select(row => row.ServiceGroup).Distinct().Order(), named);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Text_Read_HasEnglishThenUrdu(string file)
    {
        var (_, text) = Read(file);
        var parts = Headings().Split(text);
        Assert.Equal(["# English", "# اردو"], Headings().Matches(text).Select(match => match.Value));
        OrganogramRules.AssertBilingual(file, parts[1], parts[2]);
        Assert.True(parts[1].Length > 1000 && parts[2].Length > 1000, $"{file}: expected the whole order in both languages, found {parts[1].Length} and {parts[2].Length} characters");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Obligations_Read_AreOwedByPostsAndDepartments(string file)
    {
        var obligations = List(Read(file).Front["obligations"]).Select(Map).ToList();
        Assert.Equal(obligations.Count, obligations.Select(item => (string)item["id"]).Distinct().Count());
        Assert.Equal(["department", "post"], obligations.Select(item => (string)item["owed_by"]).Distinct().Order());
    }

    private static IEnumerable<(string Where, (string En, string Ur) Pair)> BilingualOf(string file, Dictionary<object, object> front)
    {
        yield return ($"{file}: title", Pair(front["title"]));
        yield return ($"{file}: provenance.body", Pair(Map(front["provenance"])["body"]));
        yield return ($"{file}: consequence", Pair(front["consequence"]));
        foreach (var item in List(front["legal_basis"])) yield return ($"{file}: legal_basis", Pair(item));
        foreach (var item in (front.TryGetValue("duties", out var duties) ? List(duties) : []).Select(Map)) yield return ($"{file}: {item["id"]}", Pair(item["text"]));
        foreach (var item in List(front["obligations"]).Select(Map)) yield return ($"{file}: {item["id"]}", Pair(item["text"]));
    }

    private static void AssertKnown(string file, Dictionary<object, object> clause, string filter, IEnumerable<string> known)
    {
        if (!clause.TryGetValue(filter, out var values)) return;
        var unknown = List(values).Cast<string>().Except(known).ToList();
        Assert.True(unknown.Count == 0, $"{file}: expected {filter} that Punjab has, found {string.Join(", ", unknown)}");
    }

    private static (Dictionary<object, object> Front, string Text) Read(string file)
    {
        var parts = File.ReadAllText(Path.Combine(OrganogramFiles.SamplesFolder, "directives", file)).Split("---\n", 3);
        Assert.True(parts.Length == 3 && parts[0].Length == 0, string.Create(CultureInfo.InvariantCulture, $"{file}: expected front matter between two lines of ---, found {parts.Length} parts"));
        return (new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parts[1]), parts[2]);
    }

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    private static List<object> List(object value) => (List<object>)value;

    private static (string En, string Ur) Pair(object value) => ((string)Map(value)["en"], (string)Map(value)["ur"]);

    [GeneratedRegex("^# .+$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
