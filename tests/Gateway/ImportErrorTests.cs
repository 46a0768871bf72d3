using System.Globalization;
using System.Text;
using Directives.Gateway;
using Directives.Tests.Support;
using Google.Protobuf;
using Grpc.Core;
using static Directives.Tests.Gateway.SmallProvince;

namespace Directives.Tests.Gateway;

/// <summary>Every mistake that the files of an import can have, one by one: where it is and what is said.</summary>
public sealed class ImportErrorTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private static readonly string Long = new('x', 301);

    /// <summary>What is wrong, the two files, the place that must be named, and words that must be said.</summary>
    public static TheoryData<string, string, string, string, string> Mistakes => new()
    {
        // The files as such.
        { "empty departments", "", Posts, "departments.csv:1:id", "empty or was not sent" },
        { "empty posts", Departments, "", "posts.csv:1:id", "empty or was not sent" },
        { "a column is missing", WithRow(Departments, 1, "id,parent,kind,name_en,name_ur"), Posts, "departments.csv:1:head_post", "is missing" },
        { "a column is unknown", WithRow(Departments, 1, "id,parent,kind,name_en,name_ur,head"), Posts, "departments.csv:1:head", "no column of this file" },
        { "a column is twice", WithRow(Departments, 1, "id,parent,kind,name_en,name_ur,head_post,id"), Posts, "departments.csv:1:id", "twice, as columns 1 and 7" },
        { "semicolons", Departments.Replace(',', ';'), Posts, "departments.csv:1:id", "is missing" },
        { "too few fields", WithRow(Departments, 4, "sgad-regulations,sgad,section,Regulations,سیکشن"), Posts, "departments.csv:4:head_post", "has 5 fields and not 6" },
        { "too many fields", WithRow(Departments, 4, "sgad-regulations,sgad,section,Regulations, Section,سیکشن,"), Posts, "departments.csv:4:column 7", "has 7 fields and not 6" },
        { "an open quote", WithRow(Departments, 5, "law,punjab,administrative-department,\"Law,محکمہ قانون,law/secretary"), Posts, "departments.csv:5:name_en", "quotes" },
        { "text after a quote", WithRow(Departments, 5, "law,punjab,administrative-department,\"Law\" Department,محکمہ قانون,law/secretary"), Posts, "departments.csv:5:name_en", "quotes" },
        { "a control character", WithField(Departments, 4, "name_en", "Regulations\u0007"), Posts, "departments.csv:4:name_en", "control character" },
        { "a C1 control character", WithField(Departments, 4, "name_ur", "سیکشن\u0085"), Posts, "departments.csv:4:name_ur", "control character" },
        { "a lost character", WithField(Departments, 4, "name_ur", "سیکشن\uFFFD"), Posts, "departments.csv:4:name_ur", "U+FFFD" },

        // Departments by themselves.
        { "an id in capitals", WithField(Departments, 7, "id", "Kasur"), Posts, "departments.csv:7:id", "\"Kasur\" must have 1 to 64 lower-case" },
        { "an empty id", WithField(Departments, 7, "id", ""), Posts, "departments.csv:7:id", "must have 1 to 64 lower-case" },
        { "a long id", WithField(Departments, 7, "id", new string('k', 65)), Posts, "departments.csv:7:id", "must have 1 to 64 lower-case" },
        { "an id with a slash", WithField(Departments, 7, "id", "kasur/x"), Posts, "departments.csv:7:id", "must have 1 to 64 lower-case" },
        { "an id twice", WithField(Departments, 8, "id", "kasur"), Posts, "departments.csv:8:id", "is the id of row 7 already" },
        { "a kind that is none", WithField(Departments, 4, "kind", "ministry"), Posts, "departments.csv:4:kind", "\"ministry\" is no kind of department; write one of government, administrative-department" },
        { "an empty English name", WithField(Departments, 4, "name_en", ""), Posts, "departments.csv:4:name_en", "is empty" },
        { "a blank Urdu name", WithField(Departments, 4, "name_ur", "  "), Posts, "departments.csv:4:name_ur", "is empty" },
        { "a name with a space at its end", WithField(Departments, 4, "name_en", "Regulations "), Posts, "departments.csv:4:name_en", "must not begin or end with a space" },
        { "a long name", WithField(Departments, 4, "name_en", Long), Posts, "departments.csv:4:name_en", "has 301 characters; at most 300" },
        { "a head that is no post", WithField(Departments, 4, "head_post", "section-officer"), Posts, "departments.csv:4:head_post", "is no post's id" },
        { "a head of another department", WithField(Departments, 4, "head_post", "sgad/secretary"), Posts, "departments.csv:4:head_post", "is a post of \"sgad\"" },
        { "a head that is not there", WithField(Departments, 4, "head_post", "sgad-regulations/chief"), Posts, "departments.csv:4:head_post", "is the id of no post in posts.csv" },

        // The hierarchy.
        { "an unknown parent", WithField(Departments, 4, "parent", "finance"), Posts, "departments.csv:4:parent", "\"finance\" is the id of no department" },
        { "a parent in capitals", WithField(Departments, 4, "parent", "SGAD"), Posts, "departments.csv:4:parent", "must have 1 to 64 lower-case" },
        { "two roots", WithField(Departments, 6, "parent", ""), Posts, "departments.csv:6:parent", "and in row 2 too" },
        { "no root", WithField(Departments, 2, "parent", "kasur"), Posts, "departments.csv:2:parent", "no department is the root" },
        { "a department above itself", WithField(Departments, 4, "parent", "sgad-regulations"), Posts, "departments.csv:4:parent", "cycle: sgad-regulations → sgad-regulations" },
        { "a cycle of two", WithField(Departments, 6, "parent", "kasur"), Posts, "departments.csv:6:parent", "cycle: lahore-division → kasur → lahore-division" },
        { "too many levels", Chain(17), Header(Posts), "departments.csv:18:parent", "at level 17 below the root; at most 16" },
        { "too many children", Fan(2_001), Header(Posts), "departments.csv:2003:parent", "has 2000 departments directly below it already" },

        // Posts by themselves.
        { "a post without a seat", Departments, WithField(Posts, 3, "id", "sgad"), "posts.csv:3:id", "\"sgad\" is no post's id" },
        { "a seat in capitals", Departments, WithField(Posts, 3, "id", "sgad/Secretary"), "posts.csv:3:id", "is no post's id" },
        { "a long seat", Departments, WithField(Posts, 5, "id", $"sgad/{new string('s', 33)}"), "posts.csv:5:id", "1 to 32" },
        { "a post of another department", Departments, WithField(Posts, 5, "id", "law/section-officer-2"), "posts.csv:5:id", "must begin with sgad/" },
        { "a post without a department", Departments, WithField(Posts, 5, "department", ""), "posts.csv:5:department", "must have 1 to 64 lower-case" },
        { "an orphan post", Departments, WithRow(Posts, 5, "finance/clerk,finance,Clerk,کلرک,11,clerk,ministerial,,,,"), "posts.csv:5:department", "\"finance\" is the id of no department in departments.csv" },
        { "a post twice", Departments, WithRow(Posts, 5, "sgad/section-officer-1,sgad,Clerk,کلرک,11,clerk,ministerial,,,,"), "posts.csv:5:id", "is the id of row 4 already" },
        { "an empty designation", Departments, WithField(Posts, 5, "designation_ur", ""), "posts.csv:5:designation_ur", "is empty" },
        { "a long designation", Departments, WithField(Posts, 5, "designation_en", Long), "posts.csv:5:designation_en", "at most 300" },
        { "BPS 0", Departments, WithField(Posts, 5, "bps", "0"), "posts.csv:5:bps", "\"0\" is no grade of the Basic Pay Scale; write a number from 1 to 22" },
        { "BPS 23", Departments, WithField(Posts, 5, "bps", "23"), "posts.csv:5:bps", "\"23\" is no grade" },
        { "BPS in letters", Departments, WithField(Posts, 5, "bps", "XVII"), "posts.csv:5:bps", "\"XVII\" is no grade" },
        { "BPS with a sign", Departments, WithField(Posts, 5, "bps", "+17"), "posts.csv:5:bps", "\"+17\" is no grade" },
        { "an empty cadre", Departments, WithField(Posts, 5, "cadre", ""), "posts.csv:5:cadre", "must have 1 to 64" },
        { "a service group in capitals", Departments, WithField(Posts, 5, "service_group", "PMS"), "posts.csv:5:service_group", "must have 1 to 64" },
        { "an incumbent without a name", Departments, WithField(Posts, 10, "incumbent_name_ur", ""), "posts.csv:10:incumbent_name_ur", "fill all four, or none" },
        { "an incumbent without an id", Departments, WithField(Posts, 10, "incumbent_id", ""), "posts.csv:10:incumbent_id", "fill all four, or none" },
        { "a vacant post with a charge", Departments, WithField(Posts, 5, "charge", "regular"), "posts.csv:5:incumbent_id", "fill all four, or none" },
        { "a person's id with a space", Departments, WithField(Posts, 10, "incumbent_id", "p 7"), "posts.csv:10:incumbent_id", "must have 1 to 64" },
        { "a charge that is none", Departments, WithField(Posts, 10, "charge", "temporary"), "posts.csv:10:charge", "write one of regular, additional, acting, current, look-after" },
        { "one person with two English names", Departments, WithField(Posts, 6, "incumbent_name_en", "Osman Khan"), "posts.csv:6:incumbent_name_en", "p-3 is \"Osman Khan\" here and \"Usman Khan\" in row 4" },
        { "one person with two Urdu names", Departments, WithField(Posts, 6, "incumbent_name_ur", "عثمان"), "posts.csv:6:incumbent_name_ur", "in row 4" },
        { "too many posts", Departments, Posts + Roster("archives", 2_000), "posts.csv:2013:department", "has 2000 posts already" },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task Import_WithAMistake_NamesItsPlaceAndSaysWhatIsRight(string what, string departments, string posts, string field, string words)
    {
        var refused = await RefusedAsync(ByteString.CopyFromUtf8(departments), ByteString.CopyFromUtf8(posts));

        Assert.True(refused.Code == StatusCode.InvalidArgument, $"{what}: {refused.Code} {refused.Message}");
        Assert.True(
            refused.Violations.Any(violation => violation.Field == field && violation.Description.Contains(words, StringComparison.Ordinal)),
            $"{what}: expected {field} with \"{words}\", found {string.Join(" | ", refused.Violations)}");
    }

    [Fact]
    public async Task Import_WithBytesThatAreNotUtf8_NamesTheirPlace()
    {
        var bytes = Encoding.UTF8.GetBytes(Posts);
        var at = Encoding.UTF8.GetByteCount(Posts.AsSpan()[..Posts.IndexOf("کمشنر", StringComparison.Ordinal)]);
        bytes[at] = 0xff;

        var refused = await RefusedAsync(ByteString.CopyFromUtf8(Departments), ByteString.CopyFrom(bytes));

        Assert.Equal([("posts.csv:9:designation_ur", "is not UTF-8; save the file in that encoding")], refused.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_OfUtf16_SaysSo(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        var refused = await RefusedAsync(ByteString.CopyFrom([.. encoding.GetPreamble(), .. encoding.GetBytes(Departments)]), ByteString.CopyFromUtf8(Posts));

        Assert.Equal([("departments.csv:1:id", "the file is UTF-16; save it as UTF-8")], refused.Violations);
    }

    [Fact]
    public async Task Import_WithManyMistakes_NamesTheFirstHundredInTheirOrder()
    {
        var posts = new StringBuilder(Header(Posts));
        for (var i = 0; i < 500; i++)
            posts.Append(CultureInfo.InvariantCulture, $"archives/seat-{i},archives,Clerk,کلرک,99,clerk,ministerial,,,,\n");

        var refused = await RefusedAsync(
            ByteString.CopyFromUtf8(WithField(Departments, 8, "kind", "attic")), ByteString.CopyFromUtf8(posts.ToString()));

        Assert.Equal(100, refused.Violations.Length);
        Assert.Equal("departments.csv:8:kind", refused.Violations[0].Field);
        Assert.Equal("posts.csv:2:bps", refused.Violations[1].Field);
        Assert.Equal("posts.csv:100:bps", refused.Violations[99].Field);
    }

    [Fact]
    public async Task Import_WithMistakesInBothFiles_NamesAllOfThem()
    {
        var refused = await RefusedAsync(
            ByteString.CopyFromUtf8(WithField(WithField(Departments, 4, "kind", "attic"), 3, "parent", "nowhere")),
            ByteString.CopyFromUtf8(WithField(WithField(Posts, 3, "bps", "99"), 5, "cadre", "X")));

        Assert.Equal(
            ["departments.csv:3:parent", "departments.csv:4:kind", "posts.csv:3:bps", "posts.csv:5:cadre"],
            refused.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Import_WithAnEndlessRow_IsRefusedBeforeItIsHeld()
    {
        var refused = await RefusedAsync(
            ByteString.CopyFromUtf8(Departments), ByteString.CopyFromUtf8(Header(Posts) + "\"" + new string('x', 2_000_000)));

        Assert.Contains(refused.Violations, violation => violation.Field == "posts.csv:2:id" && violation.Description.Contains("quote", StringComparison.Ordinal));
    }

    private Task<Refused> RefusedAsync(ByteString departments, ByteString posts) =>
        TestGateway.RefusedAsync(() => fixture.Gateway.ImportAsync(departments, posts, "mistakes", dryRun: true));

    private static string Header(string file) => file[..(file.IndexOf('\n', StringComparison.Ordinal) + 1)];

    private static string Chain(int levels) => Header(Departments) + string.Concat(Enumerable.Range(1, levels).Select(level =>
        string.Create(CultureInfo.InvariantCulture, $"level-{level},{(level == 1 ? "" : $"level-{level - 1}")},wing,Level,سطح,\n")));

    private static string Fan(int children) => Header(Departments) + "root,,government,Root,جڑ,\n" + string.Concat(Enumerable.Range(1, children).Select(child =>
        string.Create(CultureInfo.InvariantCulture, $"child-{child},root,wing,Child,شاخ,\n")));

    private static string Roster(string department, int posts) => string.Concat(Enumerable.Range(1, posts).Select(post =>
        string.Create(CultureInfo.InvariantCulture, $"{department}/seat-{post},{department},Clerk,کلرک,11,clerk,ministerial,,,,\n")));
}
