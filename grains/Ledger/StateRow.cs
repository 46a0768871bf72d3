using CommunityToolkit.HighPerformance.Buffers;
using Orleans.Storage;

namespace Directives.Grains;

/// <summary>The name of the storage that writes states with their facts.</summary>
public static class LedgerStorage
{
    public const string Name = "ledger";
}

/// <summary>
/// A named state row of a grain that is found by what it is about, such as one directive: facets are bound when a grain
/// is made and cannot be made on demand.
/// </summary>
internal sealed class StateRow<T>(IGrainStorage storage, IGrainContext grain, string name)
    where T : LedgeredState, new()
{
    private string? etag;
    private bool isStored;

    /// <summary>The state of a row that was written with another state, and that is never written again.</summary>
    public static StateRow<T> Added(IGrainStorage storage, IGrainContext grain, string name, T state) =>
        new(storage, grain, name) { State = state, etag = "1", isStored = true };

    public string Name => name;

    public T State { get; private set; } = new();

    /// <summary>Null where the row is not stored.</summary>
    public string? ETag => isStored ? etag : null;

    public bool IsBeingWritten { get; private set; }

    public async Task ReadAsync()
    {
        var read = new GrainState<T>(new T());
        await storage.ReadStateAsync(name, grain.GrainId, read);
        Take(read);
    }

    /// <summary>Writes the next state and its facts. Where that fails, the state stays as it was.</summary>
    public Task WriteAsync(T next) => ChangeAsync(next, static (storage, name, grain, row) => storage.WriteStateAsync(name, grain, row));

    /// <summary>Clears a row that has not been read here.</summary>
    public async Task ClearAsync()
    {
        await ReadAsync();
        if (isStored)
            await ChangeAsync(State, static (storage, name, grain, row) => storage.ClearStateAsync(name, grain, row));
    }

    private async Task ChangeAsync(T next, Func<IGrainStorage, string, GrainId, IGrainState<T>, Task> change)
    {
        var row = new GrainState<T>(next) { ETag = etag, RecordExists = isStored };
        IsBeingWritten = true;
        try
        {
            await change(storage, name, grain.GrainId, row);
        }
        catch (Exception exception)
        {
            grain.EndWhereUnknown(exception);
            throw;
        }
        finally
        {
            IsBeingWritten = false;
        }

        Take(row);
    }

    private void Take(GrainState<T> row) => (State, etag, isStored) = ((T)row.State!.Written(), row.ETag, row.RecordExists);
}

/// <summary>The rows of one kind that a grain has read, by the directive that they are about.</summary>
/// <param name="mostKept">Rows kept; past it the one that was read first is dropped, and read again when it is asked for.</param>
internal sealed class StateRows<T>(IGrainStorage storage, IGrainContext grain, string kind, int mostKept = 32)
    where T : LedgeredState, new()
{
    /// <summary>Names that many grains have in common: directives are few, and what is stored about them is much.</summary>
    private static readonly StringPool Names = new();

    // Made when there is a row: most grains have rows of few kinds, and few of each.
    private List<StateRow<T>>? rows;
    private Dictionary<string, Task<StateRow<T>>>? reading;

    /// <summary>The row, read from storage the first time.</summary>
    public ValueTask<StateRow<T>> GetAsync(string name) => Find(name) is { } row ? new(row) : new(FindAsync(name));

    private async Task<StateRow<T>> FindAsync(string name)
    {
        reading ??= new(StringComparer.Ordinal);
        if (!reading.TryGetValue(name, out var read))
            reading[name] = read = ReadAsync(name);
        try
        {
            var row = await read;
            if (Ends(name, read))
                Keep(row);
            return row;
        }
        catch
        {
            Ends(name, read);
            throw;
        }
    }

    /// <summary>Whether it was still the one by which the row is to be read: it may have been written or forgotten meanwhile.</summary>
    private bool Ends(string name, Task<StateRow<T>> read)
    {
        if (reading is null || !reading.TryGetValue(name, out var latest) || latest != read)
            return false;
        StopReading(name);
        return true;
    }

    /// <summary>Keeps a row that was written with another state.</summary>
    public void Add(string name, T state)
    {
        Forget(name);
        Keep(StateRow<T>.Added(storage, grain, FullName(name), state));
    }

    /// <summary>The row is read again when it is asked for.</summary>
    public void Forget(string name)
    {
        if (Find(name) is { } row)
            rows!.Remove(row);
        StopReading(name);
    }

    private void StopReading(string name)
    {
        if (reading?.Remove(name) is true && reading.Count == 0)
            reading = null;
    }

    private StateRow<T>? Find(string name)
    {
        if (rows is null)
            return null;
        foreach (var row in rows)
        {
            // They differ in what comes after the kind.
            if (row.Name.Length == kind.Length + 1 + name.Length && row.Name.EndsWith(name, StringComparison.Ordinal))
                return row;
        }

        return null;
    }

    /// <summary>What is being written is not dropped: who only reads may be let in meanwhile, and would keep it as it was before.</summary>
    private void Keep(StateRow<T> row)
    {
        rows ??= [];
        if (rows.Count >= mostKept && rows.FindIndex(static kept => !kept.IsBeingWritten) is >= 0 and var first)
            rows.RemoveAt(first);
        rows.Add(row);
    }

    private async Task<StateRow<T>> ReadAsync(string name)
    {
        var row = new StateRow<T>(storage, grain, FullName(name));
        await row.ReadAsync();
        return row;
    }

    private string FullName(string name) => Names.GetOrAdd($"{kind}/{name}");
}

internal static class PersistentStates
{
    /// <summary>Writes the next state and its facts. Where that fails, the state stays as it was.</summary>
    public static async Task WriteAsync<T>(this IPersistentState<T> state, T next, IGrainBase grain)
        where T : LedgeredState
    {
        var previous = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
            state.State = (T)next.Written();
        }
        catch (Exception exception)
        {
            state.State = previous;
            grain.GrainContext.EndWhereUnknown(exception);
            throw;
        }
    }

    /// <summary>
    /// A write of which nobody knows whether it took place: what the grain remembers may be old, so it ends and the next
    /// call finds one that has read what is stored.
    /// </summary>
    public static void EndWhereUnknown(this IGrainContext grain, Exception failure)
    {
        if (failure is LedgerUnavailableException { OutcomeUnknown: true } unavailable)
            grain.Deactivate(new(DeactivationReasonCode.ApplicationError, unavailable.Message));
    }
}
