namespace Directives.Grains;

/// <summary>One department: its place, its roster, its diary, and what its posts have done. Key: department id.</summary>
/// <remarks>It never awaits its parent, nor an officer, so both may await it.</remarks>
[Alias("IDepartmentGrain")]
public interface IDepartmentGrain : IGrainWithStringKey
{
    /// <summary>Takes its place in a new version of the organogram; an older version or the same changes nothing.</summary>
    /// <returns>
    /// Whether its place or its posts are others in that version: then every directive in force that reaches it is to be
    /// received again.
    /// </returns>
    [Alias("Establish")]
    Task<bool> Establish(DepartmentPlace place);

    /// <returns>Null where no such department has been established.</returns>
    [Alias("GetPlace"), ReadOnly]
    Task<DepartmentPlace?> GetPlace();

    /// <summary>
    /// Receives a directive: diarises it, serves the posts of its roster that the audience names, and says to which
    /// departments it passes it on; all in one write. One that was received before is followed as it stands now: a new
    /// version is served anew, one that went out of force is closed, and a roster that has changed is served as it is.
    /// Where there is nothing new, nothing is written.
    /// </summary>
    /// <exception cref="RefusedException">
    /// NotFound; NotAllowedNow: NOT_ADDRESSED where it does not go here, NOT_IN_FORCE where it went out of force before it came.
    /// </exception>
    [Alias("Receive")]
    Task<Receipt> Receive(DirectiveOrder order, CancellationToken cancellation);

    /// <summary>The diary entry of one directive. Null where it was not received.</summary>
    [Alias("GetDiaryEntry"), ReadOnly]
    Task<DiaryEntry?> GetDiaryEntry(string directive);

    /// <summary>The diary, the newest first.</summary>
    /// <param name="before">Entries with a lower serial only; 0 for the newest.</param>
    [Alias("ListDiary"), ReadOnly]
    Task<ImmutableArray<DiaryLine>> ListDiary(int before, int count);

    /// <summary>A post of the roster and how a directive was served on it, for the officer's own grain.</summary>
    /// <exception cref="RefusedException">NotFound for an unknown department or seat.</exception>
    [Alias("GetService"), ReadOnly]
    Task<PostService> GetService(string seat, string directive);

    /// <summary>
    /// Records that a person takes charge of a vacant post, and serves on it anew whatever is in force; all in one write.
    /// </summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; NotAllowedNow (OCCUPIED, TOO_EARLY); OperationIdReused.
    /// </exception>
    [Alias("AssumeCharge")]
    Task<Incumbency> AssumeCharge(AssumeCommand command, CancellationToken cancellation);

    /// <summary>Records that a person gives up charge of a post, which is vacant from then on; his answers stand.</summary>
    /// <exception cref="RefusedException">InvalidArgument; NotFound; NotAllowedNow (NOT_INCUMBENT); OperationIdReused.</exception>
    [Alias("RelinquishCharge")]
    Task<Incumbency> RelinquishCharge(RelinquishCommand command, CancellationToken cancellation);

    /// <summary>Has another person act for the holder of a post for a time, in the place of whoever did before.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; NotAllowedNow (VACANT); PermissionDenied (DELEGATE) for whom acts were delegated to himself;
    /// OperationIdReused.
    /// </exception>
    [Alias("DelegateActs")]
    Task<Delegation> DelegateActs(DelegateCommand command, CancellationToken cancellation);

    /// <summary>Ends it before its time. Where nobody acts for the holder, nothing changes.</summary>
    [Alias("EndDelegation")]
    Task EndDelegation(string operationId, string seat, string by, CancellationToken cancellation);

    /// <summary>Who has held a post since it came into the organogram, the latest last.</summary>
    /// <exception cref="RefusedException">NotFound.</exception>
    [Alias("ListIncumbencies"), ReadOnly]
    Task<ImmutableArray<Incumbency>> ListIncumbencies(string seat);

    /// <summary>Called by the relay when something of the department falls due.</summary>
    [Alias("PassDue")]
    Task PassDue(string what, DateTimeOffset due);

    /// <summary>Called by the relay when a step about a deadline falls due: takes every step that is due, each once.</summary>
    /// <param name="order">The directive's, as it stands.</param>
    /// <returns>For when the next step was put on the list; null where none was.</returns>
    [Alias("PassStep")]
    Task<DateTimeOffset?> PassStep(DirectiveOrder order);

