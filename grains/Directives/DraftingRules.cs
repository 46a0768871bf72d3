using System.Security.Cryptography;
using System.Text.Json;

namespace Directives.Grains;

/// <summary>
/// How a draft comes to be issued: one person writes it, another approves exactly what is written, and what was approved
/// is issued. To write it again drops the approval.
/// </summary>
public static class DraftingRules
{
    /// <summary>SHA-256 of a draft in the form in which it is stored, lower-case hex.</summary>
    public static string DigestOf(DirectiveDraft draft) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(draft, StateJson.Default.DirectiveDraft)));

    /// <summary>Whether there is a draft that has not been issued.</summary>
    /// <param name="issued">The version of the directive that was issued last; 0 before the first.</param>
    public static bool IsOpen(DraftState state, int issued) => state.Draft is not null && state.Amends == issued;

    /// <summary>Writes a draft, or writes it again.</summary>
    /// <param name="issued">The version of the directive that was issued last, which the draft amends; 0 before the first.</param>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static DraftState Draft(DraftState state, DraftCommand command, int issued, DateTimeOffset now)
    {
        var digest = DigestOf(command.Draft);
        var asked = Operation.Digest(nameof(Drafted), command.By, digest, command.Reason);
        if (IsRepeat(state, command.OperationId, asked))
            return state;
        if (!IsOpen(state, issued))
            state = new DraftState { Operations = state.Operations };
        if (state.DraftedBy is { } drafter && drafter != command.By)
            throw new RefusedException(Refusal.PermissionDenied, "NOT_THE_DRAFTER", $"{command.Draft.Number} is drafted by {drafter}, who alone writes it again.");

        var edition = state.Edition + 1;
        var fact = new Drafted(edition, command.Draft.Title, command.Draft.Issuer, command.By, digest, command.OperationId);
        return Remember(state, command.OperationId, asked, fact with { Directive = command.Draft.Number, At = now }) with
        {
            Draft = command.Draft,
            Amends = issued,
            Reason = command.Reason,
            Edition = edition,
            Digest = digest,
            DraftedBy = command.By,
            DraftedAt = now,
            ApprovedBy = null,
            ApprovedAt = null,
        };
    }

    /// <summary>Whether an approval may be given; the fitness of the draft is looked at between this and <see cref="Approve"/>.</summary>
    /// <returns>False where the operation is a repeat.</returns>
    public static bool MayApprove(DraftState state, ApproveCommand command, string number)
    {
        if (IsRepeat(state, command.OperationId, Asked(command)))
            return false;
        if (state.Draft is null)
            throw RefusedException.NotFound($"draft {number}");
        if (state.DraftedBy == command.By)
            throw new RefusedException(Refusal.PermissionDenied, "SAME_PERSON", $"{command.By} has drafted {number}: another person approves it.");
        if (state.Digest != command.DraftDigest)
            throw RefusedException.NotAllowedNow("DRAFT_CHANGED", $"{number} was written again: read edition {state.Edition} before approving it.");
        if (state.ApprovedBy is { } approver)
            throw RefusedException.NotAllowedNow("ALREADY_APPROVED", $"Edition {state.Edition} of {number} was approved by {approver}.");
        return true;
    }

    /// <summary>Approves the draft as it stands.</summary>
    /// <remarks>The caller has asked <see cref="MayApprove"/>.</remarks>
    public static DraftState Approve(DraftState state, ApproveCommand command, DateTimeOffset now)
    {
        var fact = new Approved(state.Edition, command.By, state.Digest!, command.OperationId) { Directive = state.Draft!.Number, At = now };
        return Remember(state, command.OperationId, Asked(command), fact) with { ApprovedBy = command.By, ApprovedAt = now };
    }

    /// <summary>What was approved, to be issued.</summary>
    public static DirectiveDraft ToIssue(DraftState state, string number) => state switch
    {
        { Draft: null } => throw RefusedException.NotFound($"draft {number}"),
        { ApprovedBy: null } => throw RefusedException.NotAllowedNow("NOT_APPROVED", $"Edition {state.Edition} of {number} has not been approved."),
        _ => state.Draft,
    };

    /// <summary>Whether an operation id was used here for something.</summary>
    public static KnownOperation? Find(DraftState state, string operationId)
    {
        foreach (var operation in state.Operations)
        {
            if (operation.OperationId == operationId)
                return operation;
        }

        return null;
    }

    private static bool IsRepeat(DraftState state, string operationId, string digest) =>
        Find(state, operationId) is { } earlier && (earlier.Digest == digest ? true : throw Operation.Reused(operationId));

    private static string Asked(ApproveCommand command) => Operation.Digest(nameof(Approved), command.By, command.DraftDigest);

    private static DraftState Remember(DraftState state, string operationId, string digest, Fact fact)
    {
        var operations = state.Operations.Length < DraftState.MaxOperations ? state.Operations : state.Operations.RemoveAt(0);
        return state with
        {
            Operations = operations.Add(new(operationId, digest, fact.Kind, fact.At)),
            Facts = [fact],
        };
    }
}
