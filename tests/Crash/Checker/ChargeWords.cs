using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What states and facts say of who has held a post, in the same words.</summary>
internal static class ChargeWords
{
    public static IEnumerable<string> OfState(string key, string name, JsonElement state) => !name.StartsWith("incumbency/", StringComparison.Ordinal) ? [] :
        state.List("held").SelectMany(held =>
        {
            var incumbency = held.Object("incumbency")!.Value;
            var charge = $"{incumbency.Text("post")}|{incumbency.Number("number")}|{incumbency.Object("incumbent")!.Value.Text("person")}";
            return new[] { ("ChargeAssumed", held.Text("assumed"), ""), ("ChargeRelinquished", held.Text("relinquished"), incumbency.Text("to")) }
                .Where(said => said.Item2.Length > 0).Select(said => $"|{key}|{said.Item1}|{charge}|{OperationOf(said.Item2)}|{said.Item3}");
        });

    public static IEnumerable<string> OfFacts(IEnumerable<Fact> facts) => facts
        .Where(fact => fact.Kind is "ChargeAssumed" or "ChargeRelinquished")
        .Select(fact =>
        {
            var members = fact.Members;
            var last = fact.Kind == "ChargeAssumed" ? "" : members.Text("on");
            return $"|{fact.GrainKey}|{fact.Kind}|{fact.GrainKey}/{members.Text("seat")}|{members.Number("number")}|{members.Text("person")}|{fact.Operation}|{last}";
        });

    /// <summary>A fact that an import brought about is of no operation.</summary>
    private static string OperationOf(string operation) => operation.StartsWith("import/", StringComparison.Ordinal) ? "" : operation;
}
