namespace Directives.Grains;

/// <summary>Acknowledgements that officers gave on paper.</summary>
public static class PaperRules
{
    public const int MaxReferenceLength = 200;

    /// <summary>Enters an acknowledgement of the version in force by the present holder of the post.</summary>
    /// <returns>The state that was given, where the operation is a repeat.</returns>
    public static OfficerDirectiveState Acknowledge(OfficerDirectiveState state, PaperCommand command, PostService service, DateTimeOffset now)
    {
        Operation.Check(command.OperationId);
        foreach (var earlier in state.Acts)
        {
            if (earlier.Operation == command.OperationId)
                return CameOf(earlier, command) ? state : throw Operation.Reused(command.OperationId);
        }

        if (service is not { Entry: { } entry, Served: { } served })
            throw RefusedException.NotAllowedNow("NOT_SERVED", $"{command.Directive} has not been served on this post.");
        if (service.Post.Incumbent is not { } holder || holder.Person != command.Person)
            throw RefusedException.NotAllowedNow("NOT_INCUMBENT", $"{command.Person} does not hold charge of this post.");
        OfficerRules.CheckOpen(state, command.Version, service);
        CheckPaper(command.Paper, entry, now);

        var sequence = state.Acts.Length + 1;
        var fact = new Acknowledged(sequence, command.Version, command.Person, holder.Name, command.OperationId) { Paper = command.Paper };
        var act = new StoredAct(
            Standing.Acknowledged, now, command.Person, holder.Name, command.Version, null, command.OperationId)
        {
            Incumbency = served.Incumbency,
            Paper = command.Paper,
        };
        return state with
        {
            Acts = state.Acts.Add(act),
            Facts = [fact with { Incumbency = served.Incumbency, Directive = command.Directive, At = now }],
        };
    }

    /// <summary>When it was really given: at the end of the day on the paper, or at its entry where that was before.</summary>
    public static DateTimeOffset GivenAt(PaperEntry paper, DateTimeOffset entered)
    {
        var end = PakistanDay.EndOf(paper.On);
        return end < entered ? end : entered;
    }

    private static void CheckPaper(PaperEntry paper, DiaryEntry entry, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(paper.Reference) || paper.Reference.Length > MaxReferenceLength)
            throw RefusedException.Field("reference", $"must have 1 to {MaxReferenceLength} characters");
        if (paper.On > PakistanDay.Of(now))
            throw RefusedException.Field("on", "must be today or before");
        if (paper.On < PakistanDay.Of(entry.ReceivedAt))
            throw RefusedException.Field("on", $"must not be before {PakistanDay.Of(entry.ReceivedAt):yyyy-MM-dd}, when the office received this version");
    }

    private static bool CameOf(StoredAct act, PaperCommand command) =>
        act.Paper == command.Paper && act.By == command.Person && act.Version == command.Version;
}
