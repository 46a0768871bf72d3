using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>A row of posts.csv.</summary>
/// <param name="Person">Empty where the post is vacant.</param>
internal sealed record PostRow(string Department, string Seat, string Cadre, string Person)
{
    public string Id => $"{Department}/{Seat}";
}

/// <summary>What was imported and ordered in a round, read from the files that were sent.</summary>
internal sealed record RoundFiles(
    int Round, IReadOnlyList<(string Id, string Parent, string Head)> Departments, IReadOnlyList<PostRow> Posts,
    string Directive, string Jurisdiction, IReadOnlySet<string> Action, IReadOnlySet<string> Information, IReadOnlySet<string> Later, bool DeadlinesVary)
{
    /// <summary>The form of deadlines that each office reckons for itself.</summary>
    private const int Working = 3;

    /// <summary>Cadres by which an office owes an attestation; null for a directive, which is served on posts.</summary>
    public IReadOnlySet<string>? Attesting { get; private init; }

    /// <summary>The order for a period of a duty: it goes where its directive goes, for the offices and no post.</summary>
    public RoundFiles OfPeriod(string number) => this with
    {
        Directive = number, Action = new HashSet<string>(), Information = new HashSet<string>(), Later = new HashSet<string>(),
        DeadlinesVary = false, Attesting = Action,
    };

    public static RoundFiles Read(int round, string folder)
    {
        using var order = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "order.json")));
        var root = order.RootElement;
        return new RoundFiles(
            round,
            [.. Rows(folder, "departments.csv").Select(row => (row[0], row[1], row[5]))],
            [.. Rows(folder, "posts.csv").Select(row => new PostRow(row[1], row[0].Split('/')[1], row[5], row[7]))],
            root.Text("Number"), root.Text("Jurisdiction"), Names(root, "Action"), Names(root, "Information"), Names(root, "AmendedInformation"),
            root.Number("Terms") == Working);
    }

    /// <summary>Departments that the directive goes to: the whole subtree of its jurisdiction, the root first.</summary>
    public IReadOnlyList<string> Reached
    {
        get
        {
            var reached = new List<string> { Jurisdiction };
            for (var next = 0; next < reached.Count; next++)
                reached.AddRange(Departments.Where(department => department.Parent == reached[next]).Select(department => department.Id));
            return reached;
        }
    }

    /// <summary>The persons of a department's posts, by seat; empty where one is vacant.</summary>
    public ILookup<string, PostRow> Rosters => field ??= Posts.ToLookup(post => post.Department, StringComparer.Ordinal);

    /// <summary>
    /// Action, Information, or null where a post is not addressed. An amendment addresses for action whoever had it for
    /// information, and others for information.
    /// </summary>
    public string? Addresses(PostRow post, long version) => version < 2
        ? Action.Contains(post.Cadre) ? "Action" : Information.Contains(post.Cadre) ? "Information" : null
        : Action.Contains(post.Cadre) || Information.Contains(post.Cadre) ? "Action" : Later.Contains(post.Cadre) ? "Information" : null;

    private static HashSet<string> Names(JsonElement order, string member) =>
        [.. order.List(member).Select(name => name.GetString()!)];

    private static IEnumerable<string[]> Rows(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Skip(1).Select(line => line.Split(','));
}
