using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>
/// A sample is the one that its seed draws of the population that is kept, by SHA-256 of seed and department; and everyone in
/// the population had reported the directive wholly in force before.
/// </summary>
internal static class SampleRules
{
    public static void Check(DbConnection connection, IReadOnlyList<StoredState> states, Chain chain, IEnumerable<string> directives, Findings findings)
    {
        var parents = ReadParents(states);
        foreach (var directive in directives)
        {
            var facts = chain.FactsOf(directive);
            foreach (var draw in facts.Where(fact => fact.Kind == "SampleDrawn"))
            {
                var population = ReadPopulation(connection, directive, draw.Members.Number("draw"));
                var sample = draw.Members.List("departments").Select(department => department.GetString()!).ToList();
                var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(population.Select(department => $"{department}\n")))));
                var drawn = population.OrderBy(department => RankOf(draw.Members.Text("seed"), department), StringComparer.Ordinal).Take(sample.Count).ToList();
                findings.Require(
                    digest == draw.Members.Text("populationDigest") && population.Count == draw.Members.Number("population"), Broken.Unverified,
                    $"draw {draw.Members.Number("draw")} under {directive} is of a population of {draw.Members.Number("population")}, and {population.Count} others are kept");
                findings.Require(
                    sample.SequenceEqual(drawn), Broken.Unverified,
                    $"draw {draw.Members.Number("draw")} under {directive} has {string.Join(", ", sample)}, and its seed draws {string.Join(", ", drawn)}");
                var reported = facts.TakeWhile(fact => fact.Number < draw.Number)
                    .Where(fact => fact.Kind == "ComplianceReported" && fact.Members.Object("partial") is null).Select(fact => fact.GrainKey).ToHashSet(StringComparer.Ordinal);
                foreach (var department in population.Where(department => !reported.Contains(department)))
                    findings.Add(Broken.Unverified, $"{department} is in the population of a draw under {directive}, and had not reported");
            }

            foreach (var assigned in facts.Where(fact => fact.Kind == "VerifierAssigned"))
            {
                var (department, verifiers) = (assigned.Members.Text("department"), assigned.Members.Text("verifier").Split('/')[0]);
                findings.Require(
                    !IsBelow(department, verifiers, parents) && !IsBelow(verifiers, department, parents), Broken.Unverified,
                    $"{assigned.Members.Text("verifier")} is to verify {department}, in whose chain it is");
            }
        }
    }

    private static Dictionary<string, string> ReadParents(IReadOnlyList<StoredState> states) => states
        .Where(state => state is { Type: "department", Name: "place" }).Select(state => (state.Key, Path: state.Payload.GetProperty("place").List("path").Select(id => id.GetString()!).ToList()))
        .ToDictionary(place => place.Key, place => place.Path.Count > 1 ? place.Path[^2] : "", StringComparer.Ordinal);

    private static bool IsBelow(string department, string above, Dictionary<string, string> parents)
    {
        for (var at = department; at.Length > 0; at = parents.GetValueOrDefault(at, ""))
        {
            if (at == above)
                return true;
        }

        return false;
    }

    private static List<string> ReadPopulation(DbConnection connection, string directive, long draw)
    {
        var departments = new List<string>();
        foreach (var row in connection.Query(
            "SELECT payload FROM grain_state WHERE grain_type = 'verification' AND grain_key = @directive AND state_name LIKE @page ORDER BY state_name",
            ("directive", directive), ("page", $"population/{draw}/%")))
        {
            using var page = JsonDocument.Parse((string)row[0]!);
            departments.AddRange(page.RootElement.List("departments").Select(department => department.GetString()!));
        }

        return departments;
    }

    private static string RankOf(string seed, string department) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed + department)));
}
