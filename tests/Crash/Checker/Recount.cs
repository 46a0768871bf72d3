namespace Directives.Crash.Checker;

/// <summary>One directive, counted anew from its facts. States only advance, and nothing is served or done twice.</summary>
internal sealed class Recount
{
    private readonly Dictionary<string, OfficeCount> offices = new(StringComparer.Ordinal);
    private readonly Findings findings;
    private readonly string directive;
    private readonly OfficeCount issuer = new();
    private int issued;

    private Recount(string directive, Findings findings) => (this.directive, this.findings) = (directive, findings);

    public IReadOnlyDictionary<string, OfficeCount> Offices => offices;

    /// <summary>Of the text, 0 before it is issued.</summary>
    public long Version { get; private set; }

    /// <summary>Superseded or Rescinded; null while it is in force.</summary>
    public string? Closed { get; private set; }

    public static Recount Of(string directive, IEnumerable<Fact> facts, Findings findings)
    {
        var count = new Recount(directive, findings);
        foreach (var fact in facts)
            count.Add(fact);
        return count;
    }

    private void Add(Fact fact)
    {
        switch (fact.Kind)
        {
            case "Issued":
                findings.Require(++issued == 1, Broken.Doubled, $"{directive} was issued {issued} times");
                Version = 1;
                break;
            case "Amended":
                Version = fact.Members.Number("version");
                break;
            case "Superseded" or "Rescinded":
                findings.Require(Closed is null, Broken.Doubled, $"{directive} is {fact.Kind} after it was {Closed}");
                Closed = fact.Kind;
                break;
            case "Received":
                Receive(fact);
                break;
            case "RosterServed":
                Serve(fact, anew: false);
                break;
            case "ServedAnew":
                if (fact.Members.TryGetProperty("attests", out var attests))
                    OfficeOf(fact.GrainKey).Attests = attests.GetBoolean();
                Serve(fact, anew: true);
                break;
            case "ObligationsClosed":
                findings.Require(!OfficeOf(fact.GrainKey).Closed, Broken.Doubled, $"{fact.GrainKey} closed {directive} twice");
                findings.Require(Closed == fact.Members.Text("status"), Broken.Unverified, $"{fact.GrainKey} closed {directive} as {fact.Members.Text("status")}, and it is {Closed ?? "in force"}");
                OfficeOf(fact.GrainKey).Closed = true;
                break;
            case "ComplianceReported":
                var reporting = OfficeOf(fact.GrainKey);
                findings.Require(reporting.Received && !reporting.Closed, Broken.Unverified, $"{fact.GrainKey} reported on {directive} where it was not in force there");
                reporting.Reported[fact.Members.Number("version")] = fact.Members.Object("partial") is { } partial ? (int)partial.Number("percent") : 100;
                break;
            case "ExemptionGranted" or "ExemptionExpired":
                Exempt(fact.Members.Text("asker"), fact.Kind == "ExemptionGranted");
                break;
            case "Opened" or "Acknowledged" or "Declined":
                Act(fact);
                break;
            case "DeadlinePassed" or "Reminded" or "Escalated":
                Step(fact);
                break;
            case "EndorsementReceived":
                OfficeOf(fact.GrainKey).Passed.ExceptWith(fact.Members.List("reopened").Select(deadline => deadline.GetString()!));
                break;
            case "Endorsed" or "PeriodOpened" or "Drafted" or "Approved" or "Reiterated" or "Rerouted" or "ClarificationAsked" or "ClarificationAnswered"
                or "ExemptionRequested" or "ExemptionRefused" or "SampleDrawn" or "VerifierAssigned" or "Verified":
                break;
            default:
                findings.Add(Broken.Unverified, $"entry {fact.Number} is of the kind {fact.Kind}, which is not known here");
                break;
        }
    }

    private void Receive(Fact fact)
    {
        var (office, version) = (OfficeOf(fact.GrainKey), fact.Members.Number("version"));
        findings.Require(
            version > office.Version, Broken.Doubled, $"{fact.GrainKey} received version {version} of {directive} after version {office.Version}");
        findings.Require(version <= Version && !office.Closed, Broken.Unverified, $"{fact.GrainKey} received version {version} of {directive}, which is not there");
        (office.Received, office.Version, office.LastStep, office.Attests) = (true, version, 0, fact.Members.Flag("attests"));
        office.Passed.Clear();
        office.Steps.Clear();
        foreach (var seat in office.Seats.Values)
            seat.Addressee = null;
    }

