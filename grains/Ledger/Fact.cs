using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>
/// Something that happened, recorded once and never changed. A grain's state carries the facts that changing it
/// produced; the storage writes both in one transaction.
/// </summary>
/// <remarks>
/// Stored as JSON without the members of this base, which are columns of their own. The names of kinds and members are
/// part of the stored format: add members, never rename or remove them.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RegistryImported), nameof(RegistryImported))]
[JsonDerivedType(typeof(CalendarImported), nameof(CalendarImported))]
[JsonDerivedType(typeof(Established), nameof(Established))]
[JsonDerivedType(typeof(Drafted), nameof(Drafted))]
[JsonDerivedType(typeof(Approved), nameof(Approved))]
[JsonDerivedType(typeof(Issued), nameof(Issued))]
[JsonDerivedType(typeof(Abolished), nameof(Abolished))]
[JsonDerivedType(typeof(Rerouted), nameof(Rerouted))]
[JsonDerivedType(typeof(Amended), nameof(Amended))]
[JsonDerivedType(typeof(Superseded), nameof(Superseded))]
[JsonDerivedType(typeof(Rescinded), nameof(Rescinded))]
[JsonDerivedType(typeof(Reiterated), nameof(Reiterated))]
[JsonDerivedType(typeof(DecisionRecorded), nameof(DecisionRecorded))]
[JsonDerivedType(typeof(PeriodOpened), nameof(PeriodOpened))]
[JsonDerivedType(typeof(DeadlinePassed), nameof(DeadlinePassed))]
[JsonDerivedType(typeof(Reminded), nameof(Reminded))]
[JsonDerivedType(typeof(Escalated), nameof(Escalated))]
[JsonDerivedType(typeof(Received), nameof(Received))]
[JsonDerivedType(typeof(RosterServed), nameof(RosterServed))]
[JsonDerivedType(typeof(ServedAnew), nameof(ServedAnew))]
[JsonDerivedType(typeof(ObligationsClosed), nameof(ObligationsClosed))]
[JsonDerivedType(typeof(Endorsed), nameof(Endorsed))]
[JsonDerivedType(typeof(EndorsementReceived), nameof(EndorsementReceived))]
[JsonDerivedType(typeof(ChargeAssumed), nameof(ChargeAssumed))]
[JsonDerivedType(typeof(ChargeRelinquished), nameof(ChargeRelinquished))]
[JsonDerivedType(typeof(ActsDelegated), nameof(ActsDelegated))]
[JsonDerivedType(typeof(DelegationEnded), nameof(DelegationEnded))]
[JsonDerivedType(typeof(ComplianceReported), nameof(ComplianceReported))]
[JsonDerivedType(typeof(Opened), nameof(Opened))]
[JsonDerivedType(typeof(Acknowledged), nameof(Acknowledged))]
[JsonDerivedType(typeof(Declined), nameof(Declined))]
[JsonDerivedType(typeof(ClarificationAsked), nameof(ClarificationAsked))]
[JsonDerivedType(typeof(ClarificationAnswered), nameof(ClarificationAnswered))]
[JsonDerivedType(typeof(ExemptionRequested), nameof(ExemptionRequested))]
[JsonDerivedType(typeof(ExemptionGranted), nameof(ExemptionGranted))]
[JsonDerivedType(typeof(ExemptionRefused), nameof(ExemptionRefused))]
[JsonDerivedType(typeof(ExemptionExpired), nameof(ExemptionExpired))]
[JsonDerivedType(typeof(SampleDrawn), nameof(SampleDrawn))]
[JsonDerivedType(typeof(VerifierAssigned), nameof(VerifierAssigned))]
[JsonDerivedType(typeof(Verified), nameof(Verified))]
public abstract record Fact
{
    /// <summary>The number of the directive that it belongs to; null for facts of the registry.</summary>
    [JsonIgnore] public string? Directive { get; init; }

    /// <summary>When it was recorded, to the microsecond.</summary>
    [JsonIgnore] public DateTimeOffset At { get; init; }

