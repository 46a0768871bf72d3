using System.Globalization;

namespace Directives.Crash.Checker;

/// <summary>
/// Dispatch numbers: an office gives each once, in every year from 1 without one left out, and every version that went out has
/// the one that the register gave to it.
/// </summary>
internal static class DispatchRules
{
    private const string Given = "given/";

    public static void Check(IReadOnlyList<StoredState> states, IReadOnlyList<Fact> facts, Findings findings)
    {
        var issued = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts.Where(fact => fact.Kind is "Issued" or "Amended" && !fact.GrainKey.Contains('@', StringComparison.Ordinal)))
        {
            var version = fact.Members.Number("version");
            var name = version == 1 ? fact.GrainKey : $"{fact.GrainKey}#{version}";
            findings.Require(issued.TryAdd(name, fact.Members.Text("dispatch")), Broken.Doubled, $"{name} went out more than once");
        }

        foreach (var office in states.Where(state => state.Type == "dispatch").GroupBy(state => state.Key))
        {
            var given = office.Where(state => state.Name.StartsWith(Given, StringComparison.Ordinal))
                .ToDictionary(state => state.Name[Given.Length..], state => state.Payload.Text("number"), StringComparer.Ordinal);
            foreach (var (name, number) in given)
            {
                findings.Require(
                    issued.Remove(name, out var went) && went == number, Broken.Unverified, $"{office.Key} gave {number} to {name}, which went out as {went ?? "nothing"}");
            }

            foreach (var year in given.Values.Select(number => number.Split('/')).GroupBy(parts => parts[1]))
            {
                var serials = year.Select(parts => int.Parse(parts[0], CultureInfo.InvariantCulture)).Order().ToList();
                findings.Require(
                    serials.SequenceEqual(Enumerable.Range(1, serials.Count)), serials.Distinct().Count() < serials.Count ? Broken.Doubled : Broken.Lost,
                    $"the dispatch numbers of {office.Key} in {year.Key} are {string.Join(", ", serials)}");
            }
        }

        foreach (var (name, number) in issued)
            findings.Add(Broken.Unverified, $"{name} went out as {number}, which no register gave to it");
    }
}
