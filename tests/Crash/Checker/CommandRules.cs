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
            findings.Require(
                operation.Count() == 1, Broken.Doubled,
                $"operation {operation.Key} is in effect {operation.Count()} times: {string.Join(", ", operation.Select(fact => $"entry {fact.Number} {fact.Kind}"))}");
            foreach (var fact in operation)
            {
                findings.Require(
                    records.Commands.ContainsKey((operation.Key, fact.Kind)), Broken.Unverified,
                    $"entry {fact.Number} {fact.Kind} of {fact.GrainKey} is of operation {operation.Key}, which no client attempted");
            }
        }
    }
}
