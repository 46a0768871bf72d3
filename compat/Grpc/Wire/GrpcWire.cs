namespace Grpc.Wire;

/// <summary>Names that the gRPC protocol gives to things on the wire.</summary>
internal static class GrpcWire
{
    internal const string ContentType = "application/grpc";
    internal const string Status = "grpc-status";
    internal const string Message = "grpc-message";
    internal const string Timeout = "grpc-timeout";
    internal const string Encoding = "grpc-encoding";
    internal const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>A metadata key that chooses the compression of a call and is not itself sent.</summary>
    internal const string RequestedEncoding = "grpc-internal-encoding-request";

    /// <summary>Compression flag and big-endian length, before each message.</summary>
    internal const int HeaderSize = 5;

    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>True for <c>application/grpc</c>, also with a suffix such as <c>+proto</c> or a parameter; false for <c>application/grpc-web</c>.</summary>
    internal static bool IsContentType(string? value) =>
        value is not null
        && value.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (value.Length == ContentType.Length || value[ContentType.Length] is '+' or ';');
}