    /// <summary>
    /// Follows exemptions that began or ended, of its posts and of its own: of two of a seat the one with the higher sequence
    /// counts.
    /// </summary>
    /// <returns>Its tally after them; null where it has not received the directive.</returns>
    [Alias("Exempt")]
    Task<TallyReport?> Exempt(string directive, [Immutable] ImmutableArray<SeatExemption> exemptions);

    /// <summary>
    /// Enters acts of its posts and its own reports in the register, in memory, and returns its tally after them.
    /// </summary>
    /// <remarks>Of two acts of a post the one with the higher sequence counts; repeats change nothing.</remarks>
    [Alias("Register")]
    Task<Entered> Register(string directive, [Immutable] ImmutableArray<RegisteredAct> acts);

    /// <summary>
    /// Enters tallies of its children, in memory, and returns its own after them. Null where it has not received the directive
    /// itself: a child took delivery before it, and its tally comes up when the directive comes down.
    /// </summary>
    [Alias("Gather")]
    Task<Entered?> Gather(string directive, [Immutable] ImmutableArray<TallyReport> children);

    /// <summary>
    /// Stores what was entered in the register of a directive and is in memory only; meanwhile others are answered, and
    /// more may be entered.
    /// </summary>
    /// <param name="activation">The one that entered it.</param>
    /// <returns>False where that one has ended: what it had not stored must be entered again.</returns>
    [Alias("StoreRegister"), AlwaysInterleave]
    Task<bool> StoreRegister(string directive, Guid activation);

    /// <summary>Its tally as it stands. Null where it has not received the directive.</summary>
    [Alias("GetTally"), ReadOnly]
    Task<TallyReport?> GetTally(string directive);

    /// <summary>Reports that the directive is in force here, with evidence.</summary>
    /// <exception cref="RefusedException">NotAllowedNow (NOT_RECEIVED, NOTHING_OWED); OperationIdReused.</exception>
    [Alias("Comply")]
    Task<ComplianceReport> Comply(ComplyCommand command, CancellationToken cancellation);

    /// <summary>The counts of its subtree, its own and each child's. Null where it has not received the directive.</summary>
    [Alias("GetCompliance"), ReadOnly]
    Task<DepartmentCompliance?> GetCompliance(string directive);

    /// <summary>Every post served here and how far it has come, in the order of the roster.</summary>
    [Alias("ListStandings"), ReadOnly]
    Task<ImmutableArray<PostStanding>> ListStandings(string directive);

    /// <summary>
    /// Endorses one version of a directive downward, with covering instructions and tighter deadlines: for its own roster and
    /// for every department below that the directive goes to. The order itself stays as it is.
    /// </summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotAllowedNow (NOT_RECEIVED, NOT_IN_FORCE, OTHER_VERSION, NOTHING_BELOW, TOO_MANY, LOOSER);
    /// OperationIdReused.
    /// </exception>
    [Alias("Endorse")]
    Task<GivenEndorsement> Endorse(EndorseCommand command, CancellationToken cancellation);

    /// <summary>What it has endorsed of a directive, of all versions, the oldest first.</summary>
    [Alias("ListEndorsements"), ReadOnly]
    Task<ImmutableArray<GivenEndorsement>> ListEndorsements(string directive);

    /// <summary>The endorsements that it passes a directive on with. Null where it has not received the directive.</summary>
    [Alias("GetEndorsements"), ReadOnly]
    Task<EndorsementsAbove?> GetEndorsements(string directive);

    [Alias("GetOutcome"), ReadOnly]
    Task<OperationOutcome?> GetOutcome(string directive, string operationId);
}

/// <param name="Entry">Null where the department has not received the directive.</param>
/// <param name="Served">Null where it was not served on this post.</param>
/// <param name="PlaceVersion">Of the department when this was told: <see cref="DepartmentPlace.Version"/>.</param>
[GenerateSerializer, Immutable, Alias("PostService")]
public sealed record PostService(
    [property: Id(0)] RosterPost Post,
    [property: Id(1)] DiaryEntry? Entry,
    [property: Id(2)] ServedPost? Served,
    [property: Id(3)] long PlaceVersion = 0);

