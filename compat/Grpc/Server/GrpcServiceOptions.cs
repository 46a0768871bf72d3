using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Options of all gRPC services, or of one by <see cref="GrpcServiceOptions{TService}"/>; what is not set is taken from the former.</summary>
public class GrpcServiceOptions
{
    private int? _maxSendMessageSize;
    private int? _maxReceiveMessageSize;

    /// <summary>Largest message sent, in bytes; null, the default, for no limit.</summary>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => (_maxSendMessageSize, MaxSendMessageSizeSpecified) = (value, true);
    }

    /// <summary>Largest message received, in bytes; 4 MB when not set, null for no limit.</summary>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => (_maxReceiveMessageSize, MaxReceiveMessageSizeSpecified) = (value, true);
    }

    public bool MaxSendMessageSizeSpecified { get; set; }

    public bool MaxReceiveMessageSizeSpecified { get; set; }

    /// <summary>Whether the text of an unexpected exception is sent to the caller; false when not set.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Compression of responses (<c>gzip</c> or <c>deflate</c>) to callers that accept it; none when not set.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed; fastest when not set.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Whether calls of unknown services are left to other endpoints rather than answered UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>Interceptors of each call, the first outermost; those of all services before those of one.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}

/// <summary>Options of one service.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class;
