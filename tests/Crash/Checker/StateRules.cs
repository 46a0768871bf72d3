using System.Data.Common;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>
/// No state without its entry in the ledger and no entry without its state; versions of states and the relay's position
/// only advance; persons in posts are those of the organogram that was imported last.
/// </summary>
internal sealed class StateRules(Findings findings)
{
    private readonly Dictionary<(string Type, string Key, string Name), long> versions = [];
    private long relay;

    /// <param name="directive">Only states that are about it, and those that are about none; null for all.</param>
    public void Check(DbConnection connection, IReadOnlyList<Fact> facts, string? directive)
    {
        var states = ReadStates(connection, directive);
        var stated = new List<string>();
        foreach (var (type, key, name, payload) in states)
            stated.AddRange(Say(type, key, name, payload).Where(said => directive is null || said.StartsWith($"{directive}|", StringComparison.Ordinal)));
        var about = facts.Where(fact => directive is null || fact.Directive == directive).ToList();
        Compare(stated, [.. about.SelectMany(Say), .. SayEntries(about)]);
        CheckDiaries(states, directive);
        CheckPlaces(states, facts);
        CheckRegistry(states, facts);
        CheckList(states, facts);
        CheckRelay(connection);
    }

    /// <summary>The persons in the posts, after the round's import.</summary>
    public void CheckPersons(DbConnection connection, RoundFiles files)
    {
        var expected = files.Posts.ToDictionary(post => $"{post.Department}/{post.Seat}", post => post.Person, StringComparer.Ordinal);
        foreach (var row in connection.Query("SELECT grain_key, payload FROM grain_state WHERE grain_type = 'department' AND state_name = 'place'"))
        {
            using var state = JsonDocument.Parse((string)row[1]!);
            foreach (var post in state.RootElement.GetProperty("place").List("roster"))
            {
                var id = $"{row[0]}/{post.Text("seat")}";
                var person = post.Object("incumbent")?.Text("person") ?? "";
                findings.Require(expected.Remove(id, out var imported), Broken.Unverified, $"{id} is a post that was not imported");
                findings.Require(imported is null || imported == person, Broken.Lost, $"{id} is held by \"{person}\" and not by \"{imported}\", whom round {files.Round} put there");
            }
        }

        findings.Require(expected.Count == 0, Broken.Lost, $"{expected.Count} posts of the import are in no roster, the first {expected.Keys.FirstOrDefault()}");
    }

    private List<(string Type, string Key, string Name, JsonElement Payload)> ReadStates(DbConnection connection, string? directive)
    {
        const string Columns = "SELECT grain_type, grain_key, state_name, version, payload FROM grain_state";
        var rows = directive is null
            ? connection.Query(Columns)
            : connection.Query(
                $"{Columns} WHERE grain_type IN ('department', 'officer') AND state_name = @about OR grain_type = 'department' AND (state_name IN (@report, @entry, 'place') OR state_name LIKE 'diary%') OR grain_type = 'directive' AND grain_key = @directive OR grain_type IN ('registry', 'directives')",
                ("about", $"directive/{directive}"), ("report", $"report/{directive}"), ("entry", $"entry/{directive}"), ("directive", directive));
        var (states, read) = (new List<(string, string, string, JsonElement)>(), new HashSet<(string, string, string)>());
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
            states.Add((key.Item1, key.Item2, key.Item3, state.RootElement.Clone()));
        }

