namespace Directives.Grains;

/// <summary>The form of an order.</summary>
[GenerateSerializer, Alias("Instrument")]
public enum Instrument
{
    Letter = 1,
    Memorandum = 2,
    OfficeMemorandum = 3,
    DemiOfficialLetter = 4,
    UnOfficialNote = 5,
    Endorsement = 6,
    Notification = 7,
    OfficeOrder = 8,
    Circular = 9,
}

[GenerateSerializer, Alias("Precedence")]
public enum Precedence
{
    Routine = 1,
    Priority = 2,
    Immediate = 3,
}

[GenerateSerializer, Alias("Classification")]
public enum Classification
{
    Unclassified = 1,
    Restricted = 2,
    Confidential = 3,
    Secret = 4,
}

[GenerateSerializer, Alias("ObligationOwner")]
public enum ObligationOwner
{
    Post = 1,
    Department = 2,
}

/// <summary>Whether a directive is in force, or by what it was taken out of force.</summary>
[GenerateSerializer, Alias("DirectiveStatus")]
public enum DirectiveStatus
{
    InForce = 1,
    Superseded = 2,
    Rescinded = 3,
}

/// <summary>The decision that a directive rests on.</summary>
[GenerateSerializer, Immutable, Alias("Provenance")]
public sealed record Provenance(
    [property: Id(0)] LocalText Body,
    [property: Id(1)] DateOnly Date,
    [property: Id(2)] string? Minute);

/// <summary>What a post or a department owes under a directive.</summary>
[GenerateSerializer, Immutable, Alias("Obligation")]
public sealed record Obligation(
    [property: Id(0)] string Id,
    [property: Id(1)] ObligationOwner OwedBy,
    [property: Id(2)] LocalText Text);

/// <summary>Filters on posts. Every filter that is given must match; one that is empty matches every post.</summary>
/// <param name="Within">Subtrees: the post's department or one above it.</param>
/// <param name="BpsFrom">0 for any.</param>
/// <param name="BpsTo">0 for any.</param>
[GenerateSerializer, Immutable, Alias("PostFilter")]
public sealed record PostFilter(
    [property: Id(0)] ImmutableArray<string> Within,
    [property: Id(1)] ImmutableArray<string> Departments,
    [property: Id(2)] ImmutableArray<string> Cadres,
    [property: Id(3)] ImmutableArray<string> ServiceGroups,
    [property: Id(4)] int BpsFrom,
    [property: Id(5)] int BpsTo,
    [property: Id(6)] ImmutableArray<string> Posts);

/// <summary>A filter and what the posts that it finds are addressed for.</summary>
[GenerateSerializer, Immutable, Alias("AudienceClause")]
public sealed record AudienceClause([property: Id(0)] AddresseeKind Addressee, [property: Id(1)] PostFilter Filter);

/// <summary>
/// The rule that says which posts a directive is for: those that match any clause and no exclusion; action goes
/// before information.
/// </summary>
[GenerateSerializer, Immutable, Alias("AudienceRule")]
public sealed record AudienceRule(
    [property: Id(0)] ImmutableArray<AudienceClause> Clauses,
    [property: Id(1)] ImmutableArray<PostFilter> Exclusions);

/// <summary>
/// Deadlines, each to the end of its day in Pakistan and in one form: calendar days after issue (0 where there are none), or
/// another.
/// </summary>
[GenerateSerializer, Immutable, Alias("DeadlineDays")]
public sealed record DeadlineDays([property: Id(0)] int Acknowledge, [property: Id(1)] int Comply)
{
    /// <summary>By when offices are to receive it; null where there is no such deadline.</summary>
    [Id(2)] public Deadline? ReceiveBy { get; init; }

    [Id(3)] public Deadline? AcknowledgeBy { get; init; }

    [Id(4)] public Deadline? ComplyBy { get; init; }
}

/// <summary>A directive as its issuer writes it.</summary>
[GenerateSerializer, Immutable, Alias("DirectiveDraft")]
public sealed record DirectiveDraft
{
    [Id(0)] public required string Number { get; init; }
    [Id(1)] public required Instrument Instrument { get; init; }
    [Id(2)] public required LocalText Title { get; init; }
    /// <summary>The department that issues it.</summary>
    [Id(3)] public required string Issuer { get; init; }
    /// <summary>The department at the root of the subtree that it goes down.</summary>
    [Id(4)] public required string Jurisdiction { get; init; }
    [Id(5)] public required Provenance Provenance { get; init; }
    [Id(6)] public required ImmutableArray<LocalText> LegalBasis { get; init; }
    /// <summary>Null where none is stated. Not required, because what is null is not stored.</summary>
    [Id(7)] public LocalText? Consequence { get; init; }
    [Id(8)] public required Precedence Precedence { get; init; }
    [Id(9)] public required Classification Classification { get; init; }
    /// <summary>The date on the instrument.</summary>
    [Id(10)] public required DateOnly Dated { get; init; }
    [Id(11)] public required DateOnly EffectiveOn { get; init; }
    [Id(12)] public required ImmutableArray<Obligation> Obligations { get; init; }
    [Id(13)] public required AudienceRule Audience { get; init; }
    [Id(14)] public required DeadlineDays Deadlines { get; init; }
    /// <summary>Markdown.</summary>
    [Id(15)] public required LocalText Text { get; init; }
    /// <summary>Null where every text is in both languages.</summary>
    [Id(20)] public LanguageWaiver? Waiver { get; init; }
    /// <summary>Null where it rests on no decision that is recorded and does nothing to another directive.</summary>
    [Id(21)] public Lineage? Lineage { get; init; }
    /// <summary>Null for what is usual for its precedence.</summary>
    [Id(16)] public ReminderPolicy? Reminders { get; init; }
    /// <summary>What is owed anew in each period; null for nothing.</summary>
    [Id(22)] public ImmutableArray<RecurringDuty>? Duties { get; init; }
}

