namespace Directives.Grains;

/// <summary>What the issuer of a directive is told once a deadline has passed: one fact for the whole directive.</summary>
public static class IssuerChasing
{
    /// <summary>What falls due for a directive: this and the deadline's word.</summary>
    public const string DuePrefix = "issuer/";

    private static readonly DeadlineKind[] Kinds = [DeadlineKind.Receive, DeadlineKind.Acknowledge, DeadlineKind.Comply];

    /// <summary>When the deadlines pass, and when the issuer is told of what is owed then.</summary>
    public static IEnumerable<DueEntry> Due(IssuedDirective issued, WorkingCalendar calendar)
    {
        var terms = OrderTerms.Of(issued.Draft, issued.IssuedAt, calendar);
        foreach (var kind in Kinds)
        {
            if (issued.DeadlineOf(kind) is not { } by)
                continue;
            yield return new DueEntry(by, WordOf(kind));
            if (ChaseSteps.OfIssuer(terms, by) is { } told)
                yield return new DueEntry(told, DuePrefix + WordOf(kind));
        }
    }

    /// <summary>Tells the issuer what is still owed.</summary>
    /// <param name="due">When it was due: another time is of a version before.</param>
    /// <param name="tally">Of the whole jurisdiction.</param>
    /// <param name="to">The post that is told; null where the issuing office has nobody.</param>
    /// <returns>The state that was given, where nothing is owed or he was told before.</returns>
    public static DirectiveState Escalate(
        DirectiveState state, DeadlineKind deadline, DateTimeOffset due, Tally tally, string? to, DateTimeOffset now)
    {
        if (state.Issued is not { } issued || state.Told is { } told && told.Contains(deadline) || !IsAgreed(state, issued, deadline, due))
            return state;
        var (posts, offices) = deadline switch
        {
            DeadlineKind.Receive => (0, tally.Offices - tally.OfficesReceived),
            DeadlineKind.Acknowledge => (tally.Outstanding, 0),
            _ => (0, tally.OfficesUnreported),
        };
        if (posts + offices == 0)
            return state;
        if (now < due)
            throw RefusedException.NotAllowedNow("NOT_DUE", $"The issuer of {issued.Draft.Number} is told at {due:O}, and it is {now:O}.");

        var fact = new Escalated(StepKind.Issuer, deadline, due, to, posts, offices, []) { Directive = issued.Draft.Number, At = now };
        return state with { Told = (state.Told ?? []).Add(deadline), Facts = [fact], Due = [] };
    }

    /// <summary>acknowledge, comply or receive, as it is written.</summary>
    public static string WordOf(DeadlineKind kind) => kind switch
    {
        DeadlineKind.Acknowledge => DirectiveRules.AcknowledgeDue,
        DeadlineKind.Comply => DirectiveRules.ComplyDue,
        _ => DirectiveRules.ReceiveDue,
    };

    public static bool TryParse(string word, out DeadlineKind kind)
    {
        kind = Array.Find(Kinds, known => WordOf(known) == word);
        return kind != default;
    }

    private static bool IsAgreed(DirectiveState state, IssuedDirective issued, DeadlineKind deadline, DateTimeOffset due)
    {
        var terms = OrderTerms.Of(issued.Draft, issued.IssuedAt, state.Calendar ?? WorkingCalendar.Usual);
        return issued.DeadlineOf(deadline) is { } by && ChaseSteps.OfIssuer(terms, by) == due;
    }
}
