using System.Globalization;

namespace Directives.Crash.World;

/// <summary>An office of the run's province.</summary>
/// <param name="Parent">Null for the root.</param>
internal sealed record Office(string Id, string? Parent)
{
    public string Head => $"{Id}/head";
}

/// <param name="Person">Null where the post is vacant.</param>
internal sealed record Post(string Id, string Office, string Cadre, string? Person);

/// <summary>A small province: offices and posts stay as they are for the whole run, the persons in the posts change.</summary>
internal sealed record Organogram(IReadOnlyList<Office> Offices, IReadOnlyList<Post> Posts)
{
    public const string Root = "punjab";
    private const int Children = 4;
    private const int PostsOfOffice = 6;
    public static readonly string[] Cadres = ["section-officer", "law-officer", "estate-officer", "assistant", "superintendent"];

    /// <summary>A tree of offices of four below each, six posts each, one post in twelve vacant.</summary>
    public static Organogram Create(int posts, Random random)
    {
        var offices = new List<Office>();
        for (var number = 0; number < Math.Max(Children + 1, posts / PostsOfOffice); number++)
            offices.Add(number == 0 ? new Office(Root, null) : new Office(Name(number), offices[(number - 1) / Children].Id));

        var seats = new List<Post>();
        foreach (var office in offices)
        {
            seats.Add(new Post(office.Head, office.Id, "head", Person(seats.Count)));
            for (var seat = 1; seat < PostsOfOffice; seat++)
            {
                var cadre = Cadres[seat - 1];
                seats.Add(new Post($"{office.Id}/{cadre}", office.Id, cadre, random.Next(12) == 0 ? null : Person(seats.Count)));
            }
        }

        return new Organogram(offices, seats);
    }

    /// <summary>The same posts after some charges changed: handed over, relinquished or assumed.</summary>
    /// <param name="round">Names the newcomers.</param>
    public Organogram ChangeCharges(int round, Random random)
    {
        var changed = Posts.ToArray();
        for (var count = 0; count < Math.Max(3, Posts.Count / 25); count++)
        {
            var index = random.Next(changed.Length);
            var post = changed[index];
            var leaves = post.Cadre != "head" && random.Next(3) == 0;
            changed[index] = post with { Person = leaves ? null : string.Create(CultureInfo.InvariantCulture, $"p-{round:D4}-{index:D5}") };
        }

        return this with { Posts = changed };
    }

    /// <summary>Writes departments.csv and posts.csv, as an import takes them.</summary>
    public void Write(string folder)
    {
        File.WriteAllLines(Path.Combine(folder, "departments.csv"), [
            "id,parent,kind,name_en,name_ur,head_post",
            .. Offices.Select(office => $"{office.Id},{office.Parent},{KindOf(office)},Office {office.Id},دفتر {office.Id},{office.Head}"),
        ]);
        File.WriteAllLines(Path.Combine(folder, "posts.csv"), [
            "id,department,designation_en,designation_ur,bps,cadre,service_group,incumbent_id,incumbent_name_en,incumbent_name_ur,charge",
            .. Posts.Select(post => $"{post.Id},{post.Office},Officer,افسر,17,{post.Cadre},pms,{Incumbent(post.Person)}"),
        ]);
    }

    /// <summary>The offices of a subtree, its root first.</summary>
    public IReadOnlyList<Office> Below(string root)
    {
        var within = new HashSet<string>(StringComparer.Ordinal) { root };
        return [.. Offices.Where(office => office.Id == root || (office.Parent is { } parent && within.Contains(parent) && within.Add(office.Id)))];
    }

    private static string KindOf(Office office) => office.Parent switch
    {
        null => "government",
        Root => "administrative-department",
        _ => "section",
    };

    private static string Incumbent(string? person) => person is null ? ",,," : $"{person},Person {person},شخص {person},regular";

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"office-{number:D4}");

    private static string Person(int number) => string.Create(CultureInfo.InvariantCulture, $"p-{number:D5}");
}
