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
    private GrainState<T> row = new(new T());

    /// <summary>The state of a row that was written with another state, and that is never written again.</summary>
    public static StateRow<T> Added(IGrainStorage storage, IGrainContext grain, string name, T state) =>
        new(storage, grain, name) { row = new GrainState<T>(state) { RecordExists = true, ETag = "1" } };

    public T State => row.State!;

    /// <summary>Null where the row is not stored.</summary>
    public string? ETag => row.RecordExists ? row.ETag : null;

    public Task ReadAsync() => storage.ReadStateAsync(name, grain.GrainId, row);

    /// <summary>Writes the next state and its facts. Where that fails, the state stays as it was.</summary>
    public async Task WriteAsync(T next)
    {
        var writing = new GrainState<T>(next) { ETag = row.ETag, RecordExists = row.RecordExists };
        try
        {
            await storage.WriteStateAsync(name, grain.GrainId, writing);
        }
        catch (Exception exception)
        {
            grain.EndWhereUnknown(exception);
            throw;
        }

        writing.State = (T)next.Written();
        row = writing;
    }

    /// <summary>Clears a row that has not been read here.</summary>
    public async Task ClearAsync()
    {
        await ReadAsync();
        if (!row.RecordExists)
            return;
        try
        {
            await storage.ClearStateAsync(name, grain.GrainId, row);
        }
        catch (Exception exception)
        {
            grain.EndWhereUnknown(exception);
            throw;
        }
    }
}

/// <summary>The rows of one kind that a grain has read, by the directive that they are about.</summary>
internal sealed class StateRows<T>(IGrainStorage storage, IGrainContext grain, string kind)
    where T : LedgeredState, new()
{
    /// <summary>Rows kept; past it all are dropped and read again when asked for.</summary>
    private const int MaxKept = 32;

    // Made when there is a row: most grains have rows of few kinds.
    private Dictionary<string, StateRow<T>>? rows;
    private Dictionary<string, Task<StateRow<T>>>? reading;

    /// <summary>The row, read from storage the first time.</summary>
    public ValueTask<StateRow<T>> GetAsync(string name) =>
        rows is not null && rows.TryGetValue(name, out var row) ? new(row) : new(FindAsync(name));

    private async Task<StateRow<T>> FindAsync(string name)
    {
        reading ??= new(StringComparer.Ordinal);
        if (!reading.TryGetValue(name, out var read))
            reading[name] = read = ReadAsync(name);
        try
        {
            var row = await read;
            if (Ends(name, read))
                Keep(name, row);
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
        reading.Remove(name);
        if (reading.Count == 0)
            reading = null;
        return true;
    }

    /// <summary>Keeps a row that was written with another state.</summary>
    public void Add(string name, T state) => Keep(name, StateRow<T>.Added(storage, grain, $"{kind}/{name}", state));

    /// <summary>The row is read again when it is asked for.</summary>
    public void Forget(string name)
    {
        rows?.Remove(name);
        reading?.Remove(name);
    }

    private void Keep(string name, StateRow<T> row)
    {
        reading?.Remove(name);
        rows ??= new(StringComparer.Ordinal);
        if (rows.Count >= MaxKept)
            rows.Clear();
        rows[name] = row;
    }

    private async Task<StateRow<T>> ReadAsync(string name)
    {
        var row = new StateRow<T>(storage, grain, $"{kind}/{name}");
        await row.ReadAsync();
        return row;
    }
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
