namespace Directives.Gateway;

/// <summary>
/// Takes no compressed request. grpc-dotnet holds the limit of a message's size against what was sent and not against
/// what it unpacks to, so a few kilobytes could fill the memory before anyone asks who is calling.
/// </summary>
internal static class CompressedRequests
{
    private const string Identity = "identity";
    private static readonly RpcException Refusal = new(new Status(StatusCode.Unimplemented, "Requests must not be compressed."));

    public static Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        var encoding = http.Request.Headers.GrpcEncoding;
        if (encoding.Count == 0 || encoding == Identity)
            return next(http);

        http.Response.Headers.GrpcAcceptEncoding = Identity;
        return GrpcRefusal.WriteAsync(http, Refusal, StatusCodes.Status415UnsupportedMediaType);
    }
}