    private void Serve(Fact fact, bool anew)
    {
        foreach (var post in fact.Members.List("posts"))
        {
            var (seat, incumbency) = (SeatOf(fact.GrainKey, post.Text("seat")), post.Number("incumbency"));
            findings.Require(
                seat.Addressee is null || (anew && (incumbency > seat.Incumbency || seat.Addressee != post.Text("addressee"))), Broken.Doubled,
                $"{fact.GrainKey}/{post.Text("seat")} was served {directive} twice");
            (seat.Addressee, seat.Vacant, seat.Incumbency) = (post.Text("addressee"), post.Flag("vacant"), incumbency);
        }

        foreach (var removed in fact.Members.List("removed"))
            SeatOf(fact.GrainKey, removed.GetString()!).Addressee = null;
        findings.Require(!OfficeOf(fact.GrainKey).Closed, Broken.Unverified, $"{fact.GrainKey} served {directive} after it was closed there");
    }

    private void Act(Fact fact)
    {
        var (office, name) = fact.GrainKey.Split('/') is [var department, var slug] ? (department, slug) : (fact.GrainKey, "");
        var seat = SeatOf(office, name);
        var (version, incumbency) = (fact.Members.Number("version"), fact.Members.Number("incumbency"));
        var earlier = seat.All.Where(act => act.Version == version && act.Incumbency == incumbency).Select(act => act.Kind).ToList();
        var onPaper = fact.Members.Object("paper") is not null;
        findings.Require(seat.Addressee is not null, Broken.Unverified, $"{fact.GrainKey} has {fact.Kind} of {directive} before it was served");
        findings.Require(!earlier.Contains(fact.Kind), Broken.Doubled, $"{fact.GrainKey} has {fact.Kind} of {directive} twice");
        findings.Require(
            fact.Members.Number("sequence") == seat.All.Count + 1, Broken.Unverified,
            $"{fact.GrainKey} has act {fact.Members.Number("sequence")} of {directive} after {seat.All.Count}");
        findings.Require(
            ((earlier.Count == 0) == (fact.Kind == "Opened") || onPaper) && !earlier.Contains("Acknowledged"), Broken.Unverified,
            $"{fact.GrainKey} has {fact.Kind} of {directive} after {string.Join(", ", earlier.DefaultIfEmpty("nothing"))}");
        findings.Require(
            version <= OfficeOf(office).Version && incumbency <= seat.Incumbency, Broken.Unverified,
            $"{fact.GrainKey} has {fact.Kind} of version {version} of {directive} under charge {incumbency}, and was served version {OfficeOf(office).Version} under {seat.Incumbency}");
        seat.All.Add((fact.Kind, version, incumbency));
    }

    private void Exempt(string asker, bool inForce)
    {
        if (asker.Split('/') is [var office, var seat])
            SeatOf(office, seat).Exempted = inForce;
        else
            OfficeOf(asker).Exempted = inForce;
    }

    /// <summary>Each step once for a version, none before its time, and those of an office in the order in which they were due.</summary>
    private void Step(Fact fact)
    {
        var (deadline, due) = (fact.Members.Text("deadline"), fact.Members.Micros("due"));
        var step = $"{fact.Kind} {fact.Members.Text("level")} {deadline} {due}";
        var office = fact.GrainKey == directive ? issuer : OfficeOf(fact.GrainKey);
        if (fact.GrainKey == directive && office.Version < Version)
        {
            (office.Version, office.LastStep) = (Version, 0);
            office.Steps.Clear();
        }

        findings.Require(office.Steps.Add(step), Broken.Doubled, $"entry {fact.Number}: {fact.GrainKey} has taken the step {step} about {directive} twice");
        findings.Require(fact.At >= due, Broken.Unverified, $"entry {fact.Number}: {fact.GrainKey} has taken the step {step} about {directive} before it was due");
        if (fact.Kind == "DeadlinePassed")
        {
            office.Passed.Add(deadline);
            return;
        }

        findings.Require(
            due >= office.LastStep, Broken.Unverified, $"entry {fact.Number}: {fact.GrainKey} has taken the step {step} about {directive} after one that was due at {office.LastStep}");
        office.LastStep = due;
    }

    private OfficeCount OfficeOf(string department)
    {
        if (!offices.TryGetValue(department, out var office))
            offices[department] = office = new OfficeCount();
        return office;
    }

    private Seat SeatOf(string department, string name)
    {
        var seats = OfficeOf(department).Seats;
        if (!seats.TryGetValue(name, out var seat))
            seats[name] = seat = new Seat();
        return seat;
    }
}
