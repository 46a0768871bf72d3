using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What states and facts say of a directive and its draft, in the same words.</summary>
internal static class DirectiveWords
{
    public static IEnumerable<string> OfState(string key, string name, JsonElement state) => name.Split('/') switch
    {
        ["directive"] when state.Object("issued") is { } period && IsPeriod(key) => OfDirective(key, state, period).Where(IsOfPeriod),
        ["duties"] => state.List("periods").Select(period => $"{key}|{key}|Period|{period.Text("duty")}|{period.Text("name")}|{period.Number("version")}"),
        ["directive"] when state.Object("issued") is { } issued => OfDirective(key, state, issued),
        ["version", _] when state.Object("issued") is { } older => [Version(key, older)],
        ["draft"] => OfDraft(key, state),
        ["links"] => state.List("links").Select(link => $"{key}|{key}|Link|{link.Text("kind")}|{link.Text("directive")}|{link.Text("operationId")}"),
        _ => [],
    };

    public static IEnumerable<string> OfFacts(string directive, IReadOnlyList<Fact> facts) =>
        IsPeriod(directive) ? OfAll(directive, facts).Where(IsOfPeriod) : OfAll(directive, facts);

    private static IEnumerable<string> OfAll(string directive, IReadOnlyList<Fact> facts)
    {
        var start = $"{directive}|{directive}|";
        var (version, revision, status, repeated) = (0L, 1L, "InForce", 0L);
        var (since, drafted, approved) = (new List<string>(), "", "");
        foreach (var fact in facts.Where(fact => fact.GrainType == "directive"))
        {
            var (members, by) = (fact.Members, fact.Members.Text("by"));
            switch (fact.Kind)
            {
                case "Drafted":
                    (drafted, approved) = ($"{start}Draft|{members.Number("edition")}|{by}|{members.Text("draftDigest")}", "");
                    yield return Operation(start, fact);
                    break;
                case "Approved":
                    approved = $"{start}Approval|{by}|{fact.At}";
                    yield return Operation(start, fact);
                    break;
                case "Issued" or "Amended":
                    version = members.Number("version");
                    revision = fact.Kind == "Issued" ? 1 : members.Number("revision");
                    since.Clear();
                    yield return $"{start}Version|{version}|{by}|{fact.At}|{members.Text("dispatch")}|{members.Text("approvedBy")}";
                    yield return Operation(start, fact);
                    break;
                case "PeriodOpened":
                    yield return $"{start}Period|{members.Text("duty")}|{members.Text("period")}|{members.Number("version")}";
                    break;
                case "Superseded":
                    (status, revision) = (fact.Kind, members.Number("revision"));
                    yield return $"{start}Link|Supersedes|{members.Text("successor")}|{fact.Operation}";
                    break;
                case "Rescinded":
                    (status, revision) = (fact.Kind, members.Number("revision"));
                    yield return Operation(start, fact);
                    break;
                case "Reiterated":
                    repeated = members.Number("count");
                    yield return members.Text("instrument") is { Length: > 0 } instrument ? $"{start}Link|Reiterates|{instrument}|{fact.Operation}" : Operation(start, fact);
                    break;
                case "DeadlinePassed":
                    since.Add($"{start}DeadlinePassed|{members.Text("deadline")}");
                    break;
                case "Escalated":
                    since.Add($"{start}Told|{members.Text("deadline")}");
                    break;
            }
        }

        if (version > 0)
            yield return $"{start}Stands|{version}|{revision}|{status}|{repeated}";
        foreach (var said in since.Append(drafted).Append(approved).Where(said => said.Length > 0))
            yield return said;
    }

    private static IEnumerable<string> OfDirective(string key, JsonElement state, JsonElement issued)
    {
        var start = $"{key}|{key}|";
        var closed = state.Text("closed");
        yield return $"{start}Stands|{issued.Number("version")}|{state.Number("changes") + 1}|{(closed.Length == 0 ? "InForce" : closed)}|{state.Number("reiterations")}";
        yield return Version(key, issued);
        yield return $"{start}Operation|Issued|{state.Text("operation")}";
        foreach (var operation in state.List("operations"))
            yield return $"{start}Operation|{operation.Text("fact")}|{operation.Text("operationId")}";
        foreach (var passed in state.List("passed"))
            yield return $"{start}DeadlinePassed|{passed.GetString()}";
        foreach (var told in state.List("told"))
            yield return $"{start}Told|{told.GetString()}";
    }

    private static IEnumerable<string> OfDraft(string key, JsonElement state)
    {
        var start = $"{key}|{key}|";
        if (state.Object("draft") is not null)
            yield return $"{start}Draft|{state.Number("edition")}|{state.Text("draftedBy")}|{state.Text("digest")}";
        if (state.Text("approvedBy") is { Length: > 0 } approver)
            yield return $"{start}Approval|{approver}|{state.Micros("approvedAt")}";
        foreach (var operation in state.List("operations"))
            yield return $"{start}Operation|{operation.Text("fact")}|{operation.Text("operationId")}";
    }

    private static bool IsPeriod(string number) => number.Contains('@', StringComparison.Ordinal);

    /// <summary>Nobody asked for a period, nor links to it: it is opened by the clock and closed with its directive.</summary>
    private static bool IsOfPeriod(string said) => said.Split('|')[2] is not ("Operation" or "Link");

    private static string Version(string key, JsonElement issued) =>
        $"{key}|{key}|Version|{issued.Number("version")}|{issued.Text("issuedBy")}|{issued.Micros("issuedAt")}|{issued.Text("dispatch")}|{issued.Text("approvedBy")}";

    private static string Operation(string start, Fact fact) => $"{start}Operation|{fact.Kind}|{fact.Operation}";
}
