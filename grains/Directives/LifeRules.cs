using System.Globalization;
using System.Text.Json;

namespace Directives.Grains;

/// <summary>What can be done to a directive once it was issued.</summary>
public enum LifeStep
{
    Amend,
    Reiterate,
    Supersede,
    Rescind,
}

/// <summary>A directive in force: amended, reiterated, superseded, rescinded. What went out of force stays out of it.</summary>
public static class LifeRules
{
    public const int MaxReasonLength = 1_000;
    internal const string VersionKind = "version";

    /// <summary>What a step leads to from where it is allowed.</summary>
    public static readonly ImmutableArray<(DirectiveStatus From, LifeStep Step, DirectiveStatus To)> Table =
    [
        (DirectiveStatus.InForce, LifeStep.Amend, DirectiveStatus.InForce),
        (DirectiveStatus.InForce, LifeStep.Reiterate, DirectiveStatus.InForce),
        (DirectiveStatus.InForce, LifeStep.Supersede, DirectiveStatus.Superseded),
        (DirectiveStatus.InForce, LifeStep.Rescind, DirectiveStatus.Rescinded),
    ];

    /// <returns>Null where the step is not allowed.</returns>
    public static DirectiveStatus? Next(DirectiveStatus from, LifeStep step)
    {
        foreach (var (state, taken, to) in Table)
        {
            if (state == from && taken == step)
                return to;
        }

        return null;
    }

    /// <summary>Whether the operation was done already.</summary>
    internal static bool IsRepeat(DirectiveState state, string operationId, string digest)
    {
        if (DirectiveRules.IsRepeat(state, operationId, digest))
            return true;
        return Find(state, operationId) is { } earlier && (earlier.Digest == digest ? true : throw Operation.Reused(operationId));
    }

    internal static KnownOperation? Find(DirectiveState state, string operationId)
    {
        foreach (var operation in state.Operations)
        {
            if (operation.OperationId == operationId)
                return operation;
        }

        return null;
    }

