using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Directives.Gateway;

/// <summary>The posts of one department, in the order of the file.</summary>
internal sealed class RosterRows
{
    public List<RosterPost> Posts { get; } = [];

    public List<int> Rows { get; } = [];
}

/// <summary>posts.csv: the sanctioned posts and the persons in them.</summary>
internal sealed partial class PostTable() : ImportTable(
    "posts.csv", [Id, Department, DesignationEn, DesignationUr, Bps, Cadre, ServiceGroup, IncumbentId, IncumbentNameEn, IncumbentNameUr, Charge])
{
    public const int MaxRoster = 2_000;
    public const string Id = "id";
    public const string Department = "department";
    private const string DesignationEn = "designation_en";
    private const string DesignationUr = "designation_ur";
    private const string Bps = "bps";
    private const string Cadre = "cadre";
    private const string ServiceGroup = "service_group";
    private const string IncumbentId = "incumbent_id";
    private const string IncumbentNameEn = "incumbent_name_en";
    private const string IncumbentNameUr = "incumbent_name_ur";
    private const string Charge = "charge";

    private readonly Dictionary<string, RosterRows> rosters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PersonSeen> persons = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), LocalText> designations = [];

    /// <summary>By the department that the rows name, whether there is such a department or not.</summary>
    public IReadOnlyDictionary<string, RosterRows> Rosters => rosters;

    public int Vacant { get; private set; }

    /// <summary>Persons who hold more than one post.</summary>
    public int WithAdditionalCharge { get; private set; }

    protected override void Accept(int row, ReadOnlySpan<string> fields)
    {
        var department = fields[1];
        var placed = CheckSlug(row, Department, department);
        var seat = CheckId(row, fields[0], placed ? department : null);
        CheckText(row, DesignationEn, fields[2]);
        CheckText(row, DesignationUr, fields[3]);
        if (!int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var bps) || bps is < 1 or > 22)
            Check(row, Bps, false, fields[4], "is no grade of the Basic Pay Scale; write a number from 1 to 22");
        CheckSlug(row, Cadre, fields[5]);
        CheckSlug(row, ServiceGroup, fields[6]);
        var incumbent = ReadIncumbent(row, fields[7..]);
        if (placed && seat is not null)
            Place(row, department, new RosterPost(seat, Designation(fields[2], fields[3]), bps, fields[5], fields[6], incumbent));
        else
            Lose();
    }

    /// <returns>The seat, or null where the id is wrong.</returns>
    private string? CheckId(int row, string id, string? department)
    {
        if (!PostPattern.IsMatch(id) || !PostId.TryParse(id, out var prefix, out var seat))
        {
            Check(row, Id, false, id, "is no post's id; write the department's id, a slash, and a seat of 1 to 32 lower-case letters, digits and hyphens");
            return null;
        }

        if (department is not null && prefix != department)
        {
            Check(row, Id, false, id, $"must begin with {department}/ since the post is in that department");
            return null;
        }

        return seat;
    }

    private void Place(int row, string department, RosterPost post)
    {
        ref var roster = ref CollectionsMarshal.GetValueRefOrAddDefault(rosters, department, out _);
        roster ??= new RosterRows();
        if (roster.Posts.Count == MaxRoster)
            Add(row, Department, $"{Mistakes.Show(department)} has {MaxRoster} posts already, which is the most that one department may have");
        if (roster.Posts.Count >= MaxRoster)
            return;
        roster.Posts.Add(post);
        roster.Rows.Add(row);
    }

    /// <param name="fields">Person, name in English and Urdu, charge; all empty where the post is vacant.</param>
    private Incumbent? ReadIncumbent(int row, ReadOnlySpan<string> fields)
    {
        if (fields[0].Length + fields[1].Length + fields[2].Length + fields[3].Length == 0)
        {
            Vacant++;
            return null;
        }

        var whole = true;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Length == 0)
                whole = Add(row, Columns[^(fields.Length - i)], "is empty while other columns of the incumbent are not; fill all four, or none where the post is vacant");
        }

        if (!whole)
            return null;
        var charged = ChargeKinds.TryParse(fields[3], out var charge);
        whole = CheckSlug(row, IncumbentId, fields[0]) & CheckText(row, IncumbentNameEn, fields[1]) & CheckText(row, IncumbentNameUr, fields[2])
            & Check(row, Charge, charged, fields[3], $"is no kind of charge; write one of {ChargeKinds.List}");
        return whole ? new Incumbent(fields[0], NameOf(row, fields[0], fields[1], fields[2]), charge) : null;
    }

    /// <summary>One person has one name, whatever posts he holds.</summary>
    private LocalText NameOf(int row, string person, string en, string ur)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(persons, person, out var known);
        if (!known)
            seen = new PersonSeen(new LocalText(en, ur), row, 0);
        else if (seen.Name.En != en)
            Add(row, IncumbentNameEn, $"{person} is {Mistakes.Show(en)} here and {Mistakes.Show(seen.Name.En)} in row {seen.Row}; one person has one name");
        else if (seen.Name.Ur != ur)
            Add(row, IncumbentNameUr, $"{person} is {Mistakes.Show(ur)} here and {Mistakes.Show(seen.Name.Ur)} in row {seen.Row}; one person has one name");

        seen = seen with { Posts = seen.Posts + 1 };
        if (seen.Posts == 2)
            WithAdditionalCharge++;
        return seen.Name;
    }

    private LocalText Designation(string en, string ur)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(designations, (en, ur), out _);
        return known ??= new LocalText(en, ur);
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}/[a-z0-9-]{1,32}\z")]
    private static partial Regex PostPattern { get; }

    private readonly record struct PersonSeen(LocalText Name, int Row, int Posts);
}
