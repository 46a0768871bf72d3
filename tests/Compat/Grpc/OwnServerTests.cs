using Directives.Tests.GrpcCompat.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Tests.GrpcCompat;

/// <summary>The .NET client against the .NET server.</summary>
public sealed class OwnServerTests(OwnServerTests.Running running) : ClientTests, IClassFixture<OwnServerTests.Running>
{
    private protected override Probe.ProbeClient Client(Action<GrpcChannelOptions>? configure = null) => running.Server.Client(configure);

    [Fact]
    public async Task Unary_ServerThatCompresses_LargeAnswerArrives()
    {
        await using var server = await ProbeServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var call = server.Client().UnaryAsync(new Ask { AnswerBytes = 3 * Megabyte });
        Assert.Equal(ProbeService.Pattern(3 * Megabyte), (await call).Payload);
    }

    [Fact]
    public async Task Unary_RequestOverServerLimit_IsResourceExhausted()
    {
        await using var server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        await AssertFails(StatusCode.ResourceExhausted, () => server.Client().UnaryAsync(new Ask { Payload = ProbeService.Pattern(1001) }).ResponseAsync);
    }

    [Fact]
    public async Task Unary_AnswerOverServersSendLimit_IsResourceExhausted()
    {
        await using var server = await ProbeServer.StartAsync(options => options.MaxSendMessageSize = 1000);
        await AssertFails(StatusCode.ResourceExhausted, () => server.Client().UnaryAsync(new Ask { AnswerBytes = 1001 }).ResponseAsync);
    }

    [Fact]
    public async Task Unary_BombInGzip_IsResourceExhausted()
    {
        Assert.SkipUnless(typeof(GrpcChannel).Assembly.GetName().Name == "Grpc.Compat", "The published library limits only the compressed size.");
        await using var server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = Megabyte);
        var bomb = new Ask { Payload = ProbeService.Pattern(64 * Megabyte) };
        await AssertFails(StatusCode.ResourceExhausted, () => server.Client().UnaryAsync(bomb, new Metadata { { "grpc-internal-encoding-request", "gzip" } }).ResponseAsync);
    }

    [Theory]
    [InlineData(false, "Exception was thrown by handler.")]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: secret")]
    public async Task Unary_UnexpectedException_IsUnknownAndDetailedOnlyWhenEnabled(bool detailed, string expected)
    {
        await using var server = await ProbeServer.StartAsync(options => options.EnableDetailedErrors = detailed);
        var error = await AssertFails(StatusCode.Unknown, () => server.Client().UnaryAsync(new Ask { Throw = true, Detail = "secret" }).ResponseAsync);
        Assert.Equal(expected, error.Status.Detail);
    }

    [Fact]
    public async Task Unary_ChannelDisposed_CancelsTheCall()
    {
        using var channel = running.Server.Connect();
        var call = new Probe.ProbeClient(channel).UnaryAsync(new Ask { WaitAs = "channel", ReflectMetadata = true });
        await call.ResponseHeadersAsync;
        channel.Dispose();
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Contains(error.StatusCode, new[] { StatusCode.Cancelled, StatusCode.Internal });
    }

    [Fact]
    public async Task Unary_NobodyListens_IsUnavailable()
    {
        var server = await ProbeServer.StartAsync();
        await server.DisposeAsync();
        await AssertFails(StatusCode.Unavailable, () => server.Client().UnaryAsync(new Ask()).ResponseAsync);
    }

    [Fact]
    public async Task Scatter_ServerGoesAway_IsUnavailableOrCancelled()
    {
        var server = await ProbeServer.StartAsync();
        using var call = server.Client().Scatter(new Ask { Count = 1, WaitAs = "stop" });
        Assert.True(await call.ResponseStream.MoveNext());
        var rest = call.ResponseStream.MoveNext();
        await server.AbortAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => rest);
        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Cancelled, StatusCode.Unknown });
    }

    public sealed class Running : IAsyncLifetime
    {
        internal ProbeServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = ProbeServer.RaisedLimit);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
