using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Compat.Silo;

/// <summary>A storage that checks versions, counts, and fails when it is told to.</summary>
internal sealed class MemoryStorage(Probe probe) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<string, (string Text, int Version)> _stored = new();

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public Exception? FailWith { get; set; }

    public void ChangeBehindItsBack(string stateName, GrainId grainId) =>
        _stored.AddOrUpdate($"{grainId}/{stateName}", ("another's", 1), (_, old) => ("another's", old.Version + 1));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        Throw();
        Reads++;
        if (!_stored.TryGetValue($"{grainId}/{stateName}", out var stored))
            return;
        ((NoteState)(object)grainState.State!).Text = stored.Text;
        grainState.ETag = $"{stored.Version}";
        grainState.RecordExists = true;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        Throw();
        Writes++;
        var key = $"{grainId}/{stateName}";
        var version = _stored.TryGetValue(key, out var stored) ? stored.Version : 0;
        if ($"{version}" != (grainState.ETag ?? "0"))
            throw new InconsistentStateException($"{key} has moved on", $"{version}", grainState.ETag);
        _stored[key] = (((NoteState)(object)grainState.State!).Text, version + 1);
        grainState.ETag = $"{version + 1}";
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Throw();
        _stored.TryRemove($"{grainId}/{stateName}", out _);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = (T)(object)new NoteState();
        return Task.CompletedTask;
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<MemoryStorage>(
        ServiceLifecycleStage.RuntimeStorageServices,
        _ =>
        {
            probe.Record("storage starts");
            return Task.CompletedTask;
        },
        _ =>
        {
            probe.Record("storage stops");
            return Task.CompletedTask;
        });

    private void Throw()
    {
        if (FailWith is { } exception)
            throw exception;
    }
}
