using System.Text;
using System.Text.Json;

namespace Directives.Grains;

/// <summary>Recording a decision.</summary>
public static class DecisionRules
{
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static DecisionState Record(DecisionState state, RecordDecisionCommand command, DateTimeOffset now)
    {
        var digest = Operation.Digest(command.By, JsonSerializer.Serialize(command.Decision, StateJson.Default.Decision));
        if (state.Operation == command.OperationId)
            return state.Digest == digest ? state : throw Operation.Reused(command.OperationId);
        if (state.Recorded is not null)
            throw new RefusedException(Refusal.AlreadyExists, "NUMBER_TAKEN", $"Decision {command.Decision.Number} was recorded already.");
        var violations = Check(command.Decision, PakistanDay.Of(now));
        if (violations.Count > 0)
            throw new RefusedException(violations);

        var decision = command.Decision;
        var text = DirectiveRules.TextDigest(decision.Text);
        var fact = new DecisionRecorded(decision.Body, decision.Meeting, decision.Date, decision.Minute, command.By, text, command.OperationId);
        return new DecisionState
        {
            Recorded = new RecordedDecision(decision, command.By, now, text),
            Operation = command.OperationId,
            Digest = digest,
            Facts = [fact with { At = now }],
        };
    }

    /// <summary>Everything that is wrong, each with its field.</summary>
    /// <param name="today">No decision is of a later day.</param>
    public static IReadOnlyList<FieldViolation> Check(Decision decision, DateOnly today)
    {
        var found = new List<FieldViolation>();
        Require(DraftRules.IsNumber(decision.Number), "decision.number", DraftRules.NumberForm);
        CheckText("decision.body", decision.Body);
        CheckText("decision.meeting", decision.Meeting);
        Require(decision.Date.Year >= 1947 && decision.Date <= today, "decision.date", "must be a date from 1947 to today");
        Require(
            decision.Minute is null or { Length: <= DraftRules.MaxTitleLength }, "decision.minute",
            $"must have at most {DraftRules.MaxTitleLength} characters");
        CheckBody("decision.text.en", decision.Text.En);
        CheckBody("decision.text.ur", decision.Text.Ur);
        return found;

        void CheckText(string field, LocalText text)
        {
            foreach (var (language, words) in ((string, string)[])[("en", text.En), ("ur", text.Ur)])
            {
                Require(
                    !string.IsNullOrWhiteSpace(words) && words.Length <= DraftRules.MaxTitleLength, $"{field}.{language}",
                    $"must have 1 to {DraftRules.MaxTitleLength} characters");
            }
        }

        void CheckBody(string field, string text) => Require(
            !string.IsNullOrWhiteSpace(text) && Encoding.UTF8.GetByteCount(text) <= DraftRules.MaxTextBytes, field,
            $"must have a text of at most {DraftRules.MaxTextBytes} bytes");

        void Require(bool right, string field, string description)
        {
            if (!right)
                found.Add(new(field, description));
        }
    }
}
