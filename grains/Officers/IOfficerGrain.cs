namespace Directives.Grains;

/// <summary>
/// The holder of one sanctioned post. Key: post id. The post owes, the person answers: every command names the person
/// who acts, and is refused (PermissionDenied) unless he holds charge of the post.
/// </summary>
[Alias("IOfficerGrain")]
public interface IOfficerGrain : IGrainWithStringKey
{
    /// <summary>Records that the officer had the directive before him; the first time only.</summary>
    /// <exception cref="RefusedException">NotAllowedNow (NOT_SERVED); PermissionDenied; OperationIdReused.</exception>
    [Alias("Open")]
    Task<OfficerRecord> Open(ActCommand command, CancellationToken cancellation);

    /// <summary>Acknowledges one exact version. Durable when it returns.</summary>
    /// <exception cref="RefusedException">
    /// NotAllowedNow (NOT_SERVED, NOT_OPENED, OTHER_VERSION, ALREADY_ACKNOWLEDGED); PermissionDenied;
    /// OperationIdReused.
    /// </exception>
    [Alias("Acknowledge")]
    Task<OfficerRecord> Acknowledge(ActCommand command, CancellationToken cancellation);

    /// <summary>Enters that the officer acknowledged one exact version on paper. He need not have opened it here.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument for a date before the office received that version, or to come; NotAllowedNow (NOT_SERVED, NOT_INCUMBENT,
    /// OTHER_VERSION, NOT_IN_FORCE, ALREADY_ACKNOWLEDGED); OperationIdReused.
    /// </exception>
    [Alias("AcknowledgeOnPaper")]
    Task<OfficerRecord> AcknowledgeOnPaper(PaperCommand command, CancellationToken cancellation);

    /// <summary>Declines one exact version with a reason. It can still be acknowledged later.</summary>
    /// <exception cref="RefusedException">As Acknowledge, and NotAllowedNow (ALREADY_DECLINED).</exception>
    [Alias("Decline")]
    Task<OfficerRecord> Decline(ActCommand command, CancellationToken cancellation);

    /// <summary>How the directive stands with this post.</summary>
    /// <exception cref="RefusedException">NotFound for an unknown post; NotAllowedNow (NOT_SERVED).</exception>
    [Alias("GetRecord"), ReadOnly]
    Task<OfficerRecord> GetRecord(string directive);

    /// <summary>The directives served on this post, the newest first.</summary>
    /// <param name="before">Diary index of the last one seen; 0 for the newest.</param>
    [Alias("ListRecords"), ReadOnly]
    Task<OfficerRecordPage> ListRecords(int before, int count);

    /// <summary>Who holds the post now.</summary>
    /// <exception cref="RefusedException">NotFound for an unknown post.</exception>
    [Alias("GetPost"), ReadOnly]
    Task<RosterPost> GetPost();

    [Alias("GetOutcome"), ReadOnly]
    Task<OperationOutcome?> GetOutcome(string directive, string operationId);
}

/// <param name="By">The person who acts.</param>
/// <param name="Version">The version that is answered; not read by Open.</param>
/// <param name="Reason">Of a refusal, 1 to 1,000 characters; null otherwise.</param>
/// <param name="Via">The system that handed the act in for the person; null where he called himself.</param>
/// <param name="PlaceVersion">
/// The latest version of the department that the sender knows of (<see cref="DepartmentPlace.Version"/>): of an earlier one
/// nothing that is remembered counts, and the department is asked. 0 where he knows of none: then it is asked too.
/// </param>
[GenerateSerializer, Immutable, Alias("ActCommand")]
public sealed record ActCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Directive,
    [property: Id(2)] string By,
    [property: Id(3)] int Version,
    [property: Id(4)] string? Reason,
    [property: Id(5)] string? Via = null,
    [property: Id(6)] long PlaceVersion = 0);

/// <summary>One act of an officer, by whom and when.</summary>
/// <param name="Fact">Opened, Acknowledged or Declined.</param>
/// <param name="For">The holder of the post, where another person acted for him.</param>
/// <param name="Incumbency">The charge under which the person acted.</param>
/// <param name="Paper">Of an acknowledgement on paper; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("OfficerAct")]
public sealed record OfficerAct(
    [property: Id(0)] string Fact,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string By,
    [property: Id(3)] LocalText Name,
    [property: Id(4)] int Version,
    [property: Id(5)] string? Reason,
    [property: Id(6)] string? Via,
    [property: Id(7)] string? For = null,
    [property: Id(8)] int Incumbency = 0,
    [property: Id(9)] PaperEntry? Paper = null);

/// <summary>What was served on a post and what the officer did with it.</summary>
/// <param name="Acts">Of all who have held the post, on all versions.</param>
/// <param name="Incumbency">The charge that it was served on: only acts under it count.</param>
/// <param name="Closed">By what it went out of force; null while it is in force.</param>
[GenerateSerializer, Immutable, Alias("OfficerRecord")]
public sealed record OfficerRecord(
    [property: Id(0)] string Post,
    [property: Id(1)] string Directive,
    [property: Id(2)] int Version,
    [property: Id(3)] LocalText Title,
    [property: Id(4)] AddresseeKind Addressee,
    [property: Id(5)] string DiaryNumber,
    [property: Id(6)] DateTimeOffset ServedAt,
    [property: Id(7)] Standing Standing,
    [property: Id(8)] ImmutableArray<OfficerAct> Acts,
    [property: Id(9)] DateTimeOffset? AcknowledgeBy,
    [property: Id(10)] DirectiveStatus? Closed = null,
    [property: Id(11)] int Incumbency = 0)
{
    /// <summary>How often the post was reminded; not told in the answer to an act.</summary>
    [Id(20)] public int Reminders { get; init; }

    /// <summary>When it was last.</summary>
    [Id(21)] public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>The endorsements that it was served under, the topmost first; null for none.</summary>
    [Id(22)] public ImmutableArray<Endorsement>? Endorsed { get; init; }

    /// <summary>The deadline by the order alone, where an endorsement has made it tighter; null otherwise.</summary>
    [Id(23)] public DateTimeOffset? OrderAcknowledgeBy { get; init; }
}

/// <param name="Next">Give it as <c>before</c> for the next page; 0 where there is none.</param>
[GenerateSerializer, Immutable, Alias("OfficerRecordPage")]
public sealed record OfficerRecordPage(
    [property: Id(0)] ImmutableArray<OfficerRecord> Records,
    [property: Id(1)] int Next);
