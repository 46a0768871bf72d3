using System.Text.RegularExpressions;

namespace Directives.Tests.Samples;

/// <summary>What holds of every organogram in this format, hand-made or generated.</summary>
internal static partial class OrganogramRules
{
    private static readonly string[] Kinds =
    [
        "government", "administrative-department", "attached-department", "autonomous-body", "wing", "section",
        "division-office", "district-office", "tehsil-office",
    ];

    private static readonly string[] Charges = ["regular", "additional", "acting", "current", "look-after"];

    public static void Check(OrganogramFiles files)
    {
        CheckDepartments(files.Departments);
        CheckPosts(files);
        CheckIncumbents(files.Posts);
    }

    /// <summary>How many levels the tree has, the root's among them; fails on a cycle.</summary>
    public static int Depth(IReadOnlyList<DepartmentRow> departments)
    {
        var parents = departments.ToDictionary(row => row.Id, row => row.Parent);
        var deepest = 0;
        foreach (var row in departments)
        {
            var depth = 1;
            for (var at = row.Parent; at.Length > 0; at = parents[at])
                Assert.True(++depth <= departments.Count, $"expected {row.Id} to hang from the root, found a cycle through {at}");
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    private static void CheckDepartments(IReadOnlyList<DepartmentRow> departments)
    {
        AssertDistinct(departments.Select(row => row.Id), "department id");
        var ids = departments.Select(row => row.Id).ToHashSet();
        Assert.Equal("punjab", Assert.Single(departments, row => row.Parent.Length == 0).Id);
        foreach (var row in departments)
        {
            Assert.Matches(DepartmentId(), row.Id);
            Assert.True(row.Parent.Length == 0 || ids.Contains(row.Parent), $"{row.Id}: expected a known parent, found '{row.Parent}'");
            Assert.True(Kinds.Contains(row.Kind), $"{row.Id}: expected a kind of department, found '{row.Kind}'");
            AssertBilingual(row.Id, row.NameEn, row.NameUr);
        }

        Depth(departments);
    }

    private static void CheckPosts(OrganogramFiles files)
    {
        AssertDistinct(files.Posts.Select(row => row.Id), "post id");
        var departments = files.Departments.Select(row => row.Id).ToHashSet();
        foreach (var row in files.Posts)
        {
            Assert.True(departments.Contains(row.Department), $"{row.Id}: expected a known department, found '{row.Department}'");
            Assert.True(
                row.Id.StartsWith(row.Department + "/", StringComparison.Ordinal) && Seat().IsMatch(row.Id[(row.Department.Length + 1)..]),
                $"expected {row.Department}/ and a seat, found '{row.Id}'");
            Assert.InRange(row.Bps, 1, 22);
            Assert.Matches(DepartmentId(), row.Cadre);
            Assert.Matches(DepartmentId(), row.ServiceGroup);
            AssertBilingual(row.Id, row.DesignationEn, row.DesignationUr);
        }

        var departmentOfPost = files.Posts.ToDictionary(row => row.Id, row => row.Department);
        foreach (var row in files.Departments.Where(row => row.HeadPost.Length > 0))
            Assert.True(
                departmentOfPost.TryGetValue(row.HeadPost, out var at) && at == row.Id,
                $"{row.Id}: expected its head's post on its own roster, found '{row.HeadPost}'");
    }

    private static void CheckIncumbents(IReadOnlyList<PostRow> posts)
    {
        foreach (var row in posts.Where(row => row.IsVacant))
            Assert.True(
                row.IncumbentNameEn.Length + row.IncumbentNameUr.Length + row.Charge.Length == 0,
                $"{row.Id}: expected nothing of an incumbent in a vacant post, found '{row.IncumbentNameEn}' '{row.Charge}'");
        foreach (var row in posts.Where(row => !row.IsVacant))
        {
            Assert.Matches(PersonId(), row.IncumbentId);
            Assert.True(Charges.Contains(row.Charge), $"{row.Id}: expected a kind of charge, found '{row.Charge}'");
            AssertBilingual(row.Id, row.IncumbentNameEn, row.IncumbentNameUr);
        }

        foreach (var person in posts.Where(row => !row.IsVacant).GroupBy(row => row.IncumbentId))
        {
            Assert.True(
                person.Select(row => (row.IncumbentNameEn, row.IncumbentNameUr)).Distinct().Count() == 1,
                $"{person.Key}: expected one name, found {string.Join(", ", person.Select(row => row.IncumbentNameEn).Distinct())}");
            Assert.True(
                person.Count(row => row.Charge != "additional") == 1,
                $"{person.Key}: expected one post of the person's own, found {string.Join(", ", person.Select(row => $"{row.Id} ({row.Charge})"))}");
        }
    }

    /// <summary>English without Arabic letters; Urdu with them, in Urdu's own code points (not Arabic's ye, kaf and he).</summary>
    public static void AssertBilingual(string where, string en, string ur)
    {
        Assert.True(en.Length > 0 && !ArabicScript().IsMatch(en), $"{where}: expected English, found '{en}'");
        Assert.True(ArabicScript().IsMatch(ur), $"{where}: expected Urdu in Arabic script, found '{ur}'");
        Assert.False(ForeignLetters().IsMatch(ur), $"{where}: expected Urdu's letters (ی ک ہ), found Arabic's in '{ur}'");
    }

    private static void AssertDistinct(IEnumerable<string> values, string what)
    {
        var seen = new HashSet<string>();
        foreach (var value in values) Assert.True(seen.Add(value), $"expected each {what} once, found '{value}' again");
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex DepartmentId();

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex Seat();

    [GeneratedRegex("^p-[0-9]{6,7}$")]
    private static partial Regex PersonId();

    [GeneratedRegex("[\u0600-\u06FF]")]
    private static partial Regex ArabicScript();

    [GeneratedRegex("[\u064A\u0643\u0647\u0649]")]
    private static partial Regex ForeignLetters();
}
