using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>
/// State whose changes are facts. A rule returns the next state with the facts that the change produced and what falls
/// due because of it; the storage writes all of it in one transaction.
/// </summary>
public abstract record LedgeredState
{
    [JsonIgnore] public ImmutableArray<Fact> Facts { get; init; } = [];

    [JsonIgnore] public ImmutableArray<DueEntry> Due { get; init; } = [];

    /// <summary>
    /// Further rows of the grain that the change writes: a state need not carry for ever what has been settled, and what
    /// belongs together is written together.
    /// </summary>
    [JsonIgnore] public ImmutableArray<WrittenRow> Rows { get; init; } = [];

    /// <summary>The same state once it has been written: without what came of the change that led to it.</summary>
    internal LedgeredState Written() =>
        Facts.IsEmpty && Due.IsEmpty && Rows.IsEmpty ? this : this with { Facts = [], Due = [], Rows = [] };
}

/// <summary>A row that is written with another state, or not at all.</summary>
/// <param name="Name">Its state name.</param>
/// <param name="ETag">As it was read; null for a row that is new.</param>
public sealed record WrittenRow(string Name, LedgeredState State, string? ETag = null);

/// <summary>Something that falls due for the grain whose state it is written with.</summary>
/// <param name="At">When.</param>
/// <param name="What">What, in a word that the grain understands; one grain has each word once.</param>
public sealed record DueEntry(DateTimeOffset At, string What);

/// <summary>Where an entry stands in the ledger.</summary>
/// <param name="Chain">The chain of blocks that it is in; each silo appends to one.</param>
/// <param name="Number">From 1, without gaps.</param>
public readonly record struct LedgerPosition(int Chain, long Number)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Chain}.{Number}");

    public static bool TryParse(string? text, out LedgerPosition position)
    {
        position = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot <= 0
            || text!.Contains('\0', StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(0, dot), System.Globalization.NumberStyles.None, null, out var chain)
            || !long.TryParse(text.AsSpan(dot + 1), System.Globalization.NumberStyles.None, null, out var number))
        {
            return false;
        }

        position = new(chain, number);
        return true;
    }
}

/// <summary>A fact as the ledger has it.</summary>
/// <param name="GrainType">Whose fact it is: directive, department, officer, registry.</param>
/// <param name="GrainKey">Directive number, department id or post id.</param>
public sealed record LedgerEntry(LedgerPosition Position, string GrainType, string GrainKey, Fact Fact);

/// <summary>Reads the ledger. Facts are seen when they are durable, in order, each once.</summary>
public interface ILedger
{
    /// <summary>The position of the last entry of the chain that this process appends to; 0 where it is empty.</summary>
    LedgerPosition Head { get; }

    /// <summary>At most <paramref name="count"/> entries after a position, in order.</summary>
    /// <param name="directive">Only this directive's, where given.</param>
    Task<IReadOnlyList<LedgerEntry>> ReadAsync(
        LedgerPosition after, int count, string? directive, CancellationToken cancellation);

    /// <summary>Returns when the ledger has an entry after a position.</summary>
    Task WaitAsync(LedgerPosition after, CancellationToken cancellation);
}

/// <summary>How far the relay has come: every effect of every fact up to its position has taken place.</summary>
/// <remarks>It goes back where what was counted and not stored was lost, until it has been counted again.</remarks>
public interface IRelayProgress
{
    LedgerPosition Position { get; }

    /// <summary>Returns when the relay has come at least to a position.</summary>
    Task WaitAsync(LedgerPosition position, CancellationToken cancellation);
}
