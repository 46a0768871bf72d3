namespace Directives.Crash.Checker;

/// <summary>A post as the facts of charge leave it.</summary>
internal sealed class Holding
{
    /// <summary>Empty where the post is vacant.</summary>
    public string Person { get; set; } = "";

    /// <summary>Of the charge that was assumed last; 0 for whoever came with the organogram.</summary>
    public long Number { get; set; }

    /// <summary>Who acts for the holder; empty for nobody.</summary>
    public string Deputy { get; set; } = "";

    /// <summary>Whoever has held it, and acted for its holder, under each charge.</summary>
    public Dictionary<long, HashSet<string>> Ever { get; } = [];

    public void Admit(string person)
    {
        if (!Ever.TryGetValue(Number, out var persons))
            Ever[Number] = persons = new HashSet<string>(StringComparer.Ordinal);
        persons.Add(person);
    }
}

/// <summary>
/// Who holds which post, folded from the facts of charge and of imports; and that service and acts agree with it at the place
/// in the ledger where they stand.
/// </summary>
/// <param name="postsOf">The posts of a department in the organogram that a round imported: seat and person.</param>
internal sealed class Charges(Findings findings, Func<int, string, IReadOnlyDictionary<string, string>> postsOf)
{
    private readonly Dictionary<string, Holding> holdings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> established = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> rounds = [];
    private int read;

    public IReadOnlyDictionary<string, Holding> Holdings => holdings;

    /// <summary>How many charges have been assumed in a department.</summary>
    public long NumbersOf(string department) => numbers.GetValueOrDefault(department);

    public void Advance(IReadOnlyList<Fact> facts)
    {
        for (; read < facts.Count; read++)
            Add(facts[read]);
    }

    private void Add(Fact fact)
    {
        var members = fact.Members;
        switch (fact.Kind)
        {
            case "RegistryImported":
                rounds[members.Number("version")] = int.Parse(fact.Operation.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "Established":
                Establish(fact);
                break;
            case "ChargeAssumed":
                Assume(fact);
                break;
            case "ChargeRelinquished":
                var left = HoldingOf(fact);
                findings.Require(
                    left.Person == members.Text("person") && left.Number == members.Number("number"), Broken.Unverified,
                    $"entry {fact.Number}: {members.Text("person")} has relinquished charge {members.Number("number")} of {PostOf(fact)}, which \"{left.Person}\" held as {left.Number}");
                (left.Person, left.Deputy) = ("", "");
                break;
            case "ActsDelegated":
                var held = HoldingOf(fact);
                findings.Require(
                    held.Person == members.Text("holder"), Broken.Unverified, $"entry {fact.Number}: acts of {members.Text("holder")} are delegated, and \"{held.Person}\" holds {PostOf(fact)}");
                held.Deputy = members.Text("person");
                held.Admit(held.Deputy);
                break;
            case "DelegationEnded":
                var ended = HoldingOf(fact);
                findings.Require(
                    ended.Deputy == members.Text("person"), Broken.Unverified, $"entry {fact.Number}: \"{ended.Deputy}\" and not {members.Text("person")} acts for the holder of {PostOf(fact)}");
                ended.Deputy = "";
                break;
            case "RosterServed" or "ServedAnew":
                CheckService(fact);
                break;
            case "Opened" or "Acknowledged" or "Declined":
                var of = holdings.GetValueOrDefault(fact.GrainKey)?.Ever.GetValueOrDefault(members.Number("incumbency"));
                findings.Require(
                    of is not null && of.Contains(members.Text("by")), Broken.Unverified,
                    $"entry {fact.Number}: {members.Text("by")} has {fact.Kind} on {fact.GrainKey} under charge {members.Number("incumbency")}, which is not his");
                break;
        }
    }

    private void Assume(Fact fact)
    {
        var (members, holding) = (fact.Members, HoldingOf(fact));
        var number = numbers[fact.GrainKey] = NumbersOf(fact.GrainKey) + 1;
        findings.Require(
            holding.Person.Length == 0, Broken.Doubled, $"entry {fact.Number}: {members.Text("person")} has assumed charge of {PostOf(fact)}, which {holding.Person} held");
        findings.Require(
            members.Number("number") == number, Broken.Unverified, $"entry {fact.Number}: charge {members.Number("number")} of {fact.GrainKey} comes after {number - 1}");
        (holding.Person, holding.Number, holding.Deputy) = (members.Text("person"), number, "");
        holding.Admit(holding.Person);
    }

    /// <summary>From an import on the persons are those of its file: at first as they are, later by charges that it changes.</summary>
    private void Establish(Fact fact)
    {
        if (!rounds.TryGetValue(fact.Members.Number("registryVersion"), out var round))
            return;
        var first = established.Add(fact.GrainKey);
        foreach (var (seat, person) in postsOf(round, fact.GrainKey))
        {
            var holding = HoldingOf(fact.GrainKey, seat);
            if (first)
            {
                holding.Person = person;
                holding.Admit(person);
            }

            findings.Require(
                holding.Person == person, Broken.Lost,
                $"entry {fact.Number}: {fact.GrainKey}/{seat} is held by \"{holding.Person}\" and not by \"{person}\", whom round {round} put there");
        }
    }

    private void CheckService(Fact fact)
    {
        foreach (var post in fact.Members.List("posts"))
        {
            var holding = HoldingOf(fact.GrainKey, post.Text("seat"));
            findings.Require(
                post.Number("incumbency") == holding.Number && post.Flag("vacant") == (holding.Person.Length == 0), Broken.Unverified,
                $"entry {fact.Number}: {fact.Directive} was served on {fact.GrainKey}/{post.Text("seat")} under charge {post.Number("incumbency")}{(post.Flag("vacant") ? ", vacant" : "")}, and \"{holding.Person}\" held it under {holding.Number}");
        }
    }

    private static string PostOf(Fact fact) => $"{fact.GrainKey}/{fact.Members.Text("seat")}";

    private Holding HoldingOf(Fact fact) => HoldingOf(fact.GrainKey, fact.Members.Text("seat"));

    private Holding HoldingOf(string department, string seat)
    {
        var post = $"{department}/{seat}";
        if (!holdings.TryGetValue(post, out var holding))
            holdings[post] = holding = new Holding();
        return holding;
    }
}
