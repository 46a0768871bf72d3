using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>A watcher that was cut off and resumed has been told every fact once, in order.</summary>
internal static class WatchRules
{
    public static void Check(string path, string directive, IEnumerable<Fact> facts, Findings findings)
    {
        var expected = facts.Select(fact => $"1.{fact.Number}").ToList();
        var told = File.Exists(path) ? File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement.Text("Position")).ToList() : [];
        if (told.SequenceEqual(expected))
            return;

        var missing = expected.Except(told).ToList();
        var twice = told.GroupBy(position => position).Where(same => same.Count() > 1).Select(same => same.Key).ToList();
        findings.Require(missing.Count == 0, Broken.Lost, $"the watcher of {directive} was never told {missing.Count} facts, the first {missing.FirstOrDefault()}");
        findings.Require(twice.Count == 0, Broken.Doubled, $"the watcher of {directive} was told {twice.Count} facts twice, the first {twice.FirstOrDefault()}");
        findings.Require(
            missing.Count > 0 || twice.Count > 0, Broken.Unverified, $"the watcher of {directive} was told {told.Count} facts in another order or of nothing that is there");
    }
}