    /// <summary>What an amendment must be, beside a draft that is right by itself.</summary>
    /// <exception cref="RefusedException">NotFound; NotAllowedNow (NOT_IN_FORCE, NOTHING_CHANGED); InvalidArgument.</exception>
    public static void CheckAmend(DirectiveState state, AmendCommand command)
    {
        var draft = RequireInForce(state, LifeStep.Amend, command.Draft.Number).Draft;
        var found = new List<FieldViolation>();
        if (command.Draft.Issuer != draft.Issuer)
            found.Add(new("draft.issuer", $"must be {draft.Issuer}, who issued it"));
        if (command.Draft.Jurisdiction != draft.Jurisdiction)
            found.Add(new("draft.jurisdiction", $"must be {draft.Jurisdiction}, where it went; supersede it to go elsewhere"));
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > MaxReasonLength)
            found.Add(new("reason", $"must have 1 to {MaxReasonLength} characters: what is amended, and why"));
        if (found.Count > 0)
            throw new RefusedException(found);
        if (Changed(draft, command.Draft).Length == 0)
            throw RefusedException.NotAllowedNow("NOTHING_CHANGED", $"{draft.Number} says all this already in version {state.Issued!.Version}.");
    }

    /// <summary>Makes the next version, with deadlines from now; the older one becomes a row of its own.</summary>
    /// <param name="digest">Of the command that asked for it.</param>
    /// <param name="calendar">By which its deadlines count; null for the one that it was issued under.</param>
    /// <remarks>The caller has asked <see cref="CheckAmend"/>.</remarks>
    internal static DirectiveState Amend(
        DirectiveState state, AmendCommand command, ImmutableArray<ReachTarget> reach, DateTimeOffset now, string digest, Clearance clearance,
        WorkingCalendar? calendar = null)
    {
        var older = state.Issued!;
        calendar ??= state.Calendar;
        var issued = DirectiveRules.Prepare(new IssueCommand(command.OperationId, command.Draft, command.By, false), now, calendar) with
        {
            Version = older.Version + 1,
            Dispatch = clearance.Dispatch,
            DraftedBy = clearance.DraftedBy,
            ApprovedBy = clearance.ApprovedBy,
        };
        var fact = new Amended(
            issued.Version, state.Revision + 1, issued.Draft.Title, command.By, command.Reason, issued.TextDigest, command.OperationId)
        {
            Changed = string.Join(", ", Changed(older.Draft, issued.Draft)),
            Dispatch = clearance.Dispatch,
            ApprovedBy = clearance.ApprovedBy,
        };
        return Remember(Record(state, fact, now), command.OperationId, digest) with
        {
            Issued = issued,
            Reach = reach,
            Changes = state.Changes + 1,
            Passed = [],
            Told = null,
            Calendar = calendar,
            Due = [.. calendar is null ? DirectiveRules.Deadlines(issued) : IssuerChasing.Due(issued, calendar)],
            Rows = [new(VersionName(older.Version), new VersionState { Issued = older })],
        };
    }

    /// <summary>Cancels a directive.</summary>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static DirectiveState Rescind(DirectiveState state, RescindCommand command, string number, DateTimeOffset now)
    {
        var digest = Operation.Digest(nameof(Rescinded), command.By, command.Reason, command.Instrument);
        if (IsRepeat(state, command.OperationId, digest))
            return state;
        RequireInForce(state, LifeStep.Rescind, number);
        CheckWords(("reason", command.Reason), ("instrument", command.Instrument));
        var fact = new Rescinded(state.Revision + 1, command.Reason, command.Instrument, command.By, command.OperationId);
        var closing = new Closing(DirectiveStatus.Rescinded, command.Instrument, command.Reason, command.By, now);
        return Close(Remember(Record(state, fact, now), command.OperationId, digest), closing);
    }

    /// <summary>Repeats a directive, which stays in force as it is.</summary>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static DirectiveState Reiterate(DirectiveState state, ReiterateCommand command, string number, DateTimeOffset now)
    {
        var digest = Operation.Digest(nameof(Reiterated), command.By, command.Note);
        if (IsRepeat(state, command.OperationId, digest))
            return state;
        RequireInForce(state, LifeStep.Reiterate, number);
        if (command.Note?.Length > MaxReasonLength)
            throw RefusedException.Field("note", $"must have at most {MaxReasonLength} characters");
        return Remember(Reiterate(state, null, command.Note, command.By, command.OperationId, now), command.OperationId, digest);
    }

    /// <summary>
    /// What another directive does to this one by its link, once: it supersedes, rescinds or reiterates it. What is not
    /// allowed any more, because this one went out of force meanwhile, is left out.
    /// </summary>
    /// <returns>The state that was given, where there is nothing to do.</returns>
    public static DirectiveState Follow(DirectiveState state, LinkedBy link, DateTimeOffset now)
    {
        var step = link.Kind switch
        {
            LinkKind.Supersedes => LifeStep.Supersede,
            LinkKind.Rescinds => LifeStep.Rescind,
            LinkKind.Reiterates => LifeStep.Reiterate,
            _ => (LifeStep?)null,
        };
        if (step is not { } taken || state.Issued is null || Next(state.Status, taken) is null)
            return state;

        if (taken is LifeStep.Reiterate)
            return Reiterate(state, link.Directive, link.Note, link.By, link.OperationId, now);
        Fact fact = taken is LifeStep.Supersede
            ? new Superseded(state.Revision + 1, link.Directive, link.By, link.OperationId)
            : new Rescinded(state.Revision + 1, link.Note ?? "", link.Directive, link.By, link.OperationId);
        var closing = new Closing(Next(state.Status, taken)!.Value, link.Directive, link.Note, link.By, now);
        return Close(Record(state, fact, now), closing);
    }

    /// <summary>A period goes out of force with its directive or its duty, once.</summary>
    /// <returns>The state that was given, where it was not opened or is closed already.</returns>
    internal static DirectiveState ClosePeriod(DirectiveState state, Closing closing, DateTimeOffset now)
    {
        if (state.Issued is null || state.Closed is not null)
            return state;
        Fact fact = closing.Status is DirectiveStatus.Superseded
            ? new Superseded(state.Revision + 1, closing.Instrument, closing.By, "")
            : new Rescinded(state.Revision + 1, closing.Reason ?? "", closing.Instrument, closing.By, "");
        return Close(Record(state, fact, now), closing with { At = now });
    }

    /// <summary>How it stands; null where it was not issued.</summary>
    public static DirectiveStanding? StandingOf(DirectiveState state) => state.Issued is not { } issued ? null : new(
        issued.Draft.Number, issued.Draft.Title, issued.Draft.Issuer, issued.Draft.Jurisdiction, issued.Version, state.Revision,
        issued.IssuedAt, state.Closing, state.Reiterations, state.ReiteratedAt, issued.Draft.Lineage?.Links ?? []);

    /// <summary>The state name of a version that has been amended.</summary>
    public static string VersionName(int version) => string.Create(CultureInfo.InvariantCulture, $"{VersionKind}/{version}");

    /// <summary>The members of a draft that differ from another's, by their names in the API.</summary>
    public static ImmutableArray<string> Changed(DirectiveDraft older, DirectiveDraft newer)
    {
        using var before = JsonSerializer.SerializeToDocument(older, StateJson.Default.DirectiveDraft);
        using var after = JsonSerializer.SerializeToDocument(newer, StateJson.Default.DirectiveDraft);
        var members = before.RootElement.EnumerateObject().Concat(after.RootElement.EnumerateObject()).Select(member => member.Name).Distinct();
        return
        [
            .. members
                .Where(name => !(before.RootElement.TryGetProperty(name, out var one)
                    && after.RootElement.TryGetProperty(name, out var other) && JsonElement.DeepEquals(one, other)))
                .Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)
                .Order(StringComparer.Ordinal),
        ];
    }

    internal static string Digest(AmendCommand command) => Operation.Digest(
        nameof(Amended), command.By, command.Reason, JsonSerializer.Serialize(command.Draft, StateJson.Default.DirectiveDraft));

    private static DirectiveState Reiterate(
        DirectiveState state, string? instrument, string? note, string by, string operation, DateTimeOffset now)
    {
        var fact = new Reiterated(state.Reiterations + 1, instrument, note, by, operation);
        return Record(state, fact, now) with { Reiterations = state.Reiterations + 1, ReiteratedAt = now };
    }

    private static DirectiveState Close(DirectiveState state, Closing closing) =>
        state with { Closing = closing, Closed = closing.Status, Changes = state.Changes + 1 };

    private static IssuedDirective RequireInForce(DirectiveState state, LifeStep step, string number)
    {
        var issued = state.Issued ?? throw RefusedException.NotFound($"directive {number}");
        if (issued.Period is { } period)
            throw RefusedException.NotAllowedNow("PERIOD", $"{number} is a period of a duty: it goes out of force with {period.Directive}.");
        return Next(state.Status, step) is not null
            ? issued
            : throw RefusedException.NotAllowedNow("NOT_IN_FORCE", $"{number} was {(state.Status is DirectiveStatus.Superseded ? "superseded" : "rescinded")} by {state.Closing?.Instrument}.");
    }

    private static void CheckWords(params ReadOnlySpan<(string Field, string Text)> words)
    {
        var found = new List<FieldViolation>();
        foreach (var (field, text) in words)
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > MaxReasonLength)
                found.Add(new(field, $"must have 1 to {MaxReasonLength} characters"));
        }

        if (found.Count > 0)
            throw new RefusedException(found);
    }

    private static DirectiveState Record(DirectiveState state, Fact fact, DateTimeOffset now) =>
        state with { Facts = [fact with { Directive = state.Issued!.Draft.Number, At = now }], Due = [], Rows = [] };

    /// <summary>Keeps the operation that led to the state's fact.</summary>
    private static DirectiveState Remember(DirectiveState state, string operationId, string digest)
    {
        var operations = state.Operations.Length < DirectiveState.MaxOperations ? state.Operations : state.Operations.RemoveAt(0);
        return state with { Operations = operations.Add(new(operationId, digest, state.Facts[0].Kind, state.Facts[0].At)) };
    }
}
