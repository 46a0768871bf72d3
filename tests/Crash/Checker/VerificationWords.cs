using System.Globalization;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What states and facts say of the samples that were drawn under a directive, in the same words.</summary>
internal static class VerificationWords
{
    public static IEnumerable<string> OfState(string key, string name, JsonElement state) => name.Split('/', 2) switch
    {
        ["verification"] => state.List("draws").Select(draw => Draw(
            key, draw.Number("number"), draw.Text("seed"), draw.Number("population"), draw.Text("populationDigest"), draw.Number("size"), draw.Number("assigned"),
            draw.Number("verified"), draw.Number("notVerified"), draw.Number("falseReports"))),
        ["sample", var draw] => [$"{key}|{key}|Sample|{draw}|{string.Join(',', Names(state))}"],
        ["case", _] when state.Object("case") is { } found => [Case(key, found.Number("draw"), found.Text("department"), found.Text("verifier"), found.List("findings"))],
        ["verifier", var verifier] => state.List("cases").Select(assigned => $"{key}|{verifier}|Assigned|{assigned.GetString()}"),
        ["operation", _] when state.Object("operation") is { } operation => [OperationWords.Of(key, operation)],
        _ => [],
    };

    public static IEnumerable<string> OfFacts(string directive, IReadOnlyList<Fact> facts)
    {
        var draws = new SortedDictionary<long, Fact>();
        var verifiers = new SortedDictionary<(long Draw, string Department), string>();
        var findings = new SortedDictionary<(long Draw, string Department), List<JsonElement>>();
        foreach (var fact in facts.Where(fact => fact.GrainType == "verification"))
        {
            var (members, about) = (fact.Members, (fact.Members.Number("draw"), fact.Members.Text("department")));
            if (fact.Kind == "SampleDrawn")
                draws.Add(members.Number("draw"), fact);
            else if (fact.Kind == "VerifierAssigned")
                (verifiers[about], findings[about]) = (members.Text("verifier"), []);
            else
                findings[about].Add(members);
            yield return OperationWords.Of(fact, fact.Kind == "Verified" ? members.Text("verifier") : "");
        }

        foreach (var (number, fact) in draws)
        {
            var (members, last) = (fact.Members, findings.Where(found => found.Key.Draw == number && found.Value.Count > 0).Select(found => found.Value[^1].Text("finding")).ToList());
            yield return Draw(
                directive, number, members.Text("seed"), members.Number("population"), members.Text("populationDigest"), members.List("departments").Count(),
                verifiers.Keys.Count(found => found.Draw == number), last.Count(finding => finding == "Verified"), last.Count(finding => finding == "NotVerified"),
                last.Count(finding => finding == "FalseReport"));
            yield return $"{directive}|{directive}|Sample|{number}|{string.Join(',', Names(members))}";
        }

        foreach (var (about, verifier) in verifiers)
        {
            yield return Case(directive, about.Draw, about.Department, verifier, findings[about]);
            yield return string.Create(CultureInfo.InvariantCulture, $"{directive}|{verifier}|Assigned|{about.Draw}/{about.Department}");
        }
    }

    private static string Draw(
        string directive, long number, string seed, long population, string digest, long size, long assigned, long verified, long notVerified, long falseReports) =>
        $"{directive}|{directive}|Draw|{number}|{seed}|{population}|{digest}|{size}|{assigned}|{verified}|{notVerified}|{falseReports}";

    private static string Case(string directive, long draw, string department, string verifier, IEnumerable<JsonElement> findings) =>
        $"{directive}|{department}|Case|{draw}|{verifier}|{string.Join(',', findings.Select(finding => $"{finding.Text("finding")} by {finding.Text("by")}"))}";

    private static IEnumerable<string> Names(JsonElement state) => state.List("departments").Select(department => department.GetString()!);
}
