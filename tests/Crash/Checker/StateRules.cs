using System.Data.Common;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>A row of the states that is there.</summary>
internal sealed record StoredState(string Type, string Key, string Name, JsonElement Payload);

/// <summary>
/// No state without its entry in the ledger and no entry without its state; versions of states and the relay's position
/// only advance; persons in posts are those of the facts.
/// </summary>
internal sealed class StateRules(Findings findings)
{
    private readonly Dictionary<(string Type, string Key, string Name), long> versions = [];
    private long relay;

    /// <param name="directives">Only states that are about these, and those that are about none; null for all.</param>
    /// <returns>The states that were read.</returns>
    public IReadOnlyList<StoredState> Check(DbConnection connection, Chain chain, Charges charges, IReadOnlySet<string>? directives)
    {
        var states = ReadStates(connection, directives);
        var stated = states.SelectMany(Say).Where(said => said[0] == '|' || directives is null || directives.Contains(said.Split('|', 2)[0])).ToList();
        var recorded = ChargeWords.OfFacts(chain.Facts).ToList();
        foreach (var directive in directives ?? chain.Facts.Select(fact => fact.Directive).OfType<string>().ToHashSet(StringComparer.Ordinal))
            recorded.AddRange(Say(directive, chain.FactsOf(directive)));
        Compare(stated, recorded);
        CheckDiaries(states, directives);
        CheckPlaces(states, chain.Facts, charges);
        CheckRegistry(states, chain.Facts);
        CheckList(states, chain.Facts);
        CheckRelay(connection);
        return states;
    }

    /// <summary>What a state says took place, in the words of the facts that it must have.</summary>
    private static IEnumerable<string> Say(StoredState state) => state.Type switch
    {
        "department" when state.Name.StartsWith("incumbency/", StringComparison.Ordinal) => ChargeWords.OfState(state.Key, state.Name, state.Payload),
        "department" or "officer" => OfficeWords.OfState(state.Type, state.Key, state.Name, state.Payload),
        "directive" => DirectiveWords.OfState(state.Key, state.Name, state.Payload),
        "correspondence" => AnswerWords.OfState(state.Key, state.Name, state.Payload),
        "verification" => VerificationWords.OfState(state.Key, state.Name, state.Payload),
        _ => [],
    };

    /// <summary>The same of facts.</summary>
    private static IEnumerable<string> Say(string directive, IReadOnlyList<Fact> facts) =>
    [
        .. OfficeWords.OfFacts(directive, facts), .. DirectiveWords.OfFacts(directive, facts),
        .. AnswerWords.OfFacts(directive, facts), .. VerificationWords.OfFacts(directive, facts),
    ];

    private List<StoredState> ReadStates(DbConnection connection, IReadOnlySet<string>? directives)
    {
        const string Columns = "SELECT grain_type, grain_key, state_name, version, payload FROM grain_state";
        var (wanted, parameters) = (new List<string>(), new List<(string, object)>());
        foreach (var directive in directives ?? new HashSet<string>())
        {
            var number = parameters.Count;
            wanted.Add($"grain_type IN ('department', 'officer') AND state_name IN (@p{number + 1}, @p{number + 2}, @p{number + 3}, @p{number + 4}) OR grain_type IN ('directive', 'correspondence', 'verification') AND grain_key = @p{number}");
            foreach (var value in (string[])[directive, $"directive/{directive}", $"report/{directive}", $"entry/{directive}", $"endorsement/{directive}"])
                parameters.Add(($"p{parameters.Count}", value));
        }

        wanted.Add("grain_type = 'department' AND (state_name = 'place' OR state_name LIKE 'diary%' OR state_name LIKE 'incumbency/%')");
        wanted.Add("grain_type IN ('registry', 'directives', 'dispatch')");
        var rows = connection.Query(directives is null ? Columns : $"{Columns} WHERE {string.Join(" OR ", wanted)}", [.. parameters]);
        var (states, read) = (new List<StoredState>(), new HashSet<(string, string, string)>());
        foreach (var row in rows)
        {
            var key = ((string)row[0]!, (string)row[1]!, (string)row[2]!);
            var version = row[3].Number();
            findings.Require(version >= versions.GetValueOrDefault(key), Broken.Lost, $"state {key} went back from version {versions.GetValueOrDefault(key)} to {version}");
            versions[key] = version;
            read.Add(key);
            if (row[4] is not string payload)
                continue;
            using var state = JsonDocument.Parse(payload);
            states.Add(new StoredState(key.Item1, key.Item2, key.Item3, state.RootElement.Clone()));
        }

        if (directives is null)
            CheckVanished(read);
        return states;
    }

    private void CheckVanished(HashSet<(string, string, string)> read)
    {
        foreach (var key in versions.Keys.Where(key => !read.Contains(key)))
            findings.Add(Broken.Lost, $"state {key} was there and is no more");
    }

    /// <summary>An entry is in the diary of its office, once, and the diary names nothing else.</summary>
    private void CheckDiaries(List<StoredState> states, IReadOnlySet<string>? directives)
    {
        var numbered = new HashSet<(string Office, string Directive)>();
        foreach (var (_, office, _, page) in states.Where(state => state.Type == "department" && state.Name.StartsWith("diary", StringComparison.Ordinal)))
        {
            foreach (var number in page.List("directives").Select(number => number.GetString()!).Where(number => directives is null || directives.Contains(number)))
                findings.Require(numbered.Add((office, number)), Broken.Doubled, $"{number} is in the diary of {office} more than once");
        }

        var entered = states.Where(state => state.Type == "department" && state.Name.StartsWith("entry/", StringComparison.Ordinal))
            .Select(state => (state.Key, state.Name["entry/".Length..])).ToHashSet();
        foreach (var (office, number) in numbered.Except(entered))
            findings.Add(Broken.Lost, $"{number} is in the diary of {office} and has no entry");
        foreach (var (office, number) in entered.Except(numbered))
            findings.Add(Broken.Unverified, $"{number} has an entry at {office} and is not in its diary");
    }