/// <summary>A language that a directive's texts may leave out, and why.</summary>
/// <param name="Language">en or ur.</param>
[GenerateSerializer, Immutable, Alias("LanguageWaiver")]
public sealed record LanguageWaiver([property: Id(0)] string Language, [property: Id(1)] string Reason);

/// <summary>A directive that has been issued.</summary>
/// <remarks>A deadline in working days after service is given here as for an office that was served when it was issued.</remarks>
/// <param name="TextDigest">SHA-256 of the version's text in both languages, lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("IssuedDirective")]
public sealed record IssuedDirective(
    [property: Id(0)] DirectiveDraft Draft,
    [property: Id(1)] int Version,
    [property: Id(2)] DateTimeOffset IssuedAt,
    [property: Id(3)] string IssuedBy,
    [property: Id(4)] DateTimeOffset? AcknowledgeBy,
    [property: Id(5)] DateTimeOffset? ComplyBy,
    [property: Id(6)] string TextDigest)
{
    /// <summary>The outward number of the issuing office: <c>5/2026</c>. Null for one that was issued before there were any.</summary>
    [Id(7)] public string? Dispatch { get; init; }

    /// <summary>Null where it was issued in one step.</summary>
    [Id(8)] public string? DraftedBy { get; init; }

    /// <summary>Null where it was issued in one step.</summary>
    [Id(9)] public string? ApprovedBy { get; init; }

    [Id(12)] public DateTimeOffset? ReceiveBy { get; init; }

    /// <summary>Of what this is a period; null for a directive.</summary>
    [Id(20)] public PeriodOf? Period { get; init; }

    public DateTimeOffset? DeadlineOf(DeadlineKind kind) => kind switch
    {
        DeadlineKind.Receive => ReceiveBy,
        DeadlineKind.Acknowledge => AcknowledgeBy,
        _ => ComplyBy,
    };

    /// <summary>Whether a deadline ends on the same day for every office, whenever it was served.</summary>
    public bool IsSameForAll(DeadlineKind kind) => (kind switch
    {
        DeadlineKind.Acknowledge => Draft.Deadlines.AcknowledgeBy,
        DeadlineKind.Comply => Draft.Deadlines.ComplyBy,
        _ => null,
    }) is not { WorkingDays: > 0 };
}

/// <summary>What travels down the hierarchy: everything that an office needs to receive and serve a directive.</summary>
/// <param name="Reach">
/// Where it goes below the jurisdiction: it is passed towards and into each of these places, and nowhere else.
/// </param>
/// <param name="Revision">Counts from 1 whatever changes the directive and goes down: an office follows the highest.</param>
[GenerateSerializer, Immutable, Alias("DirectiveOrder")]
public sealed record DirectiveOrder(
    [property: Id(0)] string Number,
    [property: Id(1)] int Version,
    [property: Id(2)] LocalText Title,
    [property: Id(3)] AudienceRule Audience,
    [property: Id(4)] ImmutableArray<ReachTarget> Reach,
    [property: Id(5)] DateTimeOffset? AcknowledgeBy,
    [property: Id(6)] DateTimeOffset? ComplyBy,
    [property: Id(7)] string Jurisdiction,
    [property: Id(8)] int Revision = 1,
    [property: Id(9)] DirectiveStatus Status = DirectiveStatus.InForce)
{
    /// <summary>Null for one that nobody is chased about: its deadlines are those that it names.</summary>
    [Id(10)] public OrderTerms? Terms { get; init; }

    /// <summary>
    /// It is served on no post: each office with a post that is addressed for action owes an attestation, which is its report.
    /// </summary>
    [Id(20)] public bool Attest { get; init; }

    /// <summary>
    /// All endorsements that the department has which passes it on. Null where that is not told, which is not the same as none:
    /// then those stay that were told before.
    /// </summary>
    [Id(11)] public EndorsementsAbove? Endorsements { get; init; }
}

/// <param name="Path">Department ids from the root to the target.</param>
/// <param name="Subtree">The whole subtree below it, or the one department only.</param>
[GenerateSerializer, Immutable, Alias("ReachTarget")]
public sealed record ReachTarget([property: Id(0)] ImmutableArray<string> Path, [property: Id(1)] bool Subtree);
