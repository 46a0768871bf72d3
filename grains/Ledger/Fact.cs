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
[JsonDerivedType(typeof(DeadlinePassed), nameof(DeadlinePassed))]
[JsonDerivedType(typeof(Received), nameof(Received))]
[JsonDerivedType(typeof(RosterServed), nameof(RosterServed))]
[JsonDerivedType(typeof(ComplianceReported), nameof(ComplianceReported))]
[JsonDerivedType(typeof(Opened), nameof(Opened))]
[JsonDerivedType(typeof(Acknowledged), nameof(Acknowledged))]
[JsonDerivedType(typeof(Declined), nameof(Declined))]
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
}

public sealed record DeadlinePassed(DeadlineKind Deadline, DateTimeOffset Due) : Fact;

/// <summary>An office received a directive and diarised it.</summary>
public sealed record Received(int Version, int Serial, int Year, ImmutableArray<string> PassedTo) : Fact;

/// <summary>An office served a directive on posts of its roster, vacant ones too.</summary>
public sealed record RosterServed(int Version, ImmutableArray<ServedPost> Posts) : Fact;

/// <param name="Sequence">Counts the reports of this office under this directive.</param>
public sealed record ComplianceReported(
    int Sequence, int Version, string By, string Statement, string? EvidenceText, string? EvidenceSha256, string OperationId) : Fact;

/// <summary>An act of the person in a post.</summary>
/// <param name="Sequence">Counts the acts of this post under this directive.</param>
public abstract record OfficerFact(int Sequence, int Version, string By, LocalText Name, string OperationId) : Fact
{
    /// <summary>The system that handed it in; null where the person called himself.</summary>
    public string? Via { get; init; }

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
    [JsonIgnore] public override Standing Standing => Standing.Acknowledged;
}

public sealed record Declined(int Sequence, int Version, string By, LocalText Name, string Reason, string OperationId)
    : OfficerFact(Sequence, Version, By, Name, OperationId)
{
    [JsonIgnore] public override Standing Standing => Standing.Declined;
}