        if (directive is null)
            CheckVanished(read);
        return states;
    }

    private void CheckVanished(HashSet<(string, string, string)> read)
    {
        foreach (var key in versions.Keys.Where(key => !read.Contains(key)))
            findings.Add(Broken.Lost, $"state {key} was there and is no more");
    }

    /// <summary>What a state says took place, in the words of the facts that it must have.</summary>
    private static IEnumerable<string> Say(string type, string key, string name, JsonElement state)
    {
        switch (type)
        {
            case "officer" when name.StartsWith("directive/", StringComparison.Ordinal):
                return state.List("acts").Select((act, index) =>
                    $"{name["directive/".Length..]}|{key}|{act.Text("standing")}|{index + 1}|{act.Number("version")}|{act.Text("by")}|{act.Text("operation")}|{act.Micros("at")}");
            case "department" when name.StartsWith("report/", StringComparison.Ordinal):
                return state.List("reports").Select((report, index) =>
                    $"{name["report/".Length..]}|{key}|ComplianceReported|{index + 1}|{report.Number("version")}|{report.Text("by")}|{report.Text("operationId")}|{report.Micros("at")}");
            case "department" when name.StartsWith("entry/", StringComparison.Ordinal):
                return state.Object("entry") is { } entry ? SayEntry(key, entry) : [];
            case "directive" when name == "directive" && state.Object("issued") is { } issued && issued.Number("version") == 1:
                return state.List("passed").Select(deadline => $"{key}|{key}|DeadlinePassed|{deadline.GetString()}")
                    .Prepend($"{key}|{key}|Issued|{issued.Number("version")}|{issued.Text("issuedBy")}|{state.Text("operation")}|{issued.Micros("issuedAt")}");
            default:
                return [];
        }
    }

    private static IEnumerable<string> SayEntry(string key, JsonElement entry)
    {
        var directive = entry.Text("directive");
        yield return $"{directive}|{key}|Received|{entry.Number("version")}|{entry.Number("serial")}/{entry.Number("year")}|{entry.Micros("receivedAt")}";
        foreach (var post in entry.List("served"))
            yield return $"{directive}|{key}|{Served(post)}";
        foreach (var passed in entry.Object("chase")?.List("passed") ?? [])
            yield return $"{directive}|{key}|DeadlinePassed|{passed.GetString()}";
        if (entry.Text("closed") is { Length: > 0 } closed)
            yield return $"{directive}|{key}|ObligationsClosed|{closed}|{entry.Micros("closedAt")}";
    }

    /// <summary>What is left of the facts of an office: the version received last, and who is served it since the last change.</summary>
    private static IEnumerable<string> SayEntries(IEnumerable<Fact> facts)
    {
        foreach (var office in facts.Where(fact => fact.Kind is "Received" or "RosterServed" or "ServedAnew").GroupBy(fact => (fact.Directive, fact.GrainKey)))
        {
            var start = $"{office.Key.Directive}|{office.Key.GrainKey}|";
            var (received, served) = ("", new SortedDictionary<string, string>(StringComparer.Ordinal));
            foreach (var fact in office)
            {
                if (fact.Kind == "Received")
                {
                    received = $"{start}Received|{fact.Members.Number("version")}|{fact.Members.Number("serial")}/{fact.Members.Number("year")}|{fact.At}";
                    served.Clear();
                }

                foreach (var post in fact.Members.List("posts"))
                    served[post.Text("seat")] = $"{start}{Served(post)}";
                foreach (var removed in fact.Members.List("removed"))
                    served.Remove(removed.GetString()!);
            }

            foreach (var said in served.Values.Prepend(received))
                yield return said;
        }
    }

    /// <summary>The same words for a fact.</summary>
    private static IEnumerable<string> Say(Fact fact)
    {
        var (members, start) = (fact.Members, $"{fact.Directive}|{fact.GrainKey}|{fact.Kind}");
        switch (fact.Kind)
        {
            case "Opened" or "Acknowledged" or "Declined" or "ComplianceReported":
                yield return $"{start}|{members.Number("sequence")}|{members.Number("version")}|{members.Text("by")}|{fact.Operation}|{fact.At}";
                break;
            case "ObligationsClosed":
                yield return $"{start}|{members.Text("status")}|{fact.At}";
                break;
            case "Issued":
                yield return $"{start}|{members.Number("version")}|{members.Text("by")}|{fact.Operation}|{fact.At}";
                break;
            case "DeadlinePassed":
                yield return $"{start}|{members.Text("deadline")}";
                break;
        }
    }

    private static string Served(JsonElement post) =>
        $"Served|{post.Text("seat")}|{post.Text("addressee")}|{post.Number("incumbency")}{(post.Flag("vacant") ? "|vacant" : "")}";

    /// <summary>An entry is in the diary of its office, once, and the diary names nothing else.</summary>
    private void CheckDiaries(List<(string Type, string Key, string Name, JsonElement Payload)> states, string? directive)
    {
        var numbered = new HashSet<(string Office, string Directive)>();
        foreach (var (_, office, _, page) in states.Where(state => state.Type == "department" && state.Name.StartsWith("diary", StringComparison.Ordinal)))
        {
            foreach (var number in page.List("directives").Select(number => number.GetString()!).Where(number => directive is null || number == directive))
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

    private void CheckPlaces(List<(string Type, string Key, string Name, JsonElement Payload)> states, IReadOnlyList<Fact> facts)
    {
        var last = new Dictionary<string, (long Version, long Posts, long Vacant)>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            if (fact.Kind == "Established")
                last[fact.GrainKey] = (fact.Members.Number("registryVersion"), fact.Members.Number("posts"), fact.Members.Number("vacant"));
            else if (fact.Kind is "ChargeAssumed" or "ChargeRelinquished" && last.TryGetValue(fact.GrainKey, out var stood))
                last[fact.GrainKey] = stood with { Vacant = stood.Vacant + (fact.Kind == "ChargeAssumed" ? -1 : 1) };
        }

        foreach (var (_, key, _, payload) in states.Where(state => state is { Type: "department", Name: "place" }))
        {
            var place = payload.GetProperty("place");
            var roster = place.List("roster").ToList();
            var said = (place.Number("registryVersion"), (long)roster.Count, (long)roster.Count(post => post.Object("incumbent") is null));
            findings.Require(
                last.Remove(key, out var established) && said == established, Broken.Unverified,
                $"{key} stands in the organogram as (version, posts, vacant) {said}, and the ledger has {established}");
        }

        foreach (var key in last.Keys)
            findings.Add(Broken.Unverified, $"{key} was established, and has no place");
    }

    private void CheckRegistry(List<(string Type, string Key, string Name, JsonElement Payload)> states, IReadOnlyList<Fact> facts)
    {
        var imports = facts.Where(fact => fact.Kind == "RegistryImported").ToList();
        var registry = states.FirstOrDefault(state => state is { Type: "registry", Name: "registry" }).Payload;
        if (registry.ValueKind is JsonValueKind.Undefined)
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

    private void CheckList(List<(string Type, string Key, string Name, JsonElement Payload)> states, IReadOnlyList<Fact> facts)
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
