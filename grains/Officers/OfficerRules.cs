namespace Directives.Grains;

/// <summary>What an officer may do with a directive, and what follows from it.</summary>
public static class OfficerRules
{
    public const int MaxReasonLength = 1_000;

    /// <summary>Opens a directive. Only the first time for a version changes anything.</summary>
    /// <returns>The state that was given, where nothing changes.</returns>
    public static OfficerDirectiveState Open(OfficerDirectiveState state, ActCommand command, PostService service, DateTimeOffset now)
    {
        var entry = Check(state, command, service, now, Standing.Opened, out var repeated);
        return repeated || StandingOf(state, service) >= Standing.Opened
            ? state
            : Append(state, command with { Version = entry.Version, Reason = null }, service, now, Standing.Opened);
    }

    /// <summary>Acknowledges the version in force, which must have been opened.</summary>
    public static OfficerDirectiveState Acknowledge(OfficerDirectiveState state, ActCommand command, PostService service, DateTimeOffset now)
    {
        Check(state, command, service, now, Standing.Acknowledged, out var repeated);
        if (repeated)
            return state;

        CheckAnswerable(state, command, service);
        return Append(state, command with { Reason = null }, service, now, Standing.Acknowledged);
    }

    /// <summary>Declines the version in force with a reason. It may be acknowledged later.</summary>
    public static OfficerDirectiveState Decline(OfficerDirectiveState state, ActCommand command, PostService service, DateTimeOffset now)
    {
        Check(state, command, service, now, Standing.Declined, out var repeated);
        if (repeated)
            return state;

        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > MaxReasonLength)
            throw RefusedException.Field("reason", $"must have 1 to {MaxReasonLength} characters");
        CheckAnswerable(state, command, service);
        if (StandingOf(state, service) is Standing.Declined)
            throw RefusedException.NotAllowedNow("ALREADY_DECLINED", $"{command.Directive} was declined already.");
        return Append(state, command, service, now, Standing.Declined);
    }

    /// <summary>Whether an act came of the same command, for the same operation id cannot ask for something else.</summary>
    /// <remarks>
    /// It is of the command's directive, as the whole state is. Opening names no version: asked again for a newer one, it is the same
    /// command.
    /// </remarks>
    private static bool CameOf(StoredAct act, Standing asked, ActCommand command) =>
        act.Paper is null && act.Standing == asked && act.By == command.By
        && (asked is Standing.Opened || act.Version == command.Version)
        && (asked is not Standing.Declined || act.Reason == command.Reason);

    private static DiaryEntry Check(
        OfficerDirectiveState state, ActCommand command, PostService service, DateTimeOffset now, Standing asked, out bool repeated)
    {
        Operation.Check(command.OperationId);
        if (!service.Post.IsAnsweredBy(command.By, now))
            throw new RefusedException(Refusal.PermissionDenied, "NOT_INCUMBENT", $"{command.By} does not hold charge of this post.");
        if (service is not { Entry: { } entry, Served: not null })
            throw RefusedException.NotAllowedNow("NOT_SERVED", $"{command.Directive} has not been served on this post.");

        repeated = false;
        foreach (var act in state.Acts)
        {
            if (act.Operation != command.OperationId)
                continue;
            repeated = CameOf(act, asked, command) ? true : throw Operation.Reused(command.OperationId);
        }

        return entry;
    }

    private static Standing StandingOf(OfficerDirectiveState state, PostService service) =>
        state.StandingOf(service.Entry!.Version, service.Served!.Value.Incumbency);

    private static void CheckAnswerable(OfficerDirectiveState state, ActCommand command, PostService service)
    {
        CheckOpen(state, command.Version, service);
        if (StandingOf(state, service) is Standing.Served)
            throw RefusedException.NotAllowedNow("NOT_OPENED", $"Open {command.Directive} before answering it.");
    }

    /// <summary>The version is the one in force, and it was not acknowledged before.</summary>
    internal static void CheckOpen(OfficerDirectiveState state, int version, PostService service)
    {
        var entry = service.Entry!;
        if (entry.Closed is { } closed)
            throw RefusedException.NotAllowedNow(DepartmentRules.NotInForce, $"{entry.Directive} is not in force any more: {closed}.");

        if (version != entry.Version)
        {
            throw RefusedException.NotAllowedNow(
                "OTHER_VERSION", $"Version {entry.Version} of {entry.Directive} is in force, not version {version}.");
        }

        if (StandingOf(state, service) is Standing.Acknowledged)
            throw RefusedException.NotAllowedNow("ALREADY_ACKNOWLEDGED", $"{entry.Directive} was acknowledged already.");
    }

    private static OfficerDirectiveState Append(
        OfficerDirectiveState state, ActCommand command, PostService service, DateTimeOffset now, Standing standing)
    {
        var sequence = state.Acts.Length + 1;
        var holder = service.Post.Incumbent!;
        var isHolder = holder.Person == command.By;

        // The roster's own string, which all acts of the holder share.
        var (by, name) = isHolder ? (holder.Person, holder.Name) : (command.By, service.Post.Delegation!.Name);
        var delegated = isHolder ? null : holder.Person;
        OfficerFact fact = standing switch
        {
            Standing.Opened => new Opened(sequence, command.Version, by, name, command.OperationId),
            Standing.Acknowledged => new Acknowledged(sequence, command.Version, by, name, command.OperationId),
            _ => new Declined(sequence, command.Version, by, name, command.Reason!, command.OperationId),
        };
        var incumbency = service.Served!.Value.Incumbency;
        var act = new StoredAct(
            standing, now, by, name, command.Version, command.Reason, command.OperationId)
        {
            Via = command.Via,
            For = delegated,
            Incumbency = incumbency,
        };
        return state with
        {
            Acts = state.Acts.Add(act),
            Facts = [fact with { Via = command.Via, For = delegated, Incumbency = incumbency, Directive = command.Directive, At = now }],
        };
    }
}
