using System.Collections.Concurrent;

namespace Orleans.Runtime;

internal sealed class GrainFactory(SiloRuntime runtime) : IClusterClient
{
    private readonly ConcurrentDictionary<Type, GrainType> _types = new();

    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        if (grainClassNamePrefix is not null)
            throw new NotSupportedException("A grain interface has exactly one class here; leave out the class name's prefix.");
        return (TGrainInterface)(object)Reference(typeof(TGrainInterface), Id(typeof(TGrainInterface), primaryKey));
    }

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)(object)Reference(grainInterfaceType, Id(grainInterfaceType, grainPrimaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)(object)Reference(typeof(TGrainInterface), grainId);

    public GrainReference Reference(Type contract, GrainId id) => GrainReference.Create(runtime, contract, id);

    private GrainId Id(Type contract, string key) =>
        GrainId.Create(_types.GetOrAdd(contract, static (contract, runtime) => runtime.Classes.Get(contract).GrainType, runtime), key);
}
