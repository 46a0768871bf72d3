namespace Directives.Silo.Storage;

/// <summary>
/// What one transaction takes: no two of its writes are of the same row, and its rows are in the order of their keys.
/// </summary>
internal sealed class CommitBatch
{
    public CommitBatch(IReadOnlyList<PendingWrite> writes, DateTimeOffset now)
    {
        Writes = writes;
        Now = now;
        Arrived = [.. writes.OfType<StateWrite>()];
        Positions = [.. writes.OfType<PositionWrite>().GroupBy(write => (write.Chain, write.Name)).Select(same => same.Last())];
        Removals = [.. writes.OfType<DueRemoval>().Select(removal => removal.Row).Distinct()];
    }

    /// <summary>All of it, in the order of arrival.</summary>
    public IReadOnlyList<PendingWrite> Writes { get; }

    /// <summary>When it was taken from the queue.</summary>
    public DateTimeOffset Now { get; }

    public IReadOnlyList<PositionWrite> Positions { get; }

    public IReadOnlyList<DueRow> Removals { get; }

    private StateWrite[] Arrived { get; }

    /// <summary>The rows of the states whose version is not known to be stale, in the order of their keys.</summary>
    public RowWrite[] Rows()
    {
        var rows = new List<RowWrite>(Arrived.Length);
        foreach (var write in Arrived)
        {
            if (write.Stale is null)
                rows.AddRange(write.Rows);
        }

        rows.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        return [.. rows];
    }

    /// <summary>Their entries, in the order of arrival.</summary>
    public List<EntryWrite> Entries()
    {
        var entries = new List<EntryWrite>(Arrived.Length);
        foreach (var write in Arrived)
        {
            if (write.Stale is null)
                entries.AddRange(write.Entries);
        }

        return entries;
    }

    /// <summary>What falls due because of them; of several for one grain and word, the last.</summary>
    public List<DueRow> Due()
    {
        Dictionary<(string, string, string), DueRow>? rows = null;
        foreach (var write in Arrived)
        {
            if (write.Stale is not null)
                continue;
            foreach (var row in write.Due)
                (rows ??= [])[(row.GrainType, row.GrainKey, row.What)] = row;
        }

        return rows is null ? [] : [.. rows.Values.OrderBy(row => row.GrainType, StringComparer.Ordinal).ThenBy(row => row.GrainKey, StringComparer.Ordinal)];
    }
}

/// <summary>What a transaction has made durable.</summary>
/// <param name="Head">Where the chain ends now.</param>
/// <param name="Entries">The entries that were appended, in order; the last has the head's number.</param>
internal sealed record Committed(ChainHead Head, IReadOnlyList<EntryWrite> Entries);