    private void Compare(List<string> stated, List<string> recorded)
    {
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var fact in recorded)
            left[fact] = left.GetValueOrDefault(fact) + 1;
        foreach (var state in stated)
        {
            if (left.GetValueOrDefault(state) > 0)
                left[state]--;
            else
                findings.Add(Broken.Unverified, $"a state says {state}, and no entry of the ledger does");
        }

        foreach (var (fact, count) in left.Where(pair => pair.Value > 0))
            findings.Add(Broken.Unverified, $"the ledger says {fact}{(count > 1 ? $" {count} times" : "")}, and no state does");
    }

    private void CheckPlaces(List<StoredState> states, IReadOnlyList<Fact> facts, Charges charges)
    {
        var last = facts.Where(fact => fact.Kind == "Established").GroupBy(fact => fact.GrainKey)
            .ToDictionary(same => same.Key, same => (same.Last().Members.Number("registryVersion"), same.Last().Members.Number("posts")), StringComparer.Ordinal);
        foreach (var (_, key, _, payload) in states.Where(state => state is { Type: "department", Name: "place" }))
        {
            var place = payload.GetProperty("place");
            var roster = place.List("roster").ToList();
            var said = (place.Number("registryVersion"), (long)roster.Count);
            findings.Require(
                last.Remove(key, out var established) && said == established, Broken.Unverified,
                $"{key} stands in the organogram as (version, posts) {said}, and the ledger has {established}");
            findings.Require(
                payload.Number("charges") == charges.NumbersOf(key), Broken.Unverified, $"{key} counts {payload.Number("charges")} charges, and the ledger has {charges.NumbersOf(key)}");
            foreach (var post in roster)
                CheckPost($"{key}/{post.Text("seat")}", post, charges);
        }

        foreach (var key in last.Keys)
            findings.Add(Broken.Unverified, $"{key} was established, and has no place");
    }

    private void CheckPost(string id, JsonElement post, Charges charges)
    {
        var holding = charges.Holdings.GetValueOrDefault(id);
        var said = (post.Object("incumbent")?.Text("person") ?? "", post.Number("incumbency"), post.Object("delegation")?.Text("person") ?? "");
        findings.Require(
            holding is not null && said == (holding.Person, holding.Number, holding.Deputy), Broken.Lost,
            $"{id} is held as (person, charge, deputy) {said}, and by the ledger as {(holding?.Person, holding?.Number, holding?.Deputy)}");
    }

    private void CheckRegistry(List<StoredState> states, IReadOnlyList<Fact> facts)
    {
        var imports = facts.Where(fact => fact.Kind == "RegistryImported").ToList();
        if (states.FirstOrDefault(state => state is { Type: "registry", Name: "registry" })?.Payload is not { } registry)
        {
            findings.Require(imports.Count == 0, Broken.Unverified, "the ledger has imports, and there is no registry");
            return;
        }

        var outcomes = registry.List("outcomes").Select(outcome => outcome.Text("operationId")).ToList();
        findings.Require(
            outcomes.SequenceEqual(imports.TakeLast(outcomes.Count).Select(fact => fact.Operation)) && (outcomes.Count == imports.Count || outcomes.Count == 100),
            Broken.Unverified, $"the registry knows the imports {string.Join(", ", outcomes)}, and the ledger {string.Join(", ", imports.Select(fact => fact.Operation))}");
        var inForce = registry.Object("inForce")?.Number("version") ?? 0;
        findings.Require(
            imports.Count == 0 || inForce == imports[^1].Members.Number("version"), Broken.Lost, $"version {inForce} of the organogram is in force, and not that of the last import");
    }

    private void CheckList(List<StoredState> states, IReadOnlyList<Fact> facts)
    {
        // Periods are listed under their directive.
        var issued = facts.Where(fact => fact.Kind == "Issued" && !fact.GrainKey.Contains('@', StringComparison.Ordinal)).Select(fact => fact.GrainKey).ToList();
        var listed = states.Where(state => state.Type == "directives").SelectMany(state => state.Payload.List("lines")).Select(line => line.Text("number")).ToList();
        findings.Require(listed.Count == listed.Distinct().Count(), Broken.Doubled, "a directive is in the list twice");
        findings.Require(!issued.Except(listed).Any(), Broken.Lost, $"{issued.Except(listed).FirstOrDefault()} was issued and is not in the list");
        findings.Require(!listed.Except(issued).Any(), Broken.Unverified, $"{listed.Except(issued).FirstOrDefault()} is in the list and was not issued");
    }

    private void CheckRelay(DbConnection connection)
    {
        var position = connection.Query("SELECT number FROM relay_position WHERE name = 'relay' AND chain = 1").FirstOrDefault() is [var number] ? number.Number() : 0;
        findings.Require(position >= relay, Broken.Lost, $"the relay's position went back from {relay} to {position}");
        relay = position;
    }
}
