namespace Directives.Grains;

/// <summary>
/// What those who were served ask of the issuer of one directive, and what he answers: clarifications and exemptions. Key:
/// the directive's number.
/// </summary>
/// <remarks>
/// Who asks is a post or a department: the post owes, the person answers. It asks departments; no department asks it.
/// </remarks>
[Alias("ICorrespondenceGrain")]
public interface ICorrespondenceGrain : IGrainWithStringKey
{
    /// <summary>Asks for a clarification, or asks on in a thread of one's own.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; PermissionDenied (NOT_INCUMBENT); NotAllowedNow (NOT_SERVED, NOT_RECEIVED, NOT_IN_FORCE,
    /// TOO_MANY_OPEN, TOO_MANY_QUESTIONS, ISSUER_BUSY, THREAD_FULL); OperationIdReused.
    /// </exception>
    [Alias("Ask")]
    Task<Clarification> Ask(AskCommand command, CancellationToken cancellation);

    /// <summary>The issuer's answer. He may answer again, and say then that everybody served is to see the thread.</summary>
    /// <exception cref="RefusedException">InvalidArgument; NotFound; NotAllowedNow (THREAD_FULL, TOO_MANY_SHARED); OperationIdReused.</exception>
    [Alias("Answer")]
    Task<Clarification> Answer(AnswerCommand command, CancellationToken cancellation);

    /// <summary>The newest first.</summary>
    [Alias("ListClarifications"), ReadOnly]
    Task<ClarificationPage> ListClarifications(CorrespondenceQuery query);

    /// <summary>Requests an exemption until the end of a day.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; PermissionDenied (NOT_INCUMBENT); NotAllowedNow (NOT_SERVED, NOT_RECEIVED, NOT_IN_FORCE, NOTHING_OWED,
    /// ALREADY_REQUESTED, TOO_MANY_REQUESTS, ISSUER_BUSY); OperationIdReused.
    /// </exception>
    [Alias("RequestExemption")]
    Task<Exemption> RequestExemption(ExemptionCommand command, CancellationToken cancellation);

    /// <summary>The issuer grants an exemption until the end of a day, or refuses it with a reason.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; NotAllowedNow (ALREADY_DECIDED, NOT_IN_FORCE); OperationIdReused.
    /// </exception>
    [Alias("DecideExemption")]
    Task<Exemption> DecideExemption(DecideCommand command, CancellationToken cancellation);

    /// <summary>The newest first.</summary>
    [Alias("ListExemptions"), ReadOnly]
    Task<ExemptionPage> ListExemptions(CorrespondenceQuery query);

    /// <summary>Called when what it has set down falls due: an exemption expires, once.</summary>
    /// <exception cref="RefusedException">NotAllowedNow (NOT_DUE) where the clock here is not there yet: call again.</exception>
    [Alias("PassDue")]
    Task PassDue(string what, DateTimeOffset due);

    /// <param name="asker">Of the command; null for one of the issuer.</param>
    [Alias("GetOutcome"), ReadOnly]
    Task<OperationOutcome?> GetOutcome(string? asker, string operationId);
}

/// <param name="Asker">A post id, or the id of a department.</param>
/// <param name="By">The person who asks.</param>
/// <param name="Question">The thread that is asked on in; 0 for a new one.</param>
[GenerateSerializer, Immutable, Alias("AskCommand")]
public sealed record AskCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Asker,
    [property: Id(2)] string By,
    [property: Id(3)] int Question,
    [property: Id(4)] string Text);

/// <param name="Share">Whether everybody served is to see the thread from now on.</param>
[GenerateSerializer, Immutable, Alias("AnswerCommand")]
public sealed record AnswerCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string By,
    [property: Id(2)] int Question,
    [property: Id(3)] string Text,
    [property: Id(4)] bool Share);

/// <param name="Asker">A post id, or the id of a department.</param>
/// <param name="Until">The last day that is asked for.</param>
[GenerateSerializer, Immutable, Alias("ExemptionCommand")]
public sealed record ExemptionCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Asker,
    [property: Id(2)] string By,
    [property: Id(3)] string Reason,
    [property: Id(4)] DateOnly Until);