    /// <summary>Its name in the ledger and in the API.</summary>
    [JsonIgnore] public string Kind => GetType().Name;
}

/// <summary>An organogram was committed; its parts are established from here on.</summary>
public sealed record RegistryImported(long Version, int Parts, int Departments, int Posts, string By, string Digest, string OperationId) : Fact;

/// <summary>Years of the calendar were replaced.</summary>
/// <param name="Holidays">Public holidays of these years.</param>
public sealed record CalendarImported(int Version, ImmutableArray<int> Years, int Holidays, string By, string Digest, string OperationId) : Fact;

/// <summary>A department took its place in a version of the organogram.</summary>
public sealed record Established(long RegistryVersion, int Posts, int Vacant) : Fact;

/// <summary>A department was left out of a version of the organogram: it has no posts any more.</summary>
public sealed record Abolished(long RegistryVersion) : Fact;

/// <summary>The places that a directive names stand elsewhere in a version of the organogram, or are in it no more.</summary>
public sealed record Rerouted(long RegistryVersion) : Fact;

/// <summary>A draft was written, or written again.</summary>
/// <param name="Edition">Counts how often, from 1.</param>
/// <param name="DraftDigest">SHA-256 of the whole draft as it is stored, lower-case hex.</param>
public sealed record Drafted(int Edition, LocalText Title, string Issuer, string By, string DraftDigest, string OperationId) : Fact;

/// <summary>A draft was approved, by another person than its drafter.</summary>
public sealed record Approved(int Edition, string By, string DraftDigest, string OperationId) : Fact;

public sealed record Issued(int Version, LocalText Title, string Issuer, string Jurisdiction, string By, string TextDigest, string OperationId) : Fact
{
    /// <summary>The outward number of the issuing office.</summary>
    public string? Dispatch { get; init; }

    /// <summary>Who approved the draft; null where it was issued in one step.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Of what it is a period; null for a directive. A period has no operation: it is opened by the clock.</summary>
    public PeriodOf? Period { get; init; }
}

/// <summary>A period of a recurring duty has begun; the order for it has a number of its own.</summary>
/// <param name="Period">Its name: <c>2026-03</c>, <c>2026-Q1</c> or <c>2026-W09</c>.</param>
/// <param name="Version">Of the directive, by which it goes.</param>
public sealed record PeriodOpened(string Duty, string Period, DateOnly FirstDay, DateOnly LastDay, DateTimeOffset AttestBy, int Version) : Fact;

/// <summary>A directive has a new version, which goes down the hierarchy and is served on every addressed post.</summary>
/// <param name="Reason">What was amended and why, as the issuer puts it.</param>
public sealed record Amended(int Version, int Revision, LocalText Title, string By, string Reason, string TextDigest, string OperationId) : Fact
{
    /// <summary>The members of the draft that are others than before, by their names in the API, with commas between them.</summary>
    public string? Changed { get; init; }

    /// <summary>The outward number of the issuing office.</summary>
    public string? Dispatch { get; init; }

    /// <summary>Who approved the draft; null where it was amended in one step.</summary>
    public string? ApprovedBy { get; init; }
}

/// <summary>Another directive has taken its place.</summary>
/// <param name="Successor">Its number.</param>
public sealed record Superseded(int Revision, string Successor, string By, string OperationId) : Fact;

/// <summary>A directive was cancelled.</summary>
/// <param name="Instrument">By what: the number of a directive or of a letter.</param>
public sealed record Rescinded(int Revision, string Reason, string Instrument, string By, string OperationId) : Fact;

/// <summary>A directive was repeated and stays in force as it is.</summary>
/// <param name="Count">Counts how often.</param>
/// <param name="Instrument">The directive that repeated it; null where it was repeated by itself.</param>
public sealed record Reiterated(int Count, string? Instrument, string? Note, string By, string OperationId) : Fact;

/// <summary>A decision was recorded, which directives can rest on.</summary>
public sealed record DecisionRecorded(
    LocalText Body, LocalText Meeting, DateOnly Date, string? Minute, string By, string TextDigest, string OperationId) : Fact;

