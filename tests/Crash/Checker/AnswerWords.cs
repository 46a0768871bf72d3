using System.Globalization;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>What states and facts say of questions, answers and exemptions under a directive, in the same words.</summary>
internal static class AnswerWords
{
    public static IEnumerable<string> OfState(string key, string name, JsonElement state) => name.Split('/', 2) switch
    {
        ["correspondence"] => [Index(key, state.Number("questions"), state.Number("exemptions"), Numbers(state, "open"), Numbers(state, "pending"), Numbers(state, "shared"))],
        ["asker", var asker] =>
        [
            Asker(
                key, asker, Numbers(state, "questions"), Numbers(state, "open"), Numbers(state, "exemptions"), state.Number("pending"), state.Number("inForce"),
                state.Number("sequence")),
        ],
        ["question", _] when state.Object("thread") is { } thread => thread.List("messages").Select((message, index) =>
            $"{key}|{key}|Message|{thread.Number("number")}|{index + 1}|{thread.Text("asker")}|{message.Flag("answer")}|{message.Text("by")}|{message.Micros("at")}"),
        ["exemption", _] when state.Object("exemption") is { } exemption =>
            [$"{key}|{key}|Exemption|{exemption.Number("number")}|{exemption.Text("asker")}|{exemption.Text("status")}|{exemption.Text("requestedBy")}|{exemption.Text("until")}"],
        ["operation", _] when state.Object("operation") is { } operation => [OperationWords.Of(key, operation)],
        _ => [],
    };

    public static IEnumerable<string> OfFacts(string directive, IReadOnlyList<Fact> facts)
    {
        var (askers, exemptions) = (new SortedDictionary<string, AskerFold>(StringComparer.Ordinal), new SortedDictionary<long, ExemptionFold>());
        var (questions, open, pending, shared) = (0L, new HashSet<long>(), new HashSet<long>(), new HashSet<long>());
        var any = false;
        foreach (var fact in facts.Where(fact => fact.GrainType == "correspondence"))
        {
            any = true;
            var (members, name) = (fact.Members, fact.Members.Text("asker"));
            if (!askers.TryGetValue(name, out var asker))
                askers[name] = asker = new AskerFold();
            var (question, number) = (members.Number("question"), members.Number("exemption"));
            switch (fact.Kind)
            {
                case "ClarificationAsked" or "ClarificationAnswered":
                    var answers = fact.Kind == "ClarificationAnswered";
                    questions = Math.Max(questions, question);
                    asker.Questions.Add(question);
                    _ = answers ? asker.Open.Remove(question) : asker.Open.Add(question);
                    _ = answers ? open.Remove(question) : open.Add(question);
                    if (members.Flag("shared"))
                        shared.Add(question);
                    yield return $"{directive}|{directive}|Message|{question}|{members.Number("message")}|{name}|{answers}|{members.Text("by")}|{fact.At}";
                    break;
                case "ExemptionRequested":
                    exemptions[number] = new ExemptionFold(name, "Requested", members.Text("by"), "");
                    asker.Exemptions.Add(number);
                    pending.Add(asker.Pending = number);
                    break;
                case "ExemptionRefused":
                    exemptions[number] = exemptions[number] with { Status = "Refused" };
                    pending.Remove(number);
                    asker.Pending = 0;
                    break;
                case "ExemptionGranted":
                    if (asker.InForce > 0)
                        exemptions[asker.InForce] = exemptions[asker.InForce] with { Status = "Replaced" };
                    exemptions[number] = exemptions[number] with { Status = "Granted", Until = members.Text("until") };
                    pending.Remove(number);
                    (asker.Pending, asker.InForce, asker.Sequence) = (0, number, members.Number("sequence"));
                    break;
                case "ExemptionExpired":
                    exemptions[number] = exemptions[number] with { Status = "Expired" };
                    (asker.InForce, asker.Sequence) = (0, members.Number("sequence"));
                    break;
            }

            if (fact.Operation.Length > 0)
                yield return OperationWords.Of(fact, fact.Kind is "ClarificationAsked" or "ExemptionRequested" ? name : "");
        }

        if (any)
            yield return Index(directive, questions, exemptions.Count, open, pending, shared);
        foreach (var (name, asker) in askers)
            yield return Asker(directive, name, asker.Questions, asker.Open, asker.Exemptions, asker.Pending, asker.InForce, asker.Sequence);
        foreach (var (number, exemption) in exemptions)
            yield return $"{directive}|{directive}|Exemption|{number}|{exemption.Asker}|{exemption.Status}|{exemption.By}|{exemption.Until}";
    }

    private static string Index(string directive, long questions, long exemptions, IEnumerable<long> open, IEnumerable<long> pending, IEnumerable<long> shared) =>
        $"{directive}|{directive}|Correspondence|{questions}|{exemptions}|{Join(open)}|{Join(pending)}|{Join(shared)}";

    private static string Asker(
        string directive, string asker, IEnumerable<long> questions, IEnumerable<long> open, IEnumerable<long> exemptions, long pending, long inForce, long sequence) =>
        $"{directive}|{asker}|Asker|{Join(questions)}|{Join(open)}|{Join(exemptions)}|{pending}|{inForce}|{sequence}";

    private static IEnumerable<long> Numbers(JsonElement state, string member) => state.List(member).Select(number => number.GetInt64());

    private static string Join(IEnumerable<long> numbers) => string.Join(',', numbers.Order().Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private sealed record ExemptionFold(string Asker, string Status, string By, string Until);

    private sealed class AskerFold
    {
        public HashSet<long> Questions { get; } = [];

        public HashSet<long> Open { get; } = [];

        public HashSet<long> Exemptions { get; } = [];

        public long Pending { get; set; }

        public long InForce { get; set; }

        public long Sequence { get; set; }
    }
}

/// <summary>Commands that are remembered in rows of their own.</summary>
internal static class OperationWords
{
    public static string Of(string key, JsonElement operation) =>
        $"{key}|{key}|Operation|{operation.Text("fact")}|{operation.Text("id")}|{operation.Text("owner")}|{operation.Micros("at")}";

    /// <param name="owner">Who may ask for its outcome; empty for those who may ask for everybody's.</param>
    public static string Of(Fact fact, string owner) => $"{fact.GrainKey}|{fact.GrainKey}|Operation|{fact.Kind}|{fact.Operation}|{owner}|{fact.At}";
}
