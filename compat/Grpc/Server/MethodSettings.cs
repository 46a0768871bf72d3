using System.IO.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>What applies to one method: the service's options, else those of all services, else the defaults.</summary>
internal sealed class MethodSettings(GrpcServiceOptions all, GrpcServiceOptions service)
{
    internal int? MaxSendMessageSize { get; } =
        service.MaxSendMessageSizeSpecified ? service.MaxSendMessageSize : all.MaxSendMessageSize;

    internal int? MaxReceiveMessageSize { get; } =
        service.MaxReceiveMessageSizeSpecified ? service.MaxReceiveMessageSize
        : all.MaxReceiveMessageSizeSpecified ? all.MaxReceiveMessageSize
        : GrpcWire.DefaultMaxReceiveMessageSize;

    internal bool EnableDetailedErrors { get; } = service.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false;

    internal string? ResponseEncoding { get; } = Known(service.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm);

    internal CompressionLevel ResponseCompressionLevel { get; } =
        service.ResponseCompressionLevel ?? all.ResponseCompressionLevel ?? CompressionLevel.Fastest;

    internal IReadOnlyList<InterceptorRegistration> Interceptors { get; } = [.. all.Interceptors, .. service.Interceptors];

    private static string? Known(string? encoding) => encoding switch
    {
        null or MessageCompression.Identity => null,
        _ when MessageCompression.IsKnown(encoding) => encoding,
        _ => throw new InvalidOperationException($"The configured response compression algorithm '{encoding}' is not known."),
    };
}
