using Directives.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Support;

/// <summary>The product's storage, with faults before or after a write where a test asks for them.</summary>
internal sealed class FaultyStorage(IGrainStorage storage, Faults faults) : IGrainStorage
{
    /// <summary>Puts itself in front of the storage that the product has added.</summary>
    public static void Wrap(IHostApplicationBuilder builder, Faults faults)
    {
        var added = builder.Services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, LedgerStorage.Name));
        builder.Services.Remove(added);
        builder.Services.AddKeyedSingleton<IGrainStorage>(
            LedgerStorage.Name,
            (services, key) => new FaultyStorage((IGrainStorage)added.KeyedImplementationFactory!(services, key), faults));
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await (faults.Hold?.Invoke(grainId, stateName, false) ?? Task.CompletedTask);
        await storage.ReadStateAsync(stateName, grainId, grainState);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await (faults.Hold?.Invoke(grainId, stateName, true) ?? Task.CompletedTask);
        faults.BeforeWrite?.Invoke(grainId, stateName);
        var written = new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists };
        await storage.WriteStateAsync(stateName, grainId, written);
        faults.AfterWrite?.Invoke(grainId, stateName);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (written.State, written.ETag, written.RecordExists);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);
}

/// <summary>What is to go wrong: a handler that throws, or one that holds up a read or a write.</summary>
internal sealed class Faults
{
    /// <summary>Of a row, and whether it is to be written: until when that is held up; null for not at all.</summary>
    public Func<GrainId, string, bool, Task?>? Hold { get; set; }

    public Action<GrainId, string>? BeforeWrite { get; set; }

    /// <summary>The write is durable, and the grain is told that its outcome is not known.</summary>
    public Action<GrainId, string>? AfterWrite { get; set; }
}