/// <summary>A deadline has passed: of a directive, or of an office in which something was owed then.</summary>
public sealed record DeadlinePassed(DeadlineKind Deadline, DateTimeOffset Due) : Fact;

/// <summary>An office has reminded those who owe something.</summary>
/// <param name="Due">When it was due to; the fact has the time at which it did.</param>
/// <param name="Seats">Its posts that have not answered; none where it is the office that has not reported.</param>
/// <param name="To">The seat that is reminded for the office, or for those of its posts that are vacant; null where there is none of either.</param>
public sealed record Reminded(DeadlineKind Deadline, DateTimeOffset Due, ImmutableArray<string> Seats, string? To) : Fact;

/// <summary>Somebody above was told of what is owed after a deadline.</summary>
/// <param name="Level">Head, Department or Issuer.</param>
/// <param name="Due">When it was due; the fact has the time at which it took place.</param>
/// <param name="To">The post that was told; null where there is nobody.</param>
/// <param name="Posts">How many had not answered.</param>
/// <param name="Offices">How many had not reported, or not received it.</param>
/// <param name="Seats">Of the office itself, where its head was told.</param>
public sealed record Escalated(
    StepKind Level, DeadlineKind Deadline, DateTimeOffset Due, string? To, int Posts, int Offices, ImmutableArray<string> Seats) : Fact;

/// <summary>An office received a directive, or a new version of it, and diarised it.</summary>
public sealed record Received(int Version, int Serial, int Year, ImmutableArray<string> PassedTo) : Fact
{
    /// <summary>Departments below that an older version went to and this one does not: they are told of it. Null for none.</summary>
    public ImmutableArray<string>? AlsoTold { get; init; }

    /// <summary>
    /// For each of <see cref="PassedTo"/>, departments of its subtree that the directive was known to go to; null in facts of
    /// before it was recorded.
    /// </summary>
    public ImmutableArray<int>? Offices { get; init; }

    /// <summary>The office owes an attestation, though it is served on none of its posts.</summary>
    public bool Attests { get; init; }

    /// <summary>There are, or no longer are, endorsements to go with it, which those are told that it is passed to; null otherwise.</summary>
    public bool? Endorsed { get; init; }
}

/// <summary>An office served a directive on posts of its roster, vacant ones too.</summary>
public sealed record RosterServed(int Version, ImmutableArray<ServedPost> Posts) : Fact;

/// <summary>
/// An office served a directive that it has served before on some of its posts: on a successor, or because its roster or its
/// place in the hierarchy is another one.
/// </summary>
/// <param name="Removed">Seats that the directive is no longer served on.</param>
/// <param name="PassedTo">The departments below that it goes to from here on; null where they are as before.</param>
public sealed record ServedAnew(
    int Version, ImmutableArray<ServedPost> Posts, ImmutableArray<string> Removed, ImmutableArray<string>? PassedTo) : Fact
{
    /// <summary>As in <see cref="Received.Offices"/>.</summary>
    public ImmutableArray<int>? Offices { get; init; }

    /// <summary>Whether the office owes an attestation from here on; null where that is as before.</summary>
    public bool? Attests { get; init; }

    /// <summary>As in <see cref="Received.Endorsed"/>.</summary>
    public bool? Endorsed { get; init; }
}

/// <summary>A department endorsed a directive downward, with its own covering instructions.</summary>
/// <param name="Number">Counts its endorsements of the directive, from 1.</param>
/// <param name="AcknowledgeBy">As in <see cref="Endorsement.AcknowledgeBy"/>.</param>
/// <param name="ComplyBy">The same for compliance.</param>
/// <param name="PassedTo">The departments below that are told of it.</param>
public sealed record Endorsed(
    int Number, int Version, string By, LocalText Instructions, DateTimeOffset? AcknowledgeBy, DateTimeOffset? ComplyBy,
    ImmutableArray<string> PassedTo, string OperationId) : Fact;

