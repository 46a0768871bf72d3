using Directives.Gateway;
using Microsoft.AspNetCore.Http;

namespace Directives.Tests.Gateway;

public sealed class CompressedRequestTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("identity, gzip")]
    [InlineData("GZIP")]
    public async Task Refuse_Compressed_IsUnimplementedAndGoesNoFurther(string encoding)
    {
        var (http, passedOn) = await SendAsync(encoding);
        Assert.False(passedOn, $"A request with grpc-encoding {encoding} was passed on.");
        Assert.Equal("application/grpc", http.Response.ContentType);
        Assert.Equal("12", http.Response.Headers.GrpcStatus);
        Assert.Equal("identity", http.Response.Headers.GrpcAcceptEncoding);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Refuse_Plain_PassesOn(string? encoding)
    {
        var (http, passedOn) = await SendAsync(encoding);
        Assert.True(passedOn, $"A request with grpc-encoding {encoding ?? "absent"} was refused: {http.Response.Headers.GrpcMessage}");
        Assert.Equal(0, http.Response.Headers.GrpcStatus.Count);
    }

    private static async Task<(HttpContext Http, bool PassedOn)> SendAsync(string? encoding)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/grpc";
        http.Request.Headers.GrpcEncoding = encoding;
        var passedOn = false;
        await CompressedRequests.RefuseAsync(http, _ =>
        {
            passedOn = true;
            return Task.CompletedTask;
        });
        return (http, passedOn);
    }
}
