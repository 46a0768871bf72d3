namespace Directives.Grains;

/// <param name="By">The drafter.</param>
/// <param name="Reason">What is amended, and why, where the draft is the next version of a directive in force.</param>
[GenerateSerializer, Immutable, Alias("DraftCommand")]
public sealed record DraftCommand(
    [property: Id(0)] string OperationId, [property: Id(1)] DirectiveDraft Draft, [property: Id(2)] string By, [property: Id(3)] string? Reason = null);

/// <param name="DraftDigest">Of the draft that the approver has read.</param>
/// <param name="By">The approver.</param>
[GenerateSerializer, Immutable, Alias("ApproveCommand")]
public sealed record ApproveCommand(
    [property: Id(0)] string OperationId, [property: Id(1)] string DraftDigest, [property: Id(2)] string By);

/// <param name="By">Who issues it.</param>
[GenerateSerializer, Immutable, Alias("IssueDraftCommand")]
public sealed record IssueDraftCommand([property: Id(0)] string OperationId, [property: Id(1)] string By);

/// <summary>A draft as it stands.</summary>
/// <param name="Edition">Counts how often it was written, from 1.</param>
/// <param name="ApprovedBy">Null until this edition has been approved.</param>
/// <param name="IssuedAt">Null until it has been issued.</param>
[GenerateSerializer, Immutable, Alias("DraftRecord")]
public sealed record DraftRecord(
    [property: Id(0)] DirectiveDraft Draft,
    [property: Id(1)] string Digest,
    [property: Id(2)] int Edition,
    [property: Id(3)] string DraftedBy,
    [property: Id(4)] DateTimeOffset DraftedAt,
    [property: Id(5)] string? ApprovedBy,
    [property: Id(6)] DateTimeOffset? ApprovedAt,
    [property: Id(7)] DateTimeOffset? IssuedAt)
{
    /// <summary>The version that it amends; 0 for a directive that is to be.</summary>
    [Id(8)] public int Amends { get; init; }

    [Id(9)] public string? Reason { get; init; }
}

/// <summary>What issuing a draft now would meet with.</summary>
/// <param name="Violations">What keeps it from being approved and issued.</param>
/// <param name="Warnings">What its author should look at again.</param>
/// <param name="Audience">Null where the draft is wrong in a field, so that nobody can be counted.</param>
/// <param name="Issued">As it would be issued; null in the same case.</param>
[GenerateSerializer, Immutable, Alias("DraftCheck")]
public sealed record DraftCheck(
    [property: Id(0)] string Digest,
    [property: Id(1)] ImmutableArray<FieldViolation> Violations,
    [property: Id(2)] ImmutableArray<FieldViolation> Warnings,
    [property: Id(3)] AudiencePreview? Audience,
    [property: Id(4)] IssuedDirective? Issued);
