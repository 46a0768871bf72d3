using System.Globalization;

namespace Directives.Gateway;

/// <summary>Facts of the ledger, from its form to the API's.</summary>
internal static class EventMapping
{
    private const string OfficerGrain = "officer";
    private const string DepartmentGrain = "department";

    public static V1.Event ToEvent(this LedgerEntry entry)
    {
        var (person, version, detail) = Describe(entry.Fact);
        return new V1.Event
        {
            Position = entry.Position.ToString(),
            Kind = entry.Fact.Kind,
            At = entry.Fact.At.ToWire(),
            Directive = entry.Fact.Directive ?? "",
            Department = entry.Department() ?? "",
            Post = entry.Post() ?? "",
            Person = person,
            Name = NameIn(entry.Fact)?.ToWire(),
            Version = version,
            Detail = detail,
            Via = (entry.Fact as OfficerFact)?.Via ?? "",
            ActedFor = (entry.Fact as OfficerFact)?.For ?? "",
            Paper = (entry.Fact as Acknowledged)?.Paper.ToWire(),
            Outstanding = entry.Fact switch
            {
                Reminded { Seats.IsEmpty: true } => 1,
                Reminded reminded => reminded.Seats.Length,
                Escalated escalated => escalated.Posts + escalated.Offices,
                _ => 0,
            },
            Told = entry.Fact switch
            {
                Reminded { To: { } seat } => PostId.Of(entry.GrainKey, seat),
                Escalated { To: { } post } => post,
                _ => "",
            },
        };
    }

    /// <summary>
    /// The department whose fact it is or that it is about, or that of the post whose fact it is; null for what concerns
    /// everybody.
    /// </summary>
    public static string? Department(this LedgerEntry entry) => entry switch
    {
        { GrainType: DepartmentGrain } => entry.GrainKey,
        { GrainType: OfficerGrain } when PostId.TryParse(entry.GrainKey, out var department, out _) => department,
        { Fact: ClarificationAnswered { Shared: true } } => null,
        { Fact: AnswerFact fact } => PostId.TryParse(fact.Asker, out var department, out _) ? department : fact.Asker,
        // Who is assigned is told to the verifier's department, not to the one that is to be verified.
        { Fact: VerifierAssigned fact } when PostId.TryParse(fact.Verifier, out var department, out _) => department,
        { Fact: Verified fact } => fact.Department,
        _ => null,
    };

    private static string? Post(this LedgerEntry entry) => entry switch
    {
        { GrainType: OfficerGrain } => entry.GrainKey,
        { Fact: ClarificationAnswered { Shared: true } } => null,
        { Fact: AnswerFact fact } when PostId.TryParse(fact.Asker, out _, out _) => fact.Asker,
        { Fact: VerifierAssigned fact } => fact.Verifier,
        _ => null,
    };

    private static LocalText? NameIn(Fact fact) => fact switch
    {
        OfficerFact act => act.Name,
        ClarificationAsked asked => asked.Name,
        ExemptionRequested requested => requested.Name,
        Verified verified => verified.Name,
        _ => null,
    };

    private static (string Person, int Version, string Detail) Describe(Fact fact) => fact switch
    {
        Drafted drafted => (drafted.By, 0, drafted.Edition.ToString(CultureInfo.InvariantCulture)),
        Approved approved => (approved.By, 0, approved.Edition.ToString(CultureInfo.InvariantCulture)),
        Issued issued => (issued.By, issued.Version, issued.Dispatch ?? ""),
        PeriodOpened opened => ("", opened.Version, $"{opened.Duty}/{opened.Period}"),
        Received received => ("", received.Version, string.Create(CultureInfo.InvariantCulture, $"{received.Serial}/{received.Year}")),
        RosterServed served => ("", served.Version, served.Posts.Length.ToString(CultureInfo.InvariantCulture)),
        Amended amended => (amended.By, amended.Version, amended.Reason),
        Reiterated reiterated => (reiterated.By, 0, reiterated.Note ?? reiterated.Instrument ?? ""),
        Superseded superseded => (superseded.By, 0, superseded.Successor),
        Rescinded rescinded => (rescinded.By, 0, rescinded.Reason),
        ServedAnew served => ("", served.Version, string.Join(", ", served.Posts.Select(post => post.Seat))),
        Endorsed endorsed => (endorsed.By, endorsed.Version, endorsed.Instructions.En.Length > 0 ? endorsed.Instructions.En : endorsed.Instructions.Ur),
        EndorsementReceived received => (
            "", received.Version, string.Join(", ", received.Endorsements.Select(item => item.Department).Distinct(StringComparer.Ordinal))),
        ObligationsClosed closed => ("", closed.Version, closed.Status.ToString()),
        ChargeAssumed assumed => (assumed.Person, 0, assumed.Seat),
        ChargeRelinquished relinquished => (relinquished.Person, 0, relinquished.Seat),
        ActsDelegated delegated => (delegated.Person, 0, delegated.Seat),
        DelegationEnded ended => (ended.Person, 0, ended.Seat),
        ComplianceReported { Partial: { } partial } reported => (
            reported.By, reported.Version, string.Create(CultureInfo.InvariantCulture, $"{partial.Percent} %: {reported.Statement}")),
        ComplianceReported reported => (reported.By, reported.Version, reported.Statement),
        Declined declined => (declined.By, declined.Version, declined.Reason),
        OfficerFact act => (act.By, act.Version, ""),
        ClarificationAsked asked => (asked.By, 0, asked.Text),
        ClarificationAnswered answered => (answered.By, 0, answered.Text),
        ExemptionRequested requested => (requested.By, 0, requested.Reason),
        ExemptionGranted granted => (granted.By, 0, Days.Write(granted.Until)),
        ExemptionRefused refused => (refused.By, 0, refused.Reason),
        SampleDrawn drawn => (drawn.By, 0, string.Create(CultureInfo.InvariantCulture, $"{drawn.Departments.Length}/{drawn.Population}")),
        VerifierAssigned assigned => (assigned.By, 0, assigned.Department),
        Verified verified => (verified.By, 0, verified.Finding.ToString()),
        DeadlinePassed passed => ("", 0, passed.Deadline.ToWord()),
        Reminded reminded => ("", 0, reminded.Deadline.ToWord()),
        Escalated escalated => ("", 0, escalated.Deadline.ToWord()),
        _ => ("", 0, ""),
    };
}
