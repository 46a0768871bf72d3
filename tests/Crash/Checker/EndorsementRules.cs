namespace Directives.Crash.Checker;

/// <summary>
/// An endorsement has come to every office below: the version in a diary is under those that the offices above it gave of that
/// version, and under no others.
/// </summary>
internal static class EndorsementRules
{
    public static void Check(IReadOnlyList<StoredState> states, Chain chain, IEnumerable<string> directives, Findings findings)
    {
        foreach (var directive in directives)
        {
            var entries = states.Where(state => state.Type == "department" && state.Name == $"entry/{directive}")
                .Select(state => (Office: state.Key, Entry: state.Payload.Object("entry"))).Where(row => row.Entry is not null)
                .ToDictionary(row => row.Office, row => row.Entry!.Value, StringComparer.Ordinal);
            var given = chain.FactsOf(directive).Where(fact => fact.Kind == "Endorsed").ToLookup(fact => fact.GrainKey, StringComparer.Ordinal);
            foreach (var (office, entry) in entries)
            {
                var version = entry.Number("version");
                var expected = new SortedSet<string>(StringComparer.Ordinal);
                for (var above = office; above.Length > 0 && entries.TryGetValue(above, out var passed); above = passed.Text("from"))
                    expected.UnionWith(given[above].Where(fact => fact.Members.Number("version") == version).Select(fact => $"{above} {fact.Members.Number("number")}"));

                var found = (entry.Object("endorsements")?.List("list") ?? []).Where(item => item.Number("version") == version)
                    .Select(item => $"{item.Text("department")} {item.Number("number")}").Order(StringComparer.Ordinal).ToList();
                findings.Require(
                    found.SequenceEqual(expected), found.Count < expected.Count ? Broken.Lost : Broken.Unverified,
                    $"version {version} of {directive} at {office} is under the endorsements [{string.Join(", ", found)}], and by the ledger under [{string.Join(", ", expected)}]");
            }
        }
    }
}
