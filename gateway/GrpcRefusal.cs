using System.Globalization;

namespace Directives.Gateway;

/// <summary>Ends a request before a service sees it: with a gRPC status where it is a call, otherwise with an HTTP status.</summary>
internal static class GrpcRefusal
{
    private const string GrpcContent = "application/grpc";

    /// <param name="httpStatus">For what is no gRPC call.</param>
    public static Task WriteAsync(HttpContext http, RpcException refusal, int httpStatus)
    {
        var response = http.Response;
        if (http.Request.ContentType?.StartsWith(GrpcContent, StringComparison.Ordinal) != true)
        {
            response.StatusCode = httpStatus;
            response.Headers.RetryAfter = "1";
            response.ContentType = "text/plain; charset=utf-8";
            return response.WriteAsync(refusal.Status.Detail);
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = GrpcContent;
        response.Headers.GrpcStatus = ((int)refusal.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers.GrpcMessage = refusal.Status.Detail;
        foreach (var trailer in refusal.Trailers)
            response.Headers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
        return Task.CompletedTask;
    }
}
