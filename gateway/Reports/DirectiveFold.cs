namespace Directives.Gateway.Reports;

/// <summary>
/// A directive in every office that it reached, as its facts recorded up to a moment tell it. A pure fold: the same facts
/// give the same view whenever and by whomever they are read. Takes memory for the offices and for the posts served.
/// </summary>
internal sealed class DirectiveFold(DateTimeOffset until, bool actual = false)
{
    /// <summary>More levels than any organogram has.</summary>
    private const int MaxDepth = 64;

    private readonly Dictionary<string, FoldedOffice> offices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> seats = new(StringComparer.Ordinal);

    public DateTimeOffset Until => until;

    /// <summary>What was given on paper counts from the date on the paper, not from its entry.</summary>
    public bool IsActual => actual;

    /// <summary>Null where the directive had not been issued.</summary>
    public Issued? Issued { get; private set; }

    /// <summary>The version in force.</summary>
    public int Version { get; private set; }

    /// <summary>When that version was issued.</summary>
    public DateTimeOffset VersionAt { get; private set; }

    /// <summary>Adds the next fact of the directive; one that was recorded later than the moment changes nothing.</summary>
    public void Add(LedgerEntry entry)
    {
        var at = actual && entry.Fact is Acknowledged { Paper: { } paper } ? PaperRules.GivenAt(paper, entry.Fact.At) : entry.Fact.At;
        if (at > until)
            return;
        switch (entry.Fact)
        {
            case Issued issued:
                Issued = issued;
                (Version, VersionAt) = (issued.Version, issued.At);
                break;
            case Amended amended:
                (Version, VersionAt) = (amended.Version, amended.At);
                break;
            case Received received:
                Pass(Office(entry.GrainKey), office => office.Receive(received, entry.Position));
                break;
            case ServedAnew anew:
                Pass(Office(entry.GrainKey), office => office.ServeAnew(anew, [.. anew.Posts.Select(Intern)], entry.Position));
                break;
            case EndorsementReceived { Reopened: { } reopened }:
                Office(entry.GrainKey).Reopen(reopened);
                break;
            case ObligationsClosed closed:
                Office(entry.GrainKey).Close(closed);
                break;
            case RosterServed served:
                Office(entry.GrainKey).Serve([.. served.Posts.Select(Intern)], served.At);
                break;
            case ComplianceReported report:
                Office(entry.GrainKey).Report(report);
                break;
            case DeadlinePassed passed when offices.TryGetValue(entry.GrainKey, out var office):
                office.Pass(passed.Deadline);
                break;
            case ExemptionFact exemption:
                Exempt(exemption);
                break;
            case OfficerFact act when PostId.TryParse(entry.GrainKey, out var department, out var seat):
                Office(department).Act(seat, act);
                break;
        }
    }

    /// <summary>Null where the office had not received the directive.</summary>
    public FoldedOffice? Find(string department) =>
        offices.TryGetValue(department, out var office) && office.Received is not null ? office : null;

    /// <summary>From the directive's jurisdiction to a department; empty where the directive did not go there.</summary>
    public ImmutableArray<string> PathTo(string department)
    {
        var path = new List<string> { department };
        while (path.Count <= MaxDepth && path[^1] != Issued?.Jurisdiction)
        {
            if (!parents.TryGetValue(path[^1], out var parent))
                return [];
            path.Add(parent);
        }

        path.Reverse();
        return path.Count <= MaxDepth ? [.. path] : [];
    }

    /// <summary>
    /// The offices of a subtree, each after the one that passed the directive on to it; an office that had not received it
    /// is there without what is behind it.
    /// </summary>
    public IEnumerable<OfficeVisit> Visit(string department) =>
        Visit(new OfficeVisit(department, Find(department), null, Math.Max(0, PathTo(department).Length - 1), 1));

    /// <summary>The counts of the whole subtree, as the department has them when it has heard from every office below.</summary>
    public Tally Total(OfficeVisit root)
    {
        var tally = new Tally();
        foreach (var visit in Visit(root))
            tally += visit.Own;
        return tally;
    }

    /// <summary>What the department of a visit has passed on to.</summary>
    public IEnumerable<OfficeVisit> Below(OfficeVisit visit) => visit.Office is not { } office || visit.Depth >= MaxDepth
        ? []
        : office.PassedTo.Select(child => new OfficeVisit(child.Department, Find(child.Department), office, visit.Depth + 1, child.Offices));

    private IEnumerable<OfficeVisit> Visit(OfficeVisit root)
    {
        var waiting = new Stack<OfficeVisit>([root]);
        while (waiting.TryPop(out var visit))
        {
            yield return visit;
            foreach (var child in Below(visit).Reverse())
                waiting.Push(child);
        }
    }

    private void Exempt(ExemptionFact fact)
    {
        var isPost = PostId.TryParse(fact.Asker, out var department, out var seat);
        Office(isPost ? department : fact.Asker).Exempt(isPost ? seat : RegisteredAct.Office, fact);
    }

    /// <summary>Remembers by whom a department came by the directive last.</summary>
    private void Pass(FoldedOffice office, Action<FoldedOffice> change)
    {
        change(office);
        foreach (var child in office.PassedTo)
            parents[child.Department] = office.Department;
    }

    private FoldedOffice Office(string department) =>
        offices.TryGetValue(department, out var office) ? office : offices[department] = new FoldedOffice(department);

    /// <summary>Offices have the same seats: each name is kept once.</summary>
    private ServedPost Intern(ServedPost post)
    {
        if (!seats.TryGetValue(post.Seat, out var seat))
            seats[post.Seat] = seat = post.Seat;
        return post with { Seat = seat };
    }
}

/// <summary>An office on the way through a subtree.</summary>
/// <param name="Office">Null where it had not received the directive.</param>
/// <param name="Above">The office that passed the directive on to it; null at the root of the walk.</param>
/// <param name="Depth">How far below the directive's jurisdiction.</param>
/// <param name="Offices">Departments that the directive was known to go to there, where it had not been received.</param>
internal readonly record struct OfficeVisit(string Department, FoldedOffice? Office, FoldedOffice? Above, int Depth, int Offices)
{
    /// <summary>The counts of the office itself; where it had not received the directive, of those behind it.</summary>
    public Tally Own => Office?.Own() ?? new Tally { Offices = Offices };
}