/// <summary>An exemption of a post, or with an empty seat of what the office itself owes, that began or ended.</summary>
/// <param name="Sequence">Counts them by seat, from 1.</param>
[GenerateSerializer, Immutable, Alias("SeatExemption")]
public sealed record SeatExemption(
    [property: Id(0)] string Seat,
    [property: Id(1)] int Sequence,
    [property: Id(2)] bool InForce);

/// <summary>An act of a post (or, with an empty seat, the office's own compliance report), as the relay hands it over.</summary>
/// <param name="Sequence">Counts up with each act of this post under this directive.</param>
/// <param name="Standing">How far the post has come after it.</param>
/// <param name="Version">Of the directive that it answers.</param>
/// <param name="Incumbency">The charge under which the person acted.</param>
/// <param name="Percent">Of a report, how much is in force where it is not the whole: 1 to 99; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("RegisteredAct")]
public sealed record RegisteredAct(
    [property: Id(0)] string Seat,
    [property: Id(1)] int Sequence,
    [property: Id(2)] Standing Standing,
    [property: Id(3)] int Version,
    [property: Id(4)] int Incumbency = 0,
    [property: Id(5)] int? Percent = null) : INumbered
{
    /// <summary>The seat that stands for the office itself: its act is its compliance report.</summary>
    public const string Office = "";

    string INumbered.Key => Seat;

    long INumbered.Sequence => Sequence;
}

/// <param name="Activation">Which activation of the department has it in memory.</param>
[GenerateSerializer, Immutable, Alias("Entered")]
public sealed record Entered([property: Id(0)] TallyReport Tally, [property: Id(1)] Guid Activation);

/// <param name="Exempted">For the time being.</param>
[GenerateSerializer, Immutable, Alias("PostStanding")]
public sealed record PostStanding(
    [property: Id(0)] RosterPost Post,
    [property: Id(1)] ServedPost Served,
    [property: Id(2)] Standing Standing,
    [property: Id(3)] bool Exempted = false);

/// <param name="EvidenceSha256">Of a document kept elsewhere, lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("ComplyCommand")]
public sealed record ComplyCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Directive,
    [property: Id(2)] string By,
    [property: Id(3)] string Statement,
    [property: Id(4)] string? EvidenceText,
    [property: Id(5)] string? EvidenceSha256)
{
    /// <summary>Where the evidence is found: a file number, an address.</summary>
    [Id(6)] public string? Reference { get; init; }

    /// <summary>How much is in force, where it is not the whole; null otherwise.</summary>
    [Id(7)] public PartialCompliance? Partial { get; init; }
}

/// <summary>What is in force of a directive that is not wholly so.</summary>
/// <param name="Percent">1 to 99.</param>
/// <param name="Plan">What is done about the rest.</param>
/// <param name="By">The day by which it is to be wholly in force.</param>
[GenerateSerializer, Immutable, Alias("PartialCompliance")]
public sealed record PartialCompliance(
    [property: Id(0)] int Percent,
    [property: Id(1)] string Plan,
    [property: Id(2)] DateOnly By);

[GenerateSerializer, Immutable, Alias("ComplianceReport")]
public sealed record ComplianceReport(
    [property: Id(0)] string Directive,
    [property: Id(1)] int Version,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string By,
    [property: Id(4)] string Statement,
    [property: Id(5)] string? EvidenceText,
    [property: Id(6)] string? EvidenceSha256,
    [property: Id(7)] string OperationId)
{
    [Id(8)] public string? Reference { get; init; }

    /// <summary>Null where it reports the directive wholly in force.</summary>
    [Id(9)] public PartialCompliance? Partial { get; init; }
}

/// <param name="Total">The whole subtree.</param>
/// <param name="Own">Its own roster only; as an office it counts itself.</param>
[GenerateSerializer, Immutable, Alias("DepartmentCompliance")]
public sealed record DepartmentCompliance(
    [property: Id(0)] DepartmentPlace Place,
    [property: Id(1)] DiaryEntry Entry,
    [property: Id(2)] bool Complied,
    [property: Id(3)] Tally Total,
    [property: Id(4)] Tally Own,
    [property: Id(5)] ImmutableArray<ChildCompliance> Children);

/// <param name="Received">The child has received it: its tally has come up.</param>
[GenerateSerializer, Immutable, Alias("ChildCompliance")]
public sealed record ChildCompliance(
    [property: Id(0)] ChildDepartment Child,
    [property: Id(1)] bool Received,
    [property: Id(2)] bool Complied,
    [property: Id(3)] Tally Tally);
