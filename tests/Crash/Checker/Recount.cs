namespace Directives.Crash.Checker;

/// <summary>The counts of some offices together.</summary>
internal readonly record struct Count(
    int Offices, int Received, int Owing, int Complied, int ForAction, int ForInformation, int Vacant, int Opened, int Acknowledged, int Declined, int Outstanding)
{
    public static Count operator +(Count one, Count other) => new(
        one.Offices + other.Offices, one.Received + other.Received, one.Owing + other.Owing, one.Complied + other.Complied,
        one.ForAction + other.ForAction, one.ForInformation + other.ForInformation, one.Vacant + other.Vacant, one.Opened + other.Opened,
        one.Acknowledged + other.Acknowledged, one.Declined + other.Declined, one.Outstanding + other.Outstanding);
}

/// <summary>A post as the facts leave it.</summary>
internal sealed class Seat
{
    /// <summary>Action or Information; null where it was not served.</summary>
    public string? Addressee { get; set; }

    public bool Vacant { get; set; }

    public List<string> Acts { get; } = [];
}

/// <summary>An office as the facts leave it.</summary>
internal sealed class OfficeCount
{
    public bool Received { get; set; }

    public bool Complied { get; set; }

    public Dictionary<string, Seat> Seats { get; } = new(StringComparer.Ordinal);

    public Count Own()
    {
        var served = Seats.Values.Where(seat => seat.Addressee is not null).ToList();
        var owes = served.Any(seat => seat.Addressee == "Action");
        string? Last(Seat seat) => seat.Acts.Count == 0 ? null : seat.Acts[^1];
        return new Count(
            1, Received ? 1 : 0, owes ? 1 : 0, owes && Complied ? 1 : 0,
            served.Count(seat => seat.Addressee == "Action"), served.Count(seat => seat.Addressee == "Information"), served.Count(seat => seat.Vacant),
            served.Count(seat => seat.Acts.Count > 0), served.Count(seat => Last(seat) == "Acknowledged"), served.Count(seat => Last(seat) == "Declined"),
            served.Count(seat => seat.Addressee == "Action" && Last(seat) is not ("Acknowledged" or "Declined")));
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
                findings.Require(!office.Received, Broken.Doubled, $"{fact.GrainKey} received {directive} twice");
                office.Received = true;
                break;
            case "RosterServed":
                Serve(fact);
                break;
            case "ComplianceReported":
                findings.Require(OfficeOf(fact.GrainKey).Received, Broken.Unverified, $"{fact.GrainKey} reported on {directive} before it received it");
                OfficeOf(fact.GrainKey).Complied = true;
                break;
            case "Opened" or "Acknowledged" or "Declined":
                Act(fact);
                break;
            case "DeadlinePassed":
                break;
            default:
                findings.Add(Broken.Unverified, $"entry {fact.Number} is of the kind {fact.Kind}, which is not known here");
                break;
        }
    }

    private void Serve(Fact fact)
    {
        foreach (var post in fact.Members.List("posts"))
        {
            var seat = SeatOf(fact.GrainKey, post.Text("seat"));
            findings.Require(seat.Addressee is null, Broken.Doubled, $"{fact.GrainKey}/{post.Text("seat")} was served {directive} twice");
            (seat.Addressee, seat.Vacant) = (post.Text("addressee"), post.Flag("vacant"));
        }
    }

    private void Act(Fact fact)
    {
        var (office, name) = fact.GrainKey.Split('/') is [var department, var slug] ? (department, slug) : (fact.GrainKey, "");
        var seat = SeatOf(office, name);
        findings.Require(seat.Addressee is not null, Broken.Unverified, $"{fact.GrainKey} has {fact.Kind} of {directive} before it was served");
        findings.Require(!seat.Acts.Contains(fact.Kind), Broken.Doubled, $"{fact.GrainKey} has {fact.Kind} of {directive} twice");
        findings.Require(
            fact.Members.Number("sequence") == seat.Acts.Count + 1, Broken.Unverified,
            $"{fact.GrainKey} has act {fact.Members.Number("sequence")} of {directive} after {seat.Acts.Count}");
        findings.Require(
            (seat.Acts.Count == 0) == (fact.Kind == "Opened") && !seat.Acts.Contains("Acknowledged"), Broken.Unverified,
            $"{fact.GrainKey} has {fact.Kind} of {directive} after {string.Join(", ", seat.Acts.DefaultIfEmpty("nothing"))}");
        seat.Acts.Add(fact.Kind);
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
