namespace Directives.Silo.Storage;

/// <summary>Something that falls due for a grain.</summary>
/// <param name="At">When, to the microsecond.</param>
internal sealed record DueRow(DateTimeOffset At, string GrainType, string GrainKey, string What);

/// <summary>What falls due, written with the states that it follows from.</summary>
internal interface IDueQueue
{
    /// <summary>At most <paramref name="count"/> rows that were due at a time, the earliest first.</summary>
    Task<IReadOnlyList<DueRow>> ReadAsync(DateTimeOffset now, int count, CancellationToken cancellation);

    /// <summary>When the next row is due; null where there is none.</summary>
    Task<DateTimeOffset?> NextAsync(CancellationToken cancellation);

    /// <summary>Removes a row, unless it was set to another time since it was read.</summary>
    Task RemoveAsync(DueRow row, CancellationToken cancellation);
}

/// <summary>How far the readers of the ledger have come.</summary>
internal interface IRelayPositions
{
    /// <summary>The number of the last entry that a reader has dealt with; 0 where it has not begun.</summary>
    Task<long> LoadAsync(int chain, string name, CancellationToken cancellation);

    /// <summary>Written with the next transaction; where several are waiting, the last one counts.</summary>
    Task SaveAsync(int chain, string name, long number, CancellationToken cancellation);
}
