using System.Globalization;
using Directives.V1;

namespace Directives.Tests.Journeys;

/// <summary>The counts of a directive as its facts tell them, read in their order: by the version in force and by whoever holds the post.</summary>
internal sealed class WeekRecount
{
    private readonly IReadOnlyList<Event> facts;
    private readonly Dictionary<string, int> served = [];

    public WeekRecount(IReadOnlyList<Event> facts)
    {
        this.facts = facts;
        foreach (var fact in facts)
            Take(fact);
    }

    public int Served => served.Values.Sum();

    public int Received => facts.Where(fact => fact.Kind == "Received").Select(fact => fact.Department).Distinct().Count();

    public HashSet<string> Opened { get; } = [];

    /// <summary>The last answer of each post.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    public HashSet<string> Complied { get; } = [];

    public HashSet<string> ServedAnew { get; } = [];

    public int Kind(string kind, string detail = "") => facts.Count(fact => fact.Kind == kind && (detail.Length == 0 || fact.Detail == detail));

    private void Take(Event fact)
    {
        switch (fact.Kind)
        {
            case "Received":
                Complied.Remove(fact.Department);
                Forget(post => post.StartsWith(fact.Department + "/", StringComparison.Ordinal));
                break;
            case "RosterServed":
                served[fact.Department] = int.Parse(fact.Detail, CultureInfo.InvariantCulture);
                break;
            case "ServedAnew":
                var posts = fact.Detail.Split(", ").Select(seat => $"{fact.Department}/{seat}").ToHashSet();
                Forget(posts.Contains);
                ServedAnew.UnionWith(posts);
                break;
            case "Opened":
                Opened.Add(fact.Post);
                break;
            case "Acknowledged" or "Declined":
                Answers[fact.Post] = fact.Kind;
                break;
            case "ComplianceReported":
                Complied.Add(fact.Department);
                break;
        }
    }

    private void Forget(Predicate<string> isGone)
    {
        Opened.RemoveWhere(isGone);
        foreach (var post in Answers.Keys.Where(post => isGone(post)).ToList())
            Answers.Remove(post);
    }
}
