using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>From what HTTP says to a status.</summary>
internal static class HttpStatusMapping
{
    /// <summary>The status that headers or trailers carry, or null.</summary>
    internal static Status? StatusIn(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(GrpcWire.Status, out var codes))
            return null;
        var code = codes.ToString();
        if (code == "0")
            return Status.DefaultSuccess;
        if (!int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new Status(StatusCode.Cancelled, $"Unexpected grpc-status value: {code}");
        var detail = headers.NonValidated.TryGetValues(GrpcWire.Message, out var messages) ? PercentEncoding.Decode(messages.ToString()) : "";
        return new Status((StatusCode)number, detail);
    }

    /// <summary>What is wrong with a response that carries no status in its headers; null when it is a gRPC response.</summary>
    internal static Status? Check(HttpResponseMessage response)
    {
        if (response.Version.Major < 2)
            return new Status(StatusCode.Internal, $"Bad gRPC response. Response protocol downgraded to HTTP/{response.Version}.");
        if (response.StatusCode != HttpStatusCode.OK)
            return new Status(Map(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var contentType))
            return new Status(StatusCode.Cancelled, "Bad gRPC response. Response did not have a content-type header.");
        return GrpcWire.IsContentType(contentType.ToString())
            ? null
            : new Status(StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {contentType}");
    }

    /// <summary>The status of a call that failed below gRPC.</summary>
    internal static StatusCode Of(Exception exception)
    {
        var isNetwork = false;
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is HttpProtocolException protocol)
                return OfHttp2Error(protocol.ErrorCode);
            isNetwork |= current is SocketException or IOException;
        }
        return isNetwork ? StatusCode.Unavailable : StatusCode.Internal;
    }

    private static StatusCode OfHttp2Error(long error) => error switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    private static StatusCode Map(HttpStatusCode status) => (int)status switch
    {
        (>= 100 and < 200) or 400 or 431 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
