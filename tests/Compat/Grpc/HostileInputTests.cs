using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Directives.Tests.GrpcCompat.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Directives.Tests.GrpcCompat;

/// <summary>Requests that no gRPC client sends. The server answers each with the right status, and stays up.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    private static readonly StatusCode[] Malformed = [StatusCode.Internal, StatusCode.Unknown];

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
    private ProbeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ProbeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        // Whatever the test did, the next caller is served.
        Assert.Equal("still here", (await _server.Client().UnaryAsync(new Ask { Text = "still here" })).Text);
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Body_WellFormed_IsOk() =>
        Assert.Equal(StatusCode.OK, await CallAsync(Frame(0, new Ask { Text = "a" }.ToByteArray())));

    [Fact]
    public async Task Body_Empty_IsInternal() => Assert.Equal(StatusCode.Internal, await CallAsync([]));

    [Fact]
    public async Task Body_EndsInHeader_IsInternal() => Assert.Equal(StatusCode.Internal, await CallAsync([0, 0, 0]));

    [Fact]
    public async Task Body_EndsInMessage_IsInternal() => Assert.Equal(StatusCode.Internal, await CallAsync([0, 0, 0, 0, 100, 1, 2, 3]));

    [Fact]
    public async Task Body_TwoMessagesForUnary_IsInternal() =>
        Assert.Equal(StatusCode.Internal, await CallAsync([.. Frame(0, []), .. Frame(0, [])]));

    [Fact]
    public async Task Body_EndsInMessageOfStream_IsInternal() =>
        Assert.Equal(StatusCode.Internal, await CallAsync([.. Frame(0, []), 0, 0, 0, 0, 9, 1], method: "Gather"));

    [Theory]
    [InlineData(4 * 1024 * 1024 + 1)]
    [InlineData(int.MaxValue)]
    public async Task Length_OverLimit_IsResourceExhausted(int length)
    {
        var body = new byte[20];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), length);
        Assert.Equal(StatusCode.ResourceExhausted, await CallAsync(body));
    }

    [Fact]
    public async Task Length_Over31Bits_IsRefused() =>
        Assert.Contains(await CallAsync([0, 255, 255, 255, 255, 1, 2, 3]), new[] { StatusCode.ResourceExhausted, StatusCode.Unknown });

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public async Task CompressionFlag_NeitherZeroNorOne_IsMalformed(byte flag) =>
        Assert.Contains(await CallAsync(Frame(flag, [])), Malformed);

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task CompressionFlag_WithoutEncoding_IsInternal(string? encoding) =>
        Assert.Equal(StatusCode.Internal, await CallAsync(Frame(1, [1, 2, 3]), headers => AddEncoding(headers, encoding)));

    [Fact]
    public async Task Encoding_Unknown_IsUnimplementedAndSaysWhatIsKnown()
    {
        using var response = await SendAsync(Frame(1, [1, 2, 3]), headers => AddEncoding(headers, "snappy"));
        Assert.Equal(StatusCode.Unimplemented, await StatusAsync(response));
        Assert.Contains("gzip", string.Join(',', response.Headers.GetValues("grpc-accept-encoding")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Encoding_DamagedData_IsMalformed(string encoding) =>
        Assert.Contains(await CallAsync(Frame(1, [31, 139, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255]), headers => AddEncoding(headers, encoding)), Malformed);

    [Fact]
    public async Task Message_NotProtobuf_IsMalformed() =>
        Assert.Contains(await CallAsync(Frame(0, [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])), Malformed);

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("12")]
    [InlineData("1x")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1 S")]
    [InlineData("999999999n")]
    [InlineData("99999999999999999999S")]
    public async Task Timeout_NotOne_IsIgnored(string timeout) =>
        Assert.Equal(StatusCode.OK, await CallAsync(Frame(0, []), headers => headers.TryAddWithoutValidation("grpc-timeout", timeout)));

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999S")]
    [InlineData("1M")]
    public async Task Timeout_Long_IsOk(string timeout) =>
        Assert.Equal(StatusCode.OK, await CallAsync(Frame(0, []), headers => headers.TryAddWithoutValidation("grpc-timeout", timeout)));

    [Theory]
    [InlineData("1m")]
    [InlineData("20000u")]
    [InlineData("20000000n")]
    public async Task Timeout_Short_IsDeadlineExceeded(string timeout) =>
        Assert.Equal(StatusCode.DeadlineExceeded, await CallAsync(
            Frame(0, new Ask { WaitAs = "timeout " + timeout }.ToByteArray()),
            headers => headers.TryAddWithoutValidation("grpc-timeout", timeout)));

    [Fact]
    public async Task BinaryHeader_NotBase64_IsMalformed() =>
        Assert.Contains(await CallAsync(
            Frame(0, new Ask { ReflectMetadata = true }.ToByteArray()),
            headers => headers.TryAddWithoutValidation("x-raw-bin", "!!!")), Malformed);

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    [InlineData("text/plain")]
    public async Task ContentType_NotGrpc_Is415(string contentType)
    {
        using var response = await SendAsync(Frame(0, []), contentType: contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task ContentType_None_Is415()
    {
        using var response = await SendAsync(Frame(0, []), contentType: null);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task ContentType_WithSuffix_IsOk()
    {
        using var response = await SendAsync(Frame(0, []), contentType: "application/grpc+proto");
        Assert.Equal(StatusCode.OK, await StatusAsync(response));
    }

    [Fact]
    public async Task Method_Get_IsNoCall()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "/compat.probe.v1.Probe/Unary")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await _http.SendAsync(request, default);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
    }

    [Theory]
    [InlineData("Probe/None")]
    [InlineData("Nobody/Unary")]
    [InlineData("Guarded/None")]
    public async Task Path_Unknown_IsUnimplemented(string path)
    {
        using var response = await SendAsync(Frame(0, []), path: $"/compat.probe.v1.{path}");
        Assert.Equal(StatusCode.Unimplemented, await StatusAsync(response));
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST / HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\u0012\u0004\0\0\0\0\0half a settings frame")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0\0\0\u0020\u0001\u0004\0\0\0\u0001half of headers")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0ÿÿÿ\0\0\0\0\0\u0001a data frame too large on a stream that is not there")]
    public async Task Connection_EndsInFrame_IsClosed(string bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_server.Address.Host, _server.Address.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes));
        socket.Shutdown(SocketShutdown.Send);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        var buffer = new byte[4096];
        while (await ReceiveAsync(socket, buffer, limit.Token) > 0)
        {
            // What the server says before it closes is its own affair.
        }
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException ex) when (ex.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private static void AddEncoding(HttpRequestHeaders headers, string? encoding)
    {
        if (encoding is not null)
            headers.Add("grpc-encoding", encoding);
    }

    private static byte[] Frame(byte flag, byte[] message)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private async Task<StatusCode> CallAsync(byte[] body, Action<HttpRequestHeaders>? addHeaders = null, string method = "Unary")
    {
        using var response = await SendAsync(body, addHeaders, path: "/compat.probe.v1.Probe/" + method);
        return await StatusAsync(response);
    }

    private Task<HttpResponseMessage> SendAsync(byte[] body, Action<HttpRequestHeaders>? addHeaders = null, string? contentType = "application/grpc", string path = "/compat.probe.v1.Probe/Unary")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Add("TE", "trailers");
        addHeaders?.Invoke(request.Headers);
        return _http.SendAsync(request, default);
    }

    /// <summary>The status in the trailers, or in the headers of a response without a body.</summary>
    private static async Task<StatusCode> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(
            response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values),
            "the response carries no grpc-status");
        return (StatusCode)int.Parse(Assert.Single(values), CultureInfo.InvariantCulture);
    }
}
