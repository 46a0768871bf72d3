using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds the gRPC reflection service.</summary>
    public static class GrpcReflectionServiceExtensions
    {
        public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
        {
            ArgumentNullException.ThrowIfNull(services);
            services.TryAddSingleton<DescriptorIndex>();
            return services;
        }
    }
}

namespace Microsoft.AspNetCore.Builder
{
    /// <summary>Maps the gRPC reflection service, v1 and v1alpha.</summary>
    public static class GrpcReflectionEndpointRouteBuilderExtensions
    {
        /// <exception cref="InvalidOperationException">AddGrpcReflection was not called.</exception>
        public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            if (!builder.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(DescriptorIndex)))
                throw new InvalidOperationException("Unable to find the required services. Add them by calling 'IServiceCollection.AddGrpcReflection' in the application's startup code.");
            return new GrpcServiceEndpointConventionBuilder(
                [builder.MapGrpcService<ReflectionV1AlphaService>(), builder.MapGrpcService<ReflectionService>()]);
        }
    }
}
