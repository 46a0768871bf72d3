using System.Reflection;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>Maps the methods of a service to endpoints as generated code names them.</summary>
internal sealed class ServiceEndpoints<TService> : ServiceBinderBase
    where TService : class
{
    private readonly IEndpointRouteBuilder _routes;
    private readonly Type _baseType;
    private readonly MethodSettings _settings;
    private readonly ILogger _logger;

    private ServiceEndpoints(IEndpointRouteBuilder routes, Type baseType)
    {
        var services = routes.ServiceProvider;
        _routes = routes;
        _baseType = baseType;
        _settings = new MethodSettings(
            services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value);
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(ServerCallHandler.LogCategory);
    }

    private List<IEndpointConventionBuilder> Endpoints { get; } = [];

    private HashSet<string> ServiceNames { get; } = [];

    internal static List<IEndpointConventionBuilder> Map(IEndpointRouteBuilder routes)
    {
        var bind = FindBindMethod();
        var binder = new ServiceEndpoints<TService>(routes, bind.GetParameters()[1].ParameterType);
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [binder, null], null);
        binder.MapUnimplemented();
        return binder.Endpoints;
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(method, typeof(TRequest), typeof(ServerCallContext));
        var call = Pipeline(implementation).Unary<TRequest, TResponse>();
        Add(method, implementation, new UnaryCallHandler<TRequest, TResponse>(method, call, _settings, _logger));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var call = Pipeline(implementation).ClientStreaming<TRequest, TResponse>();
        Add(method, implementation, new ClientStreamingCallHandler<TRequest, TResponse>(method, call, _settings, _logger));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var call = Pipeline(implementation).ServerStreaming<TRequest, TResponse>();
        Add(method, implementation, new ServerStreamingCallHandler<TRequest, TResponse>(method, call, _settings, _logger));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var call = Pipeline(implementation).DuplexStreaming<TRequest, TResponse>();
        Add(method, implementation, new DuplexStreamingCallHandler<TRequest, TResponse>(method, call, _settings, _logger));
    }

    private CallPipeline<TService> Pipeline(MethodInfo implementation) => new(implementation, _settings.Interceptors);

    private void Add(IMethod method, MethodInfo implementation, ServerCallHandler handler)
    {
        ServiceNames.Add(method.ServiceName);
        Endpoints.Add(Configure(_routes.Map(method.FullName, handler.HandleAsync), $"gRPC - {method.FullName}", metadata =>
        {
            metadata.Add(new GrpcMethodMetadata(typeof(TService), method));
            foreach (var attribute in typeof(TService).GetCustomAttributes(inherit: true))
                metadata.Add(attribute);
            foreach (var attribute in implementation.GetCustomAttributes(inherit: true))
                metadata.Add(attribute);
            metadata.Add(new HttpMethodMetadata(["POST"], acceptCorsPreflight: true));
        }));
    }

    private void MapUnimplemented()
    {
        var mapped = _routes.ServiceProvider.GetRequiredService<MappedServices>();
        var all = _routes.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        if (mapped.Names.Count == 0 && all.IgnoreUnknownServices != true)
            Endpoints.Add(MapUnimplemented("{unimplementedService}", "Unimplemented service", "Service is unimplemented."));
        foreach (var name in ServiceNames)
            if (mapped.Names.Add(name))
                Endpoints.Add(MapUnimplemented(name, $"Unimplemented method for {name}", "Method is unimplemented."));
    }

    private IEndpointConventionBuilder MapUnimplemented(string service, string displayName, string detail) =>
        Configure(
            _routes.Map($"{service}/{{unimplementedMethod:{UnimplementedConstraint.Name}}}", httpContext =>
            {
                httpContext.Response.ContentType = GrpcWire.ContentType;
                httpContext.Response.Headers.GrpcAcceptEncoding = MessageCompression.Accepted;
                StatusHeaders.Write(httpContext.Response.Headers, new Status(StatusCode.Unimplemented, detail));
                return Task.CompletedTask;
            }),
            $"gRPC - {displayName}",
            _ => { });

    private static IEndpointConventionBuilder Configure(IEndpointConventionBuilder endpoint, string displayName, Action<IList<object>> addMetadata)
    {
        endpoint.Add(builder =>
        {
            builder.DisplayName = displayName;
            addMetadata(builder.Metadata);
        });
        return endpoint;
    }

    private static MethodInfo FindBindMethod()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } attribute)
                continue;
            return attribute.BindType.GetMethod(attribute.BindMethodName, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(ServiceBinderBase), type])
                ?? throw new InvalidOperationException($"'{attribute.BindType}' has no method '{attribute.BindMethodName}' that binds '{type}'.");
        }
        throw new InvalidOperationException($"'{typeof(TService)}' does not derive from a service base class that generated code binds.");
    }

    /// <summary>The service's override of a method of its generated base class, or the base's own.</summary>
    private MethodInfo Find(IMethod method, params Type[] parameters)
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            var found = type.GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters);
            if (found is { IsVirtual: true } && found.GetBaseDefinition().DeclaringType == _baseType)
                return found;
        }
        throw new InvalidOperationException($"Could not find '{method.Name}' on {typeof(TService)}.");
    }
}

/// <summary>The services that are mapped in an application, by name.</summary>
internal sealed class MappedServices
{
    internal HashSet<string> Names { get; } = [];
}
