using System.Diagnostics;
using Directives.Tests.GrpcCompat.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace Directives.Tests.GrpcCompat;

/// <summary>The .NET client against the .NET server.</summary>
public sealed class OwnClientTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;

    private ProbeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ProbeServer.StartAsync(options =>
    {
        options.MaxReceiveMessageSize = ProbeServer.RaisedLimit;
        options.ResponseCompressionAlgorithm = "gzip";
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Unary_PlainCall_AnswersWithOkAndNoTrailers()
    {
        using var call = _server.Client().UnaryAsync(new Ask { Text = "سلام", AnswerBytes = 3 });
        var answer = await call;
        Assert.Equal("سلام", answer.Text);
        Assert.Equal(3, answer.Payload.Length);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
    }

    [Fact]
    public void Unary_BlockingCall_Answers() =>
        Assert.Equal("a", _server.Client().Unary(new Ask { Text = "a" }, cancellationToken: TestContext.Current.CancellationToken).Text);

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Unary_LargeBothWays_Arrives(string? encoding)
    {
        var headers = new Metadata();
        if (encoding is not null)
            headers.Add("grpc-internal-encoding-request", encoding);
        var client = _server.Client(options => options.MaxReceiveMessageSize = ProbeServer.RaisedLimit);
        var answer = await client.UnaryAsync(new Ask { Payload = ByteString.CopyFrom(new byte[8 * Megabyte]), AnswerBytes = 9 * Megabyte }, headers);
        Assert.Equal(8 * Megabyte, answer.ReceivedBytes);
        Assert.Equal(9 * Megabyte, answer.Payload.Length);
    }

    [Fact]
    public async Task Unary_AnswerOverClientLimit_IsResourceExhausted() =>
        await AssertFails(StatusCode.ResourceExhausted, () => _server.Client().UnaryAsync(new Ask { AnswerBytes = 5 * Megabyte }).ResponseAsync);

    [Fact]
    public async Task Unary_RequestOverServerLimit_IsResourceExhausted()
    {
        await using var server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        await AssertFails(StatusCode.ResourceExhausted, () => server.Client().UnaryAsync(new Ask { Payload = ByteString.CopyFrom(new byte[1001]) }).ResponseAsync);
    }

    [Fact]
    public async Task Unary_RequestOverClientsSendLimit_IsResourceExhausted() =>
        await AssertFails(StatusCode.ResourceExhausted, () =>
            _server.Client(options => options.MaxSendMessageSize = 1000).UnaryAsync(new Ask { Payload = ByteString.CopyFrom(new byte[1001]) }).ResponseAsync);

    [Fact]
    public async Task Unary_AnswerOverServersSendLimit_IsResourceExhausted()
    {
        await using var server = await ProbeServer.StartAsync(options => options.MaxSendMessageSize = 1000);
        await AssertFails(StatusCode.ResourceExhausted, () => server.Client().UnaryAsync(new Ask { AnswerBytes = 1001 }).ResponseAsync);
    }

    [Fact]
    public async Task Unary_BombInGzip_IsResourceExhausted()
    {
        await using var server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = Megabyte);
        var bomb = new Ask { Payload = ByteString.CopyFrom(new byte[64 * Megabyte]) };
        await AssertFails(StatusCode.ResourceExhausted, () => server.Client().UnaryAsync(bomb, new Metadata { { "grpc-internal-encoding-request", "gzip" } }).ResponseAsync);
    }

    [Fact]
    public async Task Unary_Status_CrossesWithDetailAndTrailers()
    {
        const string detail = "100% ناکام\r\n";
        var error = await AssertFails(StatusCode.FailedPrecondition, () =>
            _server.Client().UnaryAsync(new Ask { Status = (int)StatusCode.FailedPrecondition, Detail = detail }).ResponseAsync);
        Assert.Equal(detail, error.Status.Detail);
        Assert.Equal("asked", error.Trailers.GetValue("x-why"));
        Assert.Equal(ProbeService.BinaryTrailer, error.Trailers.GetValueBytes("x-why-bin"));
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
    public async Task Unary_RichError_CrossesWithItsDetails()
    {
        var error = await AssertFails(StatusCode.InvalidArgument, () =>
            _server.Client().UnaryAsync(new Ask { Rich = true, Status = (int)StatusCode.InvalidArgument, Detail = "no text" }).ResponseAsync);
        var status = error.GetRpcStatus();
        Assert.NotNull(status);
        Assert.Equal("no text", status.Message);
        var violation = Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations);
        Assert.Equal(("text", "متن خالی ہے"), (violation.Field, violation.Description));
        Assert.Equal("1", status.GetDetail<ErrorInfo>()!.Metadata["limit"]);
        Assert.Null(status.GetDetail<RetryInfo>());
    }

    [Fact]
    public async Task Unary_Metadata_CrossesBothWays()
    {
        byte[] binary = [0, 1, 128, 255];
        var headers = new Metadata { { "X-Text", "plain" }, { "x-raw-bin", binary } };
        using var call = _server.Client().UnaryAsync(new Ask { ReflectMetadata = true }, headers);
        var returned = await call.ResponseHeadersAsync;
        await call;
        Assert.Equal("plain", returned.GetValue("x-text"));
        Assert.Equal(binary, returned.GetValueBytes("x-raw-bin"));
        Assert.Equal("plain", call.GetTrailers().GetValue("x-trailer-text"));
        Assert.Equal(binary, call.GetTrailers().GetValueBytes("x-trailer-raw-bin"));
    }

    [Fact]
    public async Task Unary_ServiceWithoutTheMethod_IsUnimplemented() =>
        await AssertFails(StatusCode.Unimplemented, () => _server.Client().UnwrittenAsync(new Ask()).ResponseAsync);

    [Fact]
    public async Task Unary_DeadlinePassed_IsDeadlineExceededWithoutACall() =>
        await AssertFails(StatusCode.DeadlineExceeded, () => _server.Client().UnaryAsync(new Ask(), deadline: DateTime.UnixEpoch).ResponseAsync);

    [Fact]
    public async Task Unary_DeadlinePasses_CancelsTheMethod()
    {
        var client = _server.Client();
        await AssertFails(StatusCode.DeadlineExceeded, () => client.UnaryAsync(new Ask { WaitAs = "deadline" }, deadline: In(0.2)).ResponseAsync);
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = "deadline" })).Text);
    }

    [Fact]
    public async Task Unary_Deadline_IsSeenByTheMethod()
    {
        var deadline = In(30);
        var answer = await _server.Client().UnaryAsync(new Ask(), deadline: deadline);
        Assert.InRange(answer.Deadline.ToDateTime(), deadline.AddSeconds(-1), deadline.AddSeconds(1));
    }

    [Fact]
    public async Task Unary_CancelledByToken_CancelsTheMethod()
    {
        var client = _server.Client();
        using var cancellation = new CancellationTokenSource();
        var call = client.UnaryAsync(new Ask { WaitAs = "token", ReflectMetadata = true }, cancellationToken: cancellation.Token);
        await call.ResponseHeadersAsync;
        await cancellation.CancelAsync();
        await AssertFails(StatusCode.Cancelled, () => call.ResponseAsync);
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = "token" })).Text);
    }

    [Fact]
    public async Task Unary_ChannelDisposed_CancelsTheCall()
    {
        using var channel = _server.Connect();
        var call = new Probe.ProbeClient(channel).UnaryAsync(new Ask { WaitAs = "channel", ReflectMetadata = true });
        await call.ResponseHeadersAsync;
        channel.Dispose();
        await AssertFails(StatusCode.Cancelled, () => call.ResponseAsync);
    }

    [Fact]
    public async Task Unary_NobodyListens_IsUnavailable()
    {
        await _server.DisposeAsync();
        await AssertFails(StatusCode.Unavailable, () => _server.Client().UnaryAsync(new Ask()).ResponseAsync);
    }

    [Fact]
    public async Task Gather_ManyMessages_AnswersOnce()
    {
        using var call = _server.Client().Gather();
        for (var i = 0; i < 1000; i++)
            await call.RequestStream.WriteAsync(new Ask { Text = "a", Payload = ByteString.CopyFrom(new byte[i]) });
        await call.RequestStream.CompleteAsync();
        var answer = await call;
        Assert.Equal((1000, 499_500L), (answer.ReceivedMessages, answer.ReceivedBytes));
    }

    [Fact]
    public async Task Gather_ServerRefusesHalfway_EndsWithItsStatus()
    {
        using var call = _server.Client().Gather();
        await call.RequestStream.WriteAsync(new Ask { Status = (int)StatusCode.OutOfRange, Detail = "enough" });
        var error = await AssertFails(StatusCode.OutOfRange, () => call.ResponseAsync);
        Assert.Equal("enough", error.Status.Detail);
        await AssertFails(StatusCode.OutOfRange, () => call.RequestStream.WriteAsync(new Ask()));
    }

    [Fact]
    public async Task Gather_WriteAfterComplete_IsRefused()
    {
        using var call = _server.Client().Gather();
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new Ask()));
    }

    [Fact]
    public async Task Scatter_ManyMessages_ArriveInOrder()
    {
        using var call = _server.Client().Scatter(new Ask { Count = 5000, AnswerBytes = 100 });
        var next = 0;
        await foreach (var answer in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            Assert.Equal(next++, answer.Index);
        Assert.Equal(5000, next);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Scatter_ErrorAfterMessages_GivesTheMessagesThenTheError()
    {
        using var call = _server.Client().Scatter(new Ask { Count = 3, Status = (int)StatusCode.DataLoss, Detail = "gone" });
        for (var i = 0; i < 3; i++)
            Assert.True(await call.ResponseStream.MoveNext());
        await AssertFails(StatusCode.DataLoss, () => call.ResponseStream.MoveNext());
        Assert.Equal("asked", call.GetTrailers().GetValue("x-why"));
    }

    [Fact]
    public async Task Scatter_Disposed_CancelsTheMethod()
    {
        var client = _server.Client();
        using (var call = client.Scatter(new Ask { Count = 1, WaitAs = "dispose" }))
            Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = "dispose" })).Text);
    }

    [Fact]
    public async Task Scatter_TokenCancelledBetweenReads_CancelsTheMethod()
    {
        var client = _server.Client();
        using var cancellation = new CancellationTokenSource();
        using var call = client.Scatter(new Ask { Count = 1, WaitAs = "between" }, cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        await cancellation.CancelAsync();
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = "between" })).Text);
        await AssertFails(StatusCode.Cancelled, () => call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Scatter_DeadlinePassesInMidStream_IsDeadlineExceeded()
    {
        var client = _server.Client();
        await client.UnaryAsync(new Ask());
        using var call = client.Scatter(new Ask { Count = 2, WaitAs = "mid" }, deadline: In(1));
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.True(await call.ResponseStream.MoveNext());
        await AssertFails(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext());
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = "mid" })).Text);
    }

    [Fact]
    public async Task Converse_PingPong_AnswersEachBeforeTheNext()
    {
        using var call = _server.Client().Converse();
        for (var i = 0; i < 500; i++)
        {
            await call.RequestStream.WriteAsync(new Ask { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Converse_LargeMessagesBothWays_Arrive()
    {
        using var call = _server.Client(options => options.MaxReceiveMessageSize = ProbeServer.RaisedLimit).Converse();
        for (var i = 0; i < 4; i++)
        {
            await call.RequestStream.WriteAsync(new Ask { Payload = ByteString.CopyFrom(new byte[5 * Megabyte]), AnswerBytes = 6 * Megabyte });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal((5 * Megabyte, 6 * Megabyte), ((int)call.ResponseStream.Current.ReceivedBytes, call.ResponseStream.Current.Payload.Length));
        }
    }

    [Fact]
    public async Task Unary_ManyAtOnce_AllAnswer()
    {
        var client = _server.Client();
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (i, cancellationToken) =>
        {
            var answer = await client.UnaryAsync(new Ask { Text = $"{i}", AnswerBytes = i }, cancellationToken: cancellationToken);
            Assert.Equal(($"{i}", i), (answer.Text, answer.Payload.Length));
        });
        TestContext.Current.SendDiagnosticMessage("1000 calls, 100 at a time: {0} ms", clock.ElapsedMilliseconds);
    }

    private static DateTime In(double seconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds);

    private static async Task<RpcException> AssertFails(StatusCode expected, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(expected == error.StatusCode, $"expected {expected}, found {error.Status}");
        return error;
    }
}
