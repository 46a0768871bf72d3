using System.Globalization;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>A status as response headers or trailers.</summary>
internal static class StatusHeaders
{
    private static readonly string[] Codes =
        [.. Enumerable.Range(0, 17).Select(c => c.ToString(CultureInfo.InvariantCulture))];

    internal static void Write(IHeaderDictionary headers, Status status)
    {
        var code = (int)status.StatusCode;
        headers.GrpcStatus = code >= 0 && code < Codes.Length ? Codes[code] : code.ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
            headers.GrpcMessage = PercentEncoding.Encode(status.Detail);
    }

    /// <summary>For a request that is not gRPC: an HTTP error that says so in gRPC's words too.</summary>
    internal static Task Refuse(HttpResponse response, int httpStatus, string detail)
    {
        response.StatusCode = httpStatus;
        Write(response.Headers, new Status(StatusCode.Internal, detail));
        return Task.CompletedTask;
    }
}
