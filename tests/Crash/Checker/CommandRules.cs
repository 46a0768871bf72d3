namespace Directives.Crash.Checker;

/// <summary>Confirmed is stored; every command is once in effect; what was refused has left nothing.</summary>
internal static class CommandRules
{
    public static void Check(ClientRecords records, IReadOnlyList<Fact> facts, Findings findings)
    {
        var byOperation = facts.Where(fact => fact.Operation.Length > 0).ToLookup(fact => fact.Operation, StringComparer.Ordinal);
        foreach (var command in records.Commands.Values)
        {
            var stored = byOperation[command.Operation].Where(fact => fact.Kind == command.Fact).ToList();
            findings.Require(stored.Count > 0 || !command.IsConfirmed, Broken.Lost, $"{command} was confirmed and is not in the ledger");
            findings.Require(stored.Count == 0 || !command.IsRefused, Broken.Doubled, $"{command} was refused and is in the ledger");
            foreach (var fact in stored)
            {
                findings.Require(
                    fact.GrainKey == command.Key && (fact.Directive ?? "") == command.Directive && fact.Members.Text("by") == command.By,
                    Broken.Unverified, $"{command} by {command.By} is in the ledger as entry {fact.Number} of {fact.GrainKey} by {fact.Members.Text("by")}");
            }
        }

        foreach (var operation in byOperation)
        {
            foreach (var same in operation.GroupBy(fact => IsOfTime(fact) ? $"{fact.Kind} {fact.GrainKey}" : fact.Kind).Where(same => same.Count() > 1 && !FollowsFromLink(same.First())))
            {
                findings.Add(
                    Broken.Doubled,
                    $"operation {operation.Key} is in effect {same.Count()} times: {string.Join(", ", same.Select(fact => $"entry {fact.Number} {fact.Kind}"))}");
            }

            foreach (var fact in operation.Where(fact => !IsOfTime(fact)))
            {
                var asked = FollowsFromLink(fact) ? "Issued" : fact.Kind;
                findings.Require(
                    records.Commands.ContainsKey((operation.Key, asked)), Broken.Unverified,
                    $"entry {fact.Number} {fact.Kind} of {fact.GrainKey} is of operation {operation.Key}, which no client attempted");
            }

            var kinds = operation.Select(fact => fact.Kind).Where(kind => kind is not ("Issued" or "Superseded" or "Reiterated")).Distinct().ToList();
            findings.Require(
                kinds.Count <= 1 || kinds.Order(StringComparer.Ordinal).SequenceEqual(["ChargeAssumed", "ChargeRelinquished"]), Broken.Doubled,
                $"operation {operation.Key} is in effect as {string.Join(" and ", kinds)}");
        }
    }

    /// <summary>A charge that was given for a time has ended by itself.</summary>
    private static bool IsOfTime(Fact fact) => fact.Kind == "ChargeRelinquished" && fact.Operation.StartsWith("expiry/", StringComparison.Ordinal);

    /// <summary>What a directive does to another has the operation that issued it.</summary>
    private static bool FollowsFromLink(Fact fact) => fact.Kind == "Superseded" || (fact.Kind == "Reiterated" && fact.Members.Text("instrument").Length > 0);
}
