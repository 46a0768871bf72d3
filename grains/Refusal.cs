namespace Directives.Grains;

/// <summary>Why a command was refused. Each has one gRPC status.</summary>
[GenerateSerializer, Alias("Refusal")]
public enum Refusal
{
    /// <summary>The command itself is wrong; the violations name its fields.</summary>
    InvalidArgument = 1,
    NotFound = 2,
    AlreadyExists = 3,

    /// <summary>The command is right and the state does not allow it.</summary>
    NotAllowedNow = 4,
    PermissionDenied = 5,

    /// <summary>The operation id was used before, for another body.</summary>
    OperationIdReused = 6,

    /// <summary>More is waiting than can be taken; nothing was written, try again later.</summary>
    Exhausted = 7,
}

/// <summary>A field of a command and what is wrong with it.</summary>
/// <param name="Field">The field's path as in the API: <c>draft.audience.clauses[0].posts[2]</c>.</param>
/// <param name="Description">What is wrong and what would be right.</param>
[GenerateSerializer, Immutable, Alias("FieldViolation")]
public sealed record FieldViolation([property: Id(0)] string Field, [property: Id(1)] string Description);

/// <summary>A command was refused and nothing was changed.</summary>
/// <remarks>An exception of Orleans, so that it passes through a grain's persistent state as it is.</remarks>
[GenerateSerializer, Alias("RefusedException")]
public sealed class RefusedException : OrleansException
{
    public RefusedException(Refusal refusal, string reason, string message)
        : base(message)
    {
        Refusal = refusal;
        Reason = reason;
    }

    public RefusedException(IReadOnlyList<FieldViolation> violations)
        : base(string.Join("; ", violations.Take(3).Select(v => $"{v.Field}: {v.Description}")))
    {
        Refusal = Refusal.InvalidArgument;
        Reason = "INVALID_FIELDS";
        Violations = [.. violations];
    }

    [Id(0)]
    public Refusal Refusal { get; private set; }

    /// <summary>One word for programs: <c>NOT_SERVED</c>, <c>NOT_OPENED</c>, <c>ALREADY_ACKNOWLEDGED</c> …</summary>
    [Id(1)]
    public string Reason { get; private set; }

    [Id(2)]
    public ImmutableArray<FieldViolation> Violations { get; private set; } = [];

    public static RefusedException Field(string field, string description) =>
        new([new FieldViolation(field, description)]);

    public static RefusedException NotFound(string what) =>
        new(Refusal.NotFound, "NOT_FOUND", $"There is no {what}.");

    public static RefusedException NotAllowedNow(string reason, string message) =>
        new(Refusal.NotAllowedNow, reason, message);
}
