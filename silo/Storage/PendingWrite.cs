using System.Globalization;
using Directives.Grains;
using Orleans.Storage;

namespace Directives.Silo.Storage;

/// <summary>Something that waits to be written; its task ends when it is durable or has failed.</summary>
internal abstract class PendingWrite() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>What it counts for in the bounds of queue and batch.</summary>
    public abstract int Bytes { get; }
}

/// <summary>The next version of a row of <c>grain_state</c>.</summary>
internal sealed class RowWrite(StateWrite write, RowKey key, long expected, byte[]? payload)
{
    /// <summary>With which it is written or not.</summary>
    public StateWrite Write => write;

    public RowKey Key => key;

    /// <summary>The version that the writer has read; 0 where there was no row.</summary>
    public long Expected => expected;

    public long Version => expected + 1;

    /// <summary>Null where the state is cleared.</summary>
    public byte[]? Payload => payload;
}

/// <summary>
/// The next version of a state, with the facts that led to it, the rows that go with it and what falls due because of it.
/// </summary>
internal sealed class StateWrite : PendingWrite
{
    /// <summary>What a row takes beside its payload, roughly.</summary>
    private const int RowBytes = 100;

    public StateWrite(RowKey key, long expected, byte[]? payload, LedgeredState state)
    {
        var own = new RowWrite(this, key, expected, payload);
        Rows = state.Rows.IsEmpty ? [own] : [own, .. state.Rows.Select(Add)];
        Due = state.Due.IsEmpty ? [] : [.. state.Due.Select(ToRow)];
        Entries = state.Facts.IsEmpty ? [] : new EntryWrite[state.Facts.Length];
        for (var i = 0; i < Entries.Length; i++)
            Entries[i] = new EntryWrite(this, state.Facts[i]);
        Bytes = Due.Length * RowBytes;
        foreach (var row in Rows)
            Bytes += RowBytes + (row.Payload?.Length ?? 0);
        foreach (var entry in Entries)
            Bytes += RowBytes + entry.Payload.Length;

        RowWrite Add(WrittenRow row)
        {
            var name = key with { StateName = KeyText.Check(row.Name, "state name") };
            return new(this, name, Number(row.ETag, name), StateFormats.Get(row.State.GetType()).Write(row.State));
        }


        DueRow ToRow(DueEntry due) => new(due.At, key.GrainType, key.GrainKey, KeyText.Check(due.What, "due entry's name"));
    }

    /// <summary>The state's own row first, then those that are written with it.</summary>
    public RowWrite[] Rows { get; }

    public RowKey Key => Rows[0].Key;

    public long Expected => Rows[0].Expected;

    public long Version => Rows[0].Version;

    public EntryWrite[] Entries { get; }

    public DueRow[] Due { get; }

    public override int Bytes { get; }

    /// <summary>The row that is stored in another version than the expected one; null where none is known to be.</summary>
    public StaleRow? Stale { get; private set; }

    public static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The version that an ETag names; 0 where there is none.</summary>
    public static long Number(string? etag, RowKey key)
    {
        if (etag is null)
            return 0;
        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ArgumentException($"The ETag \"{etag}\" of {key} is not the number of a version.");
    }

    /// <summary>Of several rows, the state's own counts.</summary>
    /// <param name="stored">The version that is stored; 0 where there is no row.</param>
    public void MarkStale(RowWrite row, long stored)
    {
        if (Stale is null || row.Key == Key)
            Stale = new(row, stored);
    }

    /// <summary>What it ends with where it is stale. It has the versions of the state only where that is the row that was stale.</summary>
    public InconsistentStateException Conflict(StaleRow stale) => stale.Row.Key == Key
        ? new(
            $"State {Key} was read in version {Expected} and is stored in version {stale.Stored}.",
            ETag(stale.Stored), Expected == 0 ? null : ETag(Expected))
        : new($"State {stale.Row.Key}, which {Key} was to write in version {stale.Row.Version}, is stored in version {stale.Stored}.");
}

/// <summary>A row that was not written.</summary>
/// <param name="Stored">The version that is stored; 0 where there is no row.</param>
internal sealed record StaleRow(RowWrite Row, long Stored);

/// <summary>A fact on its way into the ledger.</summary>
internal sealed class EntryWrite
{
    public EntryWrite(StateWrite write, Fact fact)
    {
        if (fact.At < DateTimeOffset.UnixEpoch)
            throw new ArgumentException($"The fact {fact.Kind} of {write.Key} has no time.");
        Write = write;
        Fact = fact;
        Kind = fact.Kind;
        Directive = fact.Directive is null ? null : KeyText.Check(fact.Directive, "directive's number");
        At = LedgerTime.ToMicros(fact.At);
        Payload = FactFormat.Write(fact);
        Leaf = LedgerHash.Leaf(Kind, write.Key.GrainType, write.Key.GrainKey, Directive, At, Payload);
    }

    public StateWrite Write { get; }

    public Fact Fact { get; }

    public string Kind { get; }

    public string? Directive { get; }

    public long At { get; }

    public byte[] Payload { get; }

    public byte[] Leaf { get; }
}

/// <summary>How far a reader of a chain has come.</summary>
internal sealed class PositionWrite(int chain, string name, long number) : PendingWrite
{
    public int Chain => chain;

    public string Name { get; } = KeyText.Check(name, "reader's name");

    public long Number => number;

    public override int Bytes => 64;
}

/// <summary>A due row that was delivered.</summary>
internal sealed class DueRemoval(DueRow row) : PendingWrite
{
    public DueRow Row => row;

    public override int Bytes => 64;
}

/// <summary>Nothing but the proof that this process still has the chain.</summary>
internal sealed class LeaseRenewal : PendingWrite
{
    public override int Bytes => 64;
}
