using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Directives.Grains;

/// <summary>The life of a directive.</summary>
public static class DirectiveRules
{
    /// <summary>What falls due for a directive.</summary>
    public const string AcknowledgeDue = "acknowledge";
    public const string ComplyDue = "comply";
    public const string ReceiveDue = "receive";

    /// <summary>Issues a draft that has been checked.</summary>
    /// <param name="calendar">By which its deadlines count; null where nobody is chased about it.</param>
    public static DirectiveState Issue(
        IssueCommand command, ImmutableArray<ReachTarget> reach, DateTimeOffset now, WorkingCalendar? calendar = null) =>
        Issue(command, reach, now, Digest(command), new Clearance(null, null, null), calendar);

    /// <param name="digest">Of the command that asked for it.</param>
    internal static DirectiveState Issue(
        IssueCommand command, ImmutableArray<ReachTarget> reach, DateTimeOffset now, string digest, Clearance clearance, WorkingCalendar? calendar)
    {
        var issued = Prepare(command, now, calendar) with
        {
            Dispatch = clearance.Dispatch,
            DraftedBy = clearance.DraftedBy,
            ApprovedBy = clearance.ApprovedBy,
        };
        var draft = command.Draft;
        var fact = new Issued(
            issued.Version, draft.Title, draft.Issuer, draft.Jurisdiction, command.By, issued.TextDigest, command.OperationId)
        {
            Dispatch = issued.Dispatch,
            ApprovedBy = issued.ApprovedBy,
        };
        var duties = DutyRules.Begin(draft, now);
        return new DirectiveState
        {
            Issued = issued,
            Reach = reach,
            Operation = command.OperationId,
            Digest = digest,
            Facts = [fact with { Directive = draft.Number, At = now }],
            Calendar = calendar,
            Due = [.. calendar is null ? Deadlines(issued) : IssuerChasing.Due(issued, calendar), .. duties?.Due ?? []],
            Rows = duties is null ? [] : [new(DutyRules.StateName, duties with { Due = [] })],
        };
    }

    /// <summary>A draft as it would be issued now.</summary>
    public static IssuedDirective Prepare(IssueCommand command, DateTimeOffset now, WorkingCalendar? calendar = null)
    {
        var terms = OrderTerms.Of(command.Draft, now, calendar ?? WorkingCalendar.Usual);
        return new(
            command.Draft, 1, now, command.By,
            DeadlineRules.Of(terms, DeadlineKind.Acknowledge, now), DeadlineRules.Of(terms, DeadlineKind.Comply, now),
            TextDigest(command.Draft.Text))
        {
            ReceiveBy = DeadlineRules.Of(terms, DeadlineKind.Receive, now),
        };
    }

    /// <summary>The organogram is another, and the places where the directive has to go stand elsewhere in it.</summary>
    /// <returns>The state that was given, where they are as before.</returns>
    public static DirectiveState Reroute(DirectiveState state, ImmutableArray<ReachTarget> reach, long registryVersion, DateTimeOffset now)
    {
        var same = state.Reach.Length == reach.Length
            && state.Reach.Zip(reach).All(pair => pair.First.Subtree == pair.Second.Subtree && pair.First.Path.SequenceEqual(pair.Second.Path));
        return same ? state : state with
        {
            Reach = reach,
            Facts = [new Rerouted(registryVersion) { Directive = state.Issued!.Draft.Number, At = now }],
            Due = [],
        };
    }

    /// <summary>Records that a deadline has passed, once.</summary>
    /// <returns>The state that was given, where it is known already, there is no such deadline, or it went out of force.</returns>
    public static DirectiveState PassDeadline(DirectiveState state, DeadlineKind deadline, DateTimeOffset due, DateTimeOffset now)
    {
        if (state.Issued?.DeadlineOf(deadline) != due || state.Closed is not null || state.Passed.Contains(deadline))
            return state;
        if (now < due)
            throw RefusedException.NotAllowedNow("NOT_DUE", $"{state.Issued!.Draft.Number} falls due at {due:O}, and it is {now:O}.");

        var fact = new DeadlinePassed(deadline, due) { Directive = state.Issued!.Draft.Number, At = now };
        return state with { Passed = state.Passed.Add(deadline), Facts = [fact], Due = [] };
    }

    /// <summary>Whether a command asks for what the directive was issued by.</summary>
    public static bool IsRepeat(DirectiveState state, IssueCommand command) =>
        IsRepeat(state, command.OperationId, Digest(command));

    internal static bool IsRepeat(DirectiveState state, string operationId, string digest) =>
        state.Operation == operationId && (state.Digest == digest ? true : throw Operation.Reused(operationId));

    /// <summary>SHA-256 of a text in both languages, lower-case hex: English, one zero byte, Urdu.</summary>
    public static string TextDigest(LocalText text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text.En}\0{text.Ur}")));

    internal static string Digest(IssueCommand command) =>
        Operation.Digest(command.By, JsonSerializer.Serialize(command.Draft, StateJson.Default.DirectiveDraft));

    internal static string Digest(IssueDraftCommand command) => Operation.Digest(nameof(IssueDraftCommand), command.By);

    internal static IEnumerable<DueEntry> Deadlines(IssuedDirective issued)
    {
        if (issued.AcknowledgeBy is { } acknowledge)
            yield return new DueEntry(acknowledge, AcknowledgeDue);
        if (issued.ComplyBy is { } comply)
            yield return new DueEntry(comply, ComplyDue);
    }
}

/// <summary>What a directive is issued with.</summary>
/// <param name="Dispatch">Its outward number.</param>
/// <param name="DraftedBy">Null where it was not drafted here.</param>
/// <param name="ApprovedBy">Null where it was not drafted here.</param>
internal sealed record Clearance(string? Dispatch, string? DraftedBy, string? ApprovedBy);
