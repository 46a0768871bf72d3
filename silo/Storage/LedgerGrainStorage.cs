using Directives.Grains;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Silo.Storage;

/// <summary>
/// Writes states with their facts and what falls due, in one transaction. The ETag is the number of the state's version.
/// A state that was cleared keeps its row and goes on counting.
/// </summary>
internal sealed class LedgerGrainStorage(WriteQueue writes, ReadQueue reads) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var format = StateFormats.Get<T>();
        var key = Key(stateName, grainId);
        var stored = await reads.ReadStateAsync(key);
        grainState.State = stored?.Payload is { } payload ? (T)(object)format.Read(payload, key) : Activator.CreateInstance<T>();
        grainState.ETag = stored is null ? null : StateWrite.ETag(stored.Version);
        grainState.RecordExists = stored?.Payload is not null;
    }

    /// <exception cref="InconsistentStateException">The stored version is not the one that the ETag names.</exception>
    /// <exception cref="RefusedException">Too much is waiting to be written (STORAGE_BUSY).</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var format = StateFormats.Get<T>();
        var state = (LedgeredState?)(object?)grainState.State
            ?? throw new ArgumentException($"The state {stateName} of {grainId} is null: clear it instead.");
        var key = Key(stateName, grainId);
        var write = new StateWrite(key, StateWrite.Number(grainState.ETag, key), format.Write(state), state);
        await writes.Add(write);
        grainState.ETag = StateWrite.ETag(write.Version);
        grainState.RecordExists = true;

        // Facts are written once, unless the grain has meanwhile gone on to a state with facts of its own.
        if (ReferenceEquals(grainState.State, state))
            grainState.State = (T)(object)state.Written();
    }

    /// <inheritdoc cref="WriteStateAsync"/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = StateFormats.Get<T>();
        var state = (LedgeredState)(object)(grainState.State ?? Activator.CreateInstance<T>())!;
        var key = Key(stateName, grainId);
        var write = new StateWrite(key, StateWrite.Number(grainState.ETag, key), null, state);
        await writes.Add(write);
        grainState.ETag = StateWrite.ETag(write.Version);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private static RowKey Key(string stateName, GrainId grain) => new(
        KeyText.Check(grain.Type.ToString(), "grain type"),
        KeyText.Check(grain.Key.ToString(), "grain key"),
        KeyText.Check(stateName, "state name"));
}
