namespace Directives.Gateway.Reports;

/// <summary>An office under one directive, as its facts up to a moment tell it.</summary>
internal sealed class FoldedOffice(string department)
{
    private static readonly Comparer<FoldedPost> BySeat =
        Comparer<FoldedPost>.Create((one, other) => string.CompareOrdinal(one.Served.Seat, other.Served.Seat));

    /// <summary>In the order of the seats' names.</summary>
    private FoldedPost[] posts = [];

    /// <summary>Posts that are not served any more and have acted: what they did counts again where they are served again.</summary>
    private Dictionary<string, FoldedPost>? formerly;

    /// <summary>By seat, the latest; null while there was none.</summary>
    private Dictionary<string, SeatExemption>? exemptions;

    /// <summary>The latest report: its sequence, the version that it is about, and how much of it is in force where it is not the whole.</summary>
    private (int Sequence, int Version, int? Percent) report;

    private DirectiveStatus? closed;

    /// <summary>It owes an attestation, though it is served on no post.</summary>
    private bool attests;

    /// <summary>Deadlines of the version that passed while something was owed here.</summary>
    private ImmutableArray<DeadlineKind> passed = [];

    public string Department => department;

    /// <summary>Of the version that it has; null until the office has received the directive.</summary>
    public Received? Received { get; private set; }

    /// <summary>Where in the ledger it says to whom it passed the directive on.</summary>
    public long PassedOnAt { get; private set; }

    /// <summary>The departments below that the directive goes to from here.</summary>
    public ImmutableArray<PassedOn> PassedTo { get; private set; } = [];

    /// <summary>It has reported the version that it has wholly in force.</summary>
    public bool Complied => report is { Sequence: > 0, Percent: null } && report.Version == Received?.Version;

    public bool IsClosed => closed is not null;

    /// <summary>A first or a newer version: what is served under it follows.</summary>
    public void Receive(Received received, LedgerPosition position)
    {
        (Received, PassedOnAt, posts, passed) = (received, position.Number, [], []);
        attests = received.Attests;
        PassedTo = Count(received.PassedTo, received.Offices);
    }

    public void Serve(ImmutableArray<ServedPost> served, DateTimeOffset at)
    {
        posts = [.. served.Select(post => new FoldedPost(post, at.UtcTicks))];
        Array.Sort(posts, BySeat);
    }

    /// <summary>Posts are served on a successor, or come or go; the others keep the service that they have.</summary>
    public void ServeAnew(ServedAnew anew, ImmutableArray<ServedPost> served, LedgerPosition position)
    {
        var kept = posts.ToDictionary(post => post.Served.Seat, StringComparer.Ordinal);
        foreach (var seat in anew.Removed)
        {
            if (kept.Remove(seat, out var removed) && removed.HasActed)
                (formerly ??= new(StringComparer.Ordinal))[seat] = removed;
        }

        foreach (var post in served)
        {
            var earlier = kept.GetValueOrDefault(post.Seat, formerly?.GetValueOrDefault(post.Seat) ?? default);
            kept[post.Seat] = earlier with { Served = post, ServedAt = anew.At.UtcTicks };
            formerly?.Remove(post.Seat);
        }

        attests = anew.Attests ?? attests;
        posts = [.. kept.Values];
        Array.Sort(posts, BySeat);
        if (anew.PassedTo is { } passedTo)
            (PassedOnAt, PassedTo) = (position.Number, Count(passedTo, anew.Offices));
    }

    public void Pass(DeadlineKind deadline) => passed = passed.Contains(deadline) ? passed : passed.Add(deadline);

    /// <summary>Deadlines that an endorsement had made tighter have not passed without it.</summary>
    public void Reopen(ImmutableArray<DeadlineKind> deadlines) => passed = passed.RemoveRange(deadlines);

    public void Close(ObligationsClosed fact) => closed = fact.Status;

    public void Act(string seat, OfficerFact act)
    {
        var index = Array.BinarySearch(posts, new FoldedPost(new ServedPost(seat, default, default), 0), BySeat);
        if (index < 0)
            return;
        ref var post = ref posts[index];
        if (post.Sequence < act.Sequence)
        {
            post = post with
            {
                ActedAt = act.At.UtcTicks,
                Sequence = act.Sequence,
                Standing = act.Standing,
                Version = act.Version,
                Incumbency = act.Incumbency,
            };
        }
    }

    public void Report(ComplianceReported fact) => report = (fact.Sequence, fact.Version, fact.Partial?.Percent);

    /// <summary>An exemption of a seat, or with the empty one of the office, began or ended.</summary>
    public void Exempt(string seat, ExemptionFact fact)
    {
        exemptions ??= new(StringComparer.Ordinal);
        if (!exemptions.TryGetValue(seat, out var known) || known.Sequence < fact.Sequence)
            exemptions[seat] = new SeatExemption(seat, fact.Sequence, fact is ExemptionGranted);
    }

    /// <summary>The counts of the office itself, by the same rule by which it counts.</summary>
    public Tally Own() => DepartmentRules.Own(ToEntry(), ToRegister());

    /// <summary>Posts that owe an answer.</summary>
    public IEnumerable<FoldedPost> Unanswered() =>
        IsClosed ? [] : posts.Where(post => post.Served.Addressee is AddresseeKind.Action && StandingOf(post) < Standing.Declined && !IsExempted(post.Served.Seat));

    /// <summary>From service to acknowledgement, of the posts that have acknowledged.</summary>
    public Durations TimesToAcknowledge()
    {
        var taken = new Durations();
        foreach (ref readonly var post in posts.AsSpan())
        {
            if (StandingOf(post) is Standing.Acknowledged)
                taken.Add(post.ServedAt, post.ActedAt);
        }

        return taken;
    }

    private bool IsExempted(string seat) => exemptions is not null && exemptions.TryGetValue(seat, out var exemption) && exemption.InForce;

    /// <summary>An act counts for the version that the office has and the charge that the post was served on.</summary>
    private Standing StandingOf(in FoldedPost post) =>
        post.HasActed && post.Version == Received?.Version && post.Incumbency == post.Served.Incumbency ? post.Standing : Standing.Served;

    private DiaryEntry ToEntry() => new(
        "", Received!.Version, new LocalText("", ""), Received.Serial, Received.Year, Received.At, null,
        [.. posts.Select(post => post.Served)], [], null, null)
    {
        Closed = closed,
        Attests = attests,
        Chase = passed.IsEmpty ? null : new Chase(DateTimeOffset.MinValue, true, passed, []),
        Exemptions = exemptions is null ? null : [.. exemptions.Values],
    };

    private RegisterState ToRegister()
    {
        var acts = ImmutableArray.CreateBuilder<RegisteredAct>();
        foreach (ref readonly var post in posts.AsSpan())
        {
            if (post.HasActed)
                acts.Add(new RegisteredAct(post.Served.Seat, post.Sequence, post.Standing, post.Version, post.Incumbency));
        }

        if (report.Sequence > 0)
            acts.Add(new RegisteredAct(RegisteredAct.Office, report.Sequence, Standing.Acknowledged, report.Version, Percent: report.Percent));
        return DepartmentRules.Register(new RegisterState(), acts.ToImmutable());
    }

    private static ImmutableArray<PassedOn> Count(ImmutableArray<string> passedTo, ImmutableArray<int>? offices) =>
        [.. passedTo.Select((child, i) => new PassedOn(child, offices is { } counts && i < counts.Length ? counts[i] : 1))];
}
