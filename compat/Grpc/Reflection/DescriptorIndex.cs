using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.Reflection;

/// <summary>The mapped services and the files that describe them and everything that they use, by file name and by symbol.</summary>
internal sealed class DescriptorIndex
{
    private readonly SortedSet<string> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _byName = [];
    private readonly Dictionary<string, FileDescriptor> _bySymbol = [];

    public DescriptorIndex(EndpointDataSource endpoints)
    {
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } method || DescriptorOf(method.ServiceType) is not { } service)
                continue;
            if (_services.Add(service.FullName))
                Add(service.File);
        }
    }

    internal IReadOnlyCollection<string> Services => _services;

    internal FileDescriptor? FileNamed(string name) => _byName.GetValueOrDefault(name);

    internal FileDescriptor? FileOf(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The file and all that it imports, however indirectly, each once.</summary>
    internal static IReadOnlyCollection<FileDescriptor> WithDependencies(FileDescriptor file)
    {
        var found = new List<FileDescriptor> { file };
        for (var i = 0; i < found.Count; i++)
            foreach (var dependency in found[i].Dependencies)
                if (!found.Contains(dependency))
                    found.Add(dependency);
        return found;
    }

    /// <summary>Generated code has it beside the bind method that the service's base class names.</summary>
    private static ServiceDescriptor? DescriptorOf(Type serviceType) =>
        serviceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType
            .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;

    private void Add(FileDescriptor file)
    {
        foreach (var described in WithDependencies(file))
        {
            if (!_byName.TryAdd(described.Name, described))
                continue;
            foreach (var message in described.MessageTypes)
                Add(message);
            foreach (var type in described.EnumTypes)
                _bySymbol[type.FullName] = described;
            foreach (var service in described.Services)
            {
                _bySymbol[service.FullName] = described;
                foreach (var method in service.Methods)
                    _bySymbol[method.FullName] = described;
            }
        }
    }

    private void Add(MessageDescriptor message)
    {
        _bySymbol[message.FullName] = message.File;
        foreach (var type in message.EnumTypes)
            _bySymbol[type.FullName] = message.File;
        foreach (var nested in message.NestedTypes)
            Add(nested);
    }
}
