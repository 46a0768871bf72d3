using System.Collections;
using System.Collections.ObjectModel;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks stand for which gRPC service.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>By service name; the empty name, which is there from the start, stands for the whole server.</summary>
    public ServiceMappingCollection Services { get; } = [];
}

/// <summary>A service name and the health checks that count for it.</summary>
public sealed class ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
{
    public string Name { get; } = name;

    public Func<HealthCheckMapContext, bool>? HealthCheckPredicate { get; } = predicate;
}

/// <summary>A health check, by its name and tags.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    public string Name { get; } = name;

    public IEnumerable<string> Tags { get; } = tags;
}

/// <summary>Service mappings by name.</summary>
public sealed class ServiceMappingCollection : IEnumerable<ServiceMapping>
{
    private readonly ByName _mappings = [];

    public int Count => _mappings.Count;

    /// <summary>Maps a service, in the place of any earlier mapping of that name.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        _mappings.Remove(name);
        _mappings.Add(new ServiceMapping(name, predicate));
    }

    public void Remove(string name) => _mappings.Remove(name);

    public IEnumerator<ServiceMapping> GetEnumerator() => _mappings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ServiceMapping? Find(string name) => _mappings.TryGetValue(name, out var found) ? found : null;

    private sealed class ByName : KeyedCollection<string, ServiceMapping>
    {
        protected override string GetKeyForItem(ServiceMapping item) => item.Name;
    }
}
