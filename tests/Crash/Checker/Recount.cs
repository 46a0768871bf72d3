namespace Directives.Crash.Checker;

/// <summary>The counts of some offices together.</summary>
internal readonly record struct Count(
    int Offices, int Received, int Owing, int Complied, int ForAction, int ForInformation, int Vacant, int Opened, int Acknowledged, int Declined, int Outstanding, int Closed,
    int OfficesClosed)
{
    public static Count operator +(Count one, Count other) => new(
        one.Offices + other.Offices, one.Received + other.Received, one.Owing + other.Owing, one.Complied + other.Complied,
        one.ForAction + other.ForAction, one.ForInformation + other.ForInformation, one.Vacant + other.Vacant, one.Opened + other.Opened,
        one.Acknowledged + other.Acknowledged, one.Declined + other.Declined, one.Outstanding + other.Outstanding,
        one.Closed + other.Closed, one.OfficesClosed + other.OfficesClosed);
}

/// <summary>A post as the facts leave it.</summary>
internal sealed class Seat
{
    /// <summary>Action or Information; null where it was not served.</summary>
    public string? Addressee { get; set; }

    public bool Vacant { get; set; }

    /// <summary>The charge that it was served on.</summary>
    public long Incumbency { get; set; }

    /// <summary>Every act on the post, the oldest first.</summary>
    public List<(string Kind, long Version, long Incumbency)> All { get; } = [];

    /// <summary>The acts that answer a version under the charge that it was served on.</summary>
    public IReadOnlyList<string> Acts(long version) =>
        [.. All.Where(act => act.Version == version && act.Incumbency == Incumbency).Select(act => act.Kind)];
}

/// <summary>An office as the facts leave it.</summary>
internal sealed class OfficeCount
{
    public bool Received { get; set; }

    /// <summary>Of the version received last.</summary>
    public long Version { get; set; }

    /// <summary>It went out of force and was closed here.</summary>
    public bool Closed { get; set; }

    /// <summary>It owes an attestation, though none of its posts is served.</summary>
    public bool Attests { get; set; }

    /// <summary>The versions that the office has reported in force.</summary>
    public HashSet<long> Complied { get; } = [];

    public Dictionary<string, Seat> Seats { get; } = new(StringComparer.Ordinal);

    public Count Own()
    {
        var served = Seats.Values.Where(seat => seat.Addressee is not null).ToList();
        var owes = Attests || served.Any(seat => seat.Addressee == "Action");
        var complied = Complied.Contains(Version);
        string? Last(Seat seat) => seat.Acts(Version) is [.., var last] ? last : null;
        bool Unanswered(Seat seat) => seat.Addressee == "Action" && Last(seat) is not ("Acknowledged" or "Declined");
        return new Count(
            1, Received ? 1 : 0, owes ? 1 : 0, owes && complied ? 1 : 0,
            served.Count(seat => seat.Addressee == "Action"), served.Count(seat => seat.Addressee == "Information"), served.Count(seat => seat.Vacant),
            served.Count(seat => Last(seat) is not null), served.Count(seat => Last(seat) == "Acknowledged"), served.Count(seat => Last(seat) == "Declined"),
            Closed ? 0 : served.Count(Unanswered), Closed ? served.Count(Unanswered) : 0, Closed && owes && !complied ? 1 : 0);
    }
}

/// <summary>One directive, counted anew from its facts. States only advance, and nothing is served or done twice.</summary>
internal sealed class Recount
{
    private readonly Dictionary<string, OfficeCount> offices = new(StringComparer.Ordinal);
    private readonly Findings findings;
    private readonly string directive;
    private int issued;

    private Recount(string directive, Findings findings) => (this.directive, this.findings) = (directive, findings);

    public IReadOnlyDictionary<string, OfficeCount> Offices => offices;

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
                break;
            case "Received":
                var office = OfficeOf(fact.GrainKey);
                var version = fact.Members.Number("version");
                findings.Require(
                    version > office.Version, Broken.Doubled, $"{fact.GrainKey} received version {version} of {directive} after version {office.Version}");
                (office.Received, office.Version, office.Attests) = (true, version, fact.Members.Flag("attests"));
                foreach (var seat in office.Seats.Values)
                    seat.Addressee = null;
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
                OfficeOf(fact.GrainKey).Closed = true;
                break;
            case "ComplianceReported":
                findings.Require(OfficeOf(fact.GrainKey).Received, Broken.Unverified, $"{fact.GrainKey} reported on {directive} before it received it");
                OfficeOf(fact.GrainKey).Complied.Add(fact.Members.Number("version"));
                break;
            case "Opened" or "Acknowledged" or "Declined":
                Act(fact);
                break;
            case "PeriodOpened" or "Rerouted" or "Amended" or "Superseded" or "Rescinded" or "DeadlinePassed" or "Reminded" or "Escalated":
                break;
            default:
                findings.Add(Broken.Unverified, $"entry {fact.Number} is of the kind {fact.Kind}, which is not known here");
                break;
        }
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
    }

    private void Act(Fact fact)
    {
        var (office, name) = fact.GrainKey.Split('/') is [var department, var slug] ? (department, slug) : (fact.GrainKey, "");
        var seat = SeatOf(office, name);
        var (version, incumbency) = (fact.Members.Number("version"), fact.Members.Number("incumbency"));
        var earlier = seat.All.Where(act => act.Version == version && act.Incumbency == incumbency).Select(act => act.Kind).ToList();
        findings.Require(seat.Addressee is not null, Broken.Unverified, $"{fact.GrainKey} has {fact.Kind} of {directive} before it was served");
        findings.Require(!earlier.Contains(fact.Kind), Broken.Doubled, $"{fact.GrainKey} has {fact.Kind} of {directive} twice");
        findings.Require(
            fact.Members.Number("sequence") == seat.All.Count + 1, Broken.Unverified,
            $"{fact.GrainKey} has act {fact.Members.Number("sequence")} of {directive} after {seat.All.Count}");
        findings.Require(
            (earlier.Count == 0) == (fact.Kind == "Opened") && !earlier.Contains("Acknowledged"), Broken.Unverified,
            $"{fact.GrainKey} has {fact.Kind} of {directive} after {string.Join(", ", earlier.DefaultIfEmpty("nothing"))}");
        seat.All.Add((fact.Kind, version, incumbency));
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
