namespace Directives.Grains;

/// <summary>
/// A command that took effect, for a grain that has so many that they are rows of their own. State name:
/// <c>operation/digest of its id</c>.
/// </summary>
public sealed record OperationState : LedgeredState
{
    internal const string Kind = "operation";

    /// <summary>Null where no command had this id.</summary>
    public StoredOperation? Operation { get; init; }

    /// <summary>Ids are chosen by senders; a digest makes a name of any of them.</summary>
    internal static string NameOf(string operationId) => Grains.Operation.Digest(operationId);

    internal static WrittenRow Row(string id, string digest, string? owner, int number, Fact fact) => new(
        $"{Kind}/{NameOf(id)}",
        new OperationState { Operation = new StoredOperation(id, digest, fact.Kind, fact.At, owner, number) });
}

/// <param name="Digest">Of the command's body, so that a repeat is told from a reuse.</param>
/// <param name="Fact">The kind of fact that it led to.</param>
/// <param name="Owner">Who may ask for its outcome; null for those who may ask for everybody's.</param>
/// <param name="Number">Of what the command was about.</param>
public sealed record StoredOperation(string Id, string Digest, string Fact, DateTimeOffset At, string? Owner, int Number)
{
    /// <summary>The number that the command led to, where it is a repeat.</summary>
    /// <exception cref="RefusedException">OperationIdReused.</exception>
    public int Repeat(string digest) => Digest == digest ? Number : throw Operation.Reused(Id);

    public OperationOutcome ToOutcome() => new(Id, Fact, At);
}
