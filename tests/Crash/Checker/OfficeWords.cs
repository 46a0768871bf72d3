using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What states and facts say of an office and its officers under a directive, in the same words.</summary>
internal static class OfficeWords
{
    private const int MostNotices = 24;

    /// <summary>What the state of a department or an officer says.</summary>
    public static IEnumerable<string> OfState(string type, string key, string name, JsonElement state) => (type, name.Split('/', 2)) switch
    {
        ("officer", ["directive", var directive]) => state.List("acts").Select((act, index) =>
            $"{directive}|{key}|{act.Text("standing")}|{index + 1}|{act.Number("version")}|{act.Text("by")}|{act.Text("for")}|{act.Number("incumbency")}|{Paper(act)}|{act.Text("operation")}|{act.Micros("at")}"),
        ("department", ["report", var directive]) => state.List("reports").Select((report, index) =>
            $"{directive}|{key}|ComplianceReported|{index + 1}|{report.Number("version")}|{report.Text("by")}|{Percent(report)}|{report.Text("operationId")}|{report.Micros("at")}"),
        ("department", ["endorsement", var directive]) => state.List("given").Select(given => (Given: given, Short: given.GetProperty("endorsement"))).Select(one =>
            $"{directive}|{key}|Endorsed|{one.Short.Number("number")}|{one.Short.Number("version")}|{one.Given.Text("by")}|{one.Given.Text("operationId")}|{one.Short.Micros("at")}"),
        ("department", ["entry", _]) => state.Object("entry") is { } entry ? OfEntry(key, entry) : [],
        _ => [],
    };

    /// <summary>What the facts of one directive leave in these states.</summary>
    public static IEnumerable<string> OfFacts(string directive, IReadOnlyList<Fact> facts)
    {
        foreach (var fact in facts)
        {
            var (members, start) = (fact.Members, $"{directive}|{fact.GrainKey}|{fact.Kind}|{fact.Members.Number("sequence")}|{fact.Members.Number("version")}|{fact.Members.Text("by")}");
            if (fact.Kind is "Opened" or "Acknowledged" or "Declined")
                yield return $"{start}|{members.Text("for")}|{members.Number("incumbency")}|{Paper(members)}|{fact.Operation}|{fact.At}";
            else if (fact.Kind == "Endorsed")
                yield return $"{directive}|{fact.GrainKey}|Endorsed|{members.Number("number")}|{members.Number("version")}|{members.Text("by")}|{fact.Operation}|{fact.At}";
            else if (fact.Kind == "ComplianceReported")
                yield return $"{start}|{Percent(members)}|{fact.Operation}|{fact.At}";
        }

        foreach (var office in facts.Where(fact => fact.GrainType == "department").GroupBy(fact => fact.GrainKey))
        {
            foreach (var said in OfOffice(directive, office.Key, [.. office]))
                yield return said;
        }

        foreach (var exempted in facts.Where(fact => fact.Kind is "ExemptionGranted" or "ExemptionExpired").GroupBy(fact => fact.Members.Text("asker")))
        {
            var last = exempted.Last();
            var (office, seat) = exempted.Key.Split('/') is [var department, var of] ? (department, of) : (exempted.Key, "");
            yield return $"{directive}|{office}|Exempt|{seat}|{last.Members.Number("sequence")}|{last.Kind == "ExemptionGranted"}";
        }
    }

    private static IEnumerable<string> OfEntry(string key, JsonElement entry)
    {
        var start = $"{entry.Text("directive")}|{key}|";
        yield return $"{start}Received|{entry.Number("version")}|{entry.Number("serial")}/{entry.Number("year")}|{entry.Micros("receivedAt")}";
        foreach (var post in entry.List("served"))
            yield return $"{start}{Served(post)}";
        if (entry.Text("closed") is { Length: > 0 } closed)
            yield return $"{start}ObligationsClosed|{closed}|{entry.Micros("closedAt")}";
        foreach (var exemption in entry.List("exemptions"))
            yield return $"{start}Exempt|{exemption.Text("seat")}|{exemption.Number("sequence")}|{exemption.Flag("inForce")}";
        if (entry.Object("chase") is not { } chase)
            yield break;
        foreach (var passed in chase.List("passed"))
            yield return $"{start}DeadlinePassed|{passed.GetString()}";
        foreach (var notice in chase.List("notices"))
            yield return $"{start}Told|{notice.Text("kind")}|{notice.Text("deadline")}|{notice.Micros("due")}|{notice.Micros("at")}|{notice.Text("to")}";
    }

    /// <summary>The version received last, who is served it since the last change, and who was told what.</summary>
    private static IEnumerable<string> OfOffice(string directive, string office, IReadOnlyList<Fact> facts)
    {
        var start = $"{directive}|{office}|";
        var (received, passed, notices) = ("", new List<string>(), new List<string>());
        var served = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            var members = fact.Members;
            switch (fact.Kind)
            {
                case "Received":
                    received = $"{start}Received|{members.Number("version")}|{members.Number("serial")}/{members.Number("year")}|{fact.At}";
                    served.Clear();
                    passed.Clear();
                    break;
                case "ObligationsClosed":
                    yield return $"{start}ObligationsClosed|{members.Text("status")}|{fact.At}";
                    break;
                case "EndorsementReceived":
                    foreach (var reopened in members.List("reopened"))
                        passed.Remove($"{start}DeadlinePassed|{reopened.GetString()}");
                    break;
                case "DeadlinePassed":
                    passed.Add($"{start}DeadlinePassed|{members.Text("deadline")}");
                    break;
                case "Reminded" or "Escalated":
                    var kind = fact.Kind == "Reminded" ? "Remind" : members.Text("level");
                    notices.Add($"{start}Told|{kind}|{members.Text("deadline")}|{members.Micros("due")}|{fact.At}|{members.Text("to")}");
                    break;
            }

            foreach (var post in fact.Kind is "RosterServed" or "ServedAnew" ? members.List("posts") : [])
                served[post.Text("seat")] = $"{start}{Served(post)}";
            foreach (var removed in members.List("removed"))
                served.Remove(removed.GetString()!);
        }

        foreach (var said in served.Values.Concat(passed).Concat(notices.TakeLast(MostNotices)).Append(received).Where(said => said.Length > 0))
            yield return said;
    }

    private static string Served(JsonElement post) =>
        $"Served|{post.Text("seat")}|{post.Text("addressee")}|{post.Number("incumbency")}{(post.Flag("vacant") ? "|vacant" : "")}";

    private static string Paper(JsonElement act) => act.Object("paper") is { } paper ? $"on paper of {paper.Text("on")} by {paper.Text("enteredBy")}" : "";

    private static long Percent(JsonElement report) => report.Object("partial") is { } partial ? partial.Number("percent") : 100;
}