/// <summary>An office has the version in its diary under other endorsements than before.</summary>
/// <param name="Endorsements">All of them, its own too, the topmost first.</param>
/// <param name="PassedTo">The departments below that are told of it; none where they are told with the order itself.</param>
public sealed record EndorsementReceived(int Version, ImmutableArray<Endorsement> Endorsements, ImmutableArray<string> PassedTo) : Fact
{
    /// <summary>Deadlines that had passed and have not by these endorsements; null for none.</summary>
    public ImmutableArray<DeadlineKind>? Reopened { get; init; }
}

/// <summary>A directive went out of force and an office closed what was open under it.</summary>
/// <param name="PassedTo">The departments below that are to close it too.</param>
public sealed record ObligationsClosed(int Version, DirectiveStatus Status, ImmutableArray<string> PassedTo) : Fact;

/// <summary>A person took charge of a post.</summary>
/// <param name="Number">Numbers the charges assumed in the department.</param>
/// <param name="On">From which day; the fact has the time at which it was recorded.</param>
/// <param name="Until">The last day of a charge that was given for a time.</param>
/// <param name="By">Who recorded it; empty where an import of the organogram brought it about.</param>
/// <param name="OperationId">Empty where nobody asked for it.</param>
public sealed record ChargeAssumed(
    string Seat, int Number, string Person, LocalText Name, ChargeKind Charge, DateOnly On, DateOnly? Until, string By, string OperationId) : Fact;

/// <summary>A person gave up charge of a post, or the time for which it was given is over.</summary>
/// <param name="Number">Of the charge that ended.</param>
/// <param name="On">His last day.</param>
public sealed record ChargeRelinquished(string Seat, int Number, string Person, LocalText Name, DateOnly On, string By, string OperationId) : Fact;

/// <summary>The holder of a post has another person act for him for a time.</summary>
/// <param name="Holder">Who holds charge of the post.</param>
public sealed record ActsDelegated(
    string Seat, string Holder, string Person, LocalText Name, DateTimeOffset Until, string By, string OperationId) : Fact;

public sealed record DelegationEnded(string Seat, string Holder, string Person, string By, string OperationId) : Fact;

/// <param name="Sequence">Counts the reports of this office under this directive.</param>
public sealed record ComplianceReported(
    int Sequence, int Version, string By, string Statement, string? EvidenceText, string? EvidenceSha256, string OperationId) : Fact
{
    /// <summary>Where the evidence is found: a file number, an address.</summary>
    public string? Reference { get; init; }

    /// <summary>Null where it reports the directive wholly in force.</summary>
    public PartialCompliance? Partial { get; init; }
}

/// <summary>An act of the person in a post.</summary>
/// <param name="Sequence">Counts the acts of this post under this directive.</param>
public abstract record OfficerFact(int Sequence, int Version, string By, LocalText Name, string OperationId) : Fact
{
    /// <summary>The system that handed it in; null where the person called himself.</summary>
    public string? Via { get; init; }

    /// <summary>The holder of the post, where another person acted for him.</summary>
    public string? For { get; init; }

    /// <summary>The charge of the post under which the person acted: <see cref="ServedPost.Incumbency"/>.</summary>
    public int Incumbency { get; init; }

    /// <summary>How far the post has come after it.</summary>
    [JsonIgnore] public abstract Standing Standing { get; }
}

public sealed record Opened(int Sequence, int Version, string By, LocalText Name, string OperationId)
    : OfficerFact(Sequence, Version, By, Name, OperationId)
{
    [JsonIgnore] public override Standing Standing => Standing.Opened;
}

public sealed record Acknowledged(int Sequence, int Version, string By, LocalText Name, string OperationId)
    : OfficerFact(Sequence, Version, By, Name, OperationId)
{
    /// <summary>Where it was given on paper and entered by the office; null where the officer acted here himself.</summary>
    public PaperEntry? Paper { get; init; }

    [JsonIgnore] public override Standing Standing => Standing.Acknowledged;
}

public sealed record Declined(int Sequence, int Version, string By, LocalText Name, string Reason, string OperationId)
    : OfficerFact(Sequence, Version, By, Name, OperationId)
{
    [JsonIgnore] public override Standing Standing => Standing.Declined;
}