/// <param name="Until">The last day that it is granted for; null where it is refused.</param>
/// <param name="Reason">Of a refusal; with a grant it may be null.</param>
[GenerateSerializer, Immutable, Alias("DecideCommand")]
public sealed record DecideCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string By,
    [property: Id(2)] int Exemption,
    [property: Id(3)] DateOnly? Until,
    [property: Id(4)] string? Reason);

/// <param name="Viewer">The post or department that looks; null for whoever may see everything.</param>
/// <param name="OpenOnly">Only what waits for the issuer.</param>
/// <param name="Before">Lower numbers only; 0 for the newest.</param>
[GenerateSerializer, Immutable, Alias("CorrespondenceQuery")]
public sealed record CorrespondenceQuery(
    [property: Id(0)] string? Viewer,
    [property: Id(1)] bool OpenOnly,
    [property: Id(2)] int Before,
    [property: Id(3)] int Count);

/// <summary>A question and everything that was said about it since.</summary>
/// <param name="Number">Counts the questions about this directive, from 1.</param>
/// <param name="Asker">Empty for those who see it only because it is shared.</param>
/// <param name="Open">It waits for the issuer.</param>
/// <param name="Shared">Everybody served may see it.</param>
[GenerateSerializer, Immutable, Alias("Clarification")]
public sealed record Clarification(
    [property: Id(0)] string Directive,
    [property: Id(1)] int Number,
    [property: Id(2)] string Asker,
    [property: Id(3)] bool Open,
    [property: Id(4)] bool Shared,
    [property: Id(5)] ImmutableArray<ClarificationMessage> Messages);

/// <param name="Answer">The issuer's; otherwise the asker's.</param>
/// <param name="Name">Null where it is not known.</param>
[GenerateSerializer, Immutable, Alias("ClarificationMessage")]
public sealed record ClarificationMessage(
    [property: Id(0)] bool Answer,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string By,
    [property: Id(3)] LocalText? Name,
    [property: Id(4)] string Text);

/// <param name="Next">Give it as <c>before</c> for the next page; 0 where there is none.</param>
[GenerateSerializer, Immutable, Alias("ClarificationPage")]
public sealed record ClarificationPage(
    [property: Id(0)] ImmutableArray<Clarification> Clarifications,
    [property: Id(1)] int Next);

[GenerateSerializer, Alias("ExemptionStatus")]
public enum ExemptionStatus
{
    Requested = 1,
    Granted = 2,
    Refused = 3,
    Expired = 4,

    /// <summary>Another one was granted while it was in force.</summary>
    Replaced = 5,
}

/// <summary>An exemption of a post, or of what a department owes as an office.</summary>
/// <param name="Number">Counts the requests under this directive, from 1.</param>
/// <param name="RequestedUntil">The last day that was asked for.</param>
/// <param name="DecidedAt">Null while it is not decided; the decision's members are null then too.</param>
/// <param name="Until">The last day; null unless it was granted.</param>
/// <param name="ExpiresAt">The first moment after that day in Pakistan.</param>
/// <param name="DecisionReason">Why it was refused, or what the issuer says with a grant.</param>
[GenerateSerializer, Immutable, Alias("Exemption")]
public sealed record Exemption(
    [property: Id(0)] string Directive,
    [property: Id(1)] int Number,
    [property: Id(2)] string Asker,
    [property: Id(3)] ExemptionStatus Status,
    [property: Id(4)] DateTimeOffset RequestedAt,
    [property: Id(5)] string RequestedBy,
    [property: Id(6)] string Reason,
    [property: Id(7)] DateOnly RequestedUntil)
{
    [Id(8)] public DateTimeOffset? DecidedAt { get; init; }

    [Id(9)] public string? DecidedBy { get; init; }

    [Id(10)] public DateOnly? Until { get; init; }

    [Id(11)] public DateTimeOffset? ExpiresAt { get; init; }

    [Id(12)] public string? DecisionReason { get; init; }

    [Id(13)] public DateTimeOffset? EndedAt { get; init; }
}

/// <param name="Next">Give it as <c>before</c> for the next page; 0 where there is none.</param>
[GenerateSerializer, Immutable, Alias("ExemptionPage")]
public sealed record ExemptionPage(
    [property: Id(0)] ImmutableArray<Exemption> Exemptions,
    [property: Id(1)] int Next);
