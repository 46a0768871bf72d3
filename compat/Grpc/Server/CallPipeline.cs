using System.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>From a call to the method of a service that is made for it, by way of the interceptors.</summary>
internal sealed class CallPipeline<TService>(MethodInfo method, IReadOnlyList<InterceptorRegistration> interceptors)
    where TService : class
{
    private readonly Lazy<ObjectFactory<TService>> _factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    internal UnaryServerMethod<TRequest, TResponse> Unary<TRequest, TResponse>()
        where TRequest : class
        where TResponse : class
    {
        var target = method.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        UnaryServerMethod<TRequest, TResponse> call = (request, context) =>
        {
            var service = Activate(context);
            return service.Finish(target(service.Instance, request, context));
        };
        foreach (var interceptor in interceptors.Reverse())
        {
            var next = call;
            call = (request, context) =>
            {
                var activated = interceptor.Activate(Services(context));
                return activated.Finish(activated.Instance.UnaryServerHandler(request, context, next));
            };
        }
        return call;
    }

    internal ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TRequest, TResponse>()
        where TRequest : class
        where TResponse : class
    {
        var target = method.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        ClientStreamingServerMethod<TRequest, TResponse> call = (requests, context) =>
        {
            var service = Activate(context);
            return service.Finish(target(service.Instance, requests, context));
        };
        foreach (var interceptor in interceptors.Reverse())
        {
            var next = call;
            call = (requests, context) =>
            {
                var activated = interceptor.Activate(Services(context));
                return activated.Finish(activated.Instance.ClientStreamingServerHandler(requests, context, next));
            };
        }
        return call;
    }

    internal ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TRequest, TResponse>()
        where TRequest : class
        where TResponse : class
    {
        var target = method.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        ServerStreamingServerMethod<TRequest, TResponse> call = (request, responses, context) =>
        {
            var service = Activate(context);
            return service.Finish(target(service.Instance, request, responses, context));
        };
        foreach (var interceptor in interceptors.Reverse())
        {
            var next = call;
            call = (request, responses, context) =>
            {
                var activated = interceptor.Activate(Services(context));
                return activated.Finish(activated.Instance.ServerStreamingServerHandler(request, responses, context, next));
            };
        }
        return call;
    }

    internal DuplexStreamingServerMethod<TRequest, TResponse> DuplexStreaming<TRequest, TResponse>()
        where TRequest : class
        where TResponse : class
    {
        var target = method.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        DuplexStreamingServerMethod<TRequest, TResponse> call = (requests, responses, context) =>
        {
            var service = Activate(context);
            return service.Finish(target(service.Instance, requests, responses, context));
        };
        foreach (var interceptor in interceptors.Reverse())
        {
            var next = call;
            call = (requests, responses, context) =>
            {
                var activated = interceptor.Activate(Services(context));
                return activated.Finish(activated.Instance.DuplexStreamingServerHandler(requests, responses, context, next));
            };
        }
        return call;
    }

    private static IServiceProvider Services(ServerCallContext context) => context.GetHttpContext().RequestServices;

    private Activated<TService> Activate(ServerCallContext context)
    {
        var services = Services(context);
        return services.GetService<TService>() is { } registered
            ? new Activated<TService>(registered, isOwned: false)
            : new Activated<TService>(_factory.Value(services, []), isOwned: true);
    }
}
