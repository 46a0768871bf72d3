using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>What the runtime knows of a grain class.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _factory;
    private readonly Func<Activation, object>[] _facets;

    public GrainClass(Type type, GrainType grainType, Type[] interfaces, GrainCollectionOptions collection)
    {
        Name = type.Name;
        GrainType = grainType;
        Interfaces = interfaces;
        PrimaryInterface = interfaces.FirstOrDefault(i => i.Name[1..] == type.Name) ?? interfaces[0];
        Reentrant = type.IsDefined(typeof(ReentrantAttribute));
        CollectionAge = type.IsDefined(typeof(KeepAliveAttribute)) ? TimeSpan.MaxValue
            : collection.ClassSpecificCollectionAge.GetValueOrDefault(type.FullName!, collection.CollectionAge);
        var parameters = (from constructor in type.GetConstructors()
                          from parameter in constructor.GetParameters()
                          where parameter.IsDefined(typeof(PersistentStateAttribute))
                          select parameter).ToArray();
        _facets = [.. parameters.Select(PersistentStateFactory.For)];
        _factory = ActivatorUtilities.CreateFactory(type, [.. parameters.Select(p => p.ParameterType)]);
    }

    public string Name { get; }

    public GrainType GrainType { get; }

    public Type[] Interfaces { get; }

    public Type PrimaryInterface { get; }

    public bool Reentrant { get; }

    /// <summary>Time without a call after which an activation ends.</summary>
    public TimeSpan CollectionAge { get; }

    public object Create(Activation activation)
    {
        var facets = _facets.Length == 0 ? [] : new object?[_facets.Length];
        for (var i = 0; i < facets.Length; i++)
            facets[i] = _facets[i](activation);
        return _factory(activation.ActivationServices, facets);
    }
}
