using Directives.Tests.GrpcCompat.V1;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Tests.GrpcCompat;

/// <summary>What the .NET client must do with any server. Derived classes say which.</summary>
public abstract partial class ClientTests
{
    protected const int Megabyte = 1024 * 1024;

    /// <summary>A client of a server that takes messages of up to 32 MB.</summary>
    private protected abstract Probe.ProbeClient Client(Action<GrpcChannelOptions>? configure = null);

    [Fact]
    public async Task Unary_PlainCall_AnswersWithOkAndNoTrailers()
    {
        using var call = Client().UnaryAsync(new Ask { Text = "سلام", AnswerBytes = 3 });
        var answer = await call;
        Assert.Equal("سلام", answer.Text);
        Assert.Equal(3, answer.Payload.Length);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
    }

    [Fact]
    public void Unary_BlockingCall_Answers() =>
        Assert.Equal("a", Client().Unary(new Ask { Text = "a" }, cancellationToken: TestContext.Current.CancellationToken).Text);

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Unary_LargeBothWays_Arrives(string? encoding)
    {
        var headers = new Metadata();
        if (encoding is not null)
            headers.Add("grpc-internal-encoding-request", encoding);
        var client = Client(options => options.MaxReceiveMessageSize = ProbeServer.RaisedLimit);
        var answer = await client.UnaryAsync(new Ask { Payload = ProbeService.Pattern(8 * Megabyte), AnswerBytes = 9 * Megabyte }, headers);
        Assert.Equal(8 * Megabyte, answer.ReceivedBytes);
        Assert.Equal(9 * Megabyte, answer.Payload.Length);
    }

    [Fact]
    public async Task Unary_AnswerOverClientLimit_IsResourceExhausted() =>
        await AssertFails(StatusCode.ResourceExhausted, () => Client().UnaryAsync(new Ask { AnswerBytes = 5 * Megabyte }).ResponseAsync);

    [Fact]
    public async Task Unary_RequestOverClientsSendLimit_IsResourceExhausted() =>
        await AssertFails(StatusCode.ResourceExhausted, () =>
            Client(options => options.MaxSendMessageSize = 1000).UnaryAsync(new Ask { Payload = ProbeService.Pattern(1001) }).ResponseAsync);

    [Fact]
    public async Task Unary_Status_CrossesWithDetailAndTrailers()
    {
        const string detail = "100% ناکام\r\n";
        var error = await AssertFails(StatusCode.FailedPrecondition, () =>
            Client().UnaryAsync(new Ask { Status = (int)StatusCode.FailedPrecondition, Detail = detail }).ResponseAsync);
        Assert.Equal(detail, error.Status.Detail);
        Assert.Equal("asked", error.Trailers.GetValue("x-why"));
        Assert.Equal(ProbeService.BinaryTrailer, error.Trailers.GetValueBytes("x-why-bin"));
    }

    [Fact]
    public async Task Unary_RichError_CrossesWithItsDetails()
    {
        var error = await AssertFails(StatusCode.InvalidArgument, () =>
            Client().UnaryAsync(new Ask { Rich = true, Status = (int)StatusCode.InvalidArgument, Detail = "no text" }).ResponseAsync);
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
        using var call = Client().UnaryAsync(new Ask { ReflectMetadata = true }, headers);
        var returned = await call.ResponseHeadersAsync;
        await call;
        Assert.Equal("plain", returned.GetValue("x-text"));
        Assert.Equal(binary, returned.GetValueBytes("x-raw-bin"));
        Assert.Equal("plain", call.GetTrailers().GetValue("x-trailer-text"));
        Assert.Equal(binary, call.GetTrailers().GetValueBytes("x-trailer-raw-bin"));
    }

    [Fact]
    public async Task Unary_ServiceWithoutTheMethod_IsUnimplemented() =>
        await AssertFails(StatusCode.Unimplemented, () => Client().UnwrittenAsync(new Ask()).ResponseAsync);

    [Fact]
    public async Task Unary_DeadlinePassed_IsDeadlineExceededWithoutACall() =>
        await AssertFails(StatusCode.DeadlineExceeded, () => Client().UnaryAsync(new Ask(), deadline: DateTime.UnixEpoch).ResponseAsync);

    [Fact]
    public async Task Unary_DeadlinePasses_CancelsTheMethod()
    {
        var client = Client();
        await AssertFails(StatusCode.DeadlineExceeded, () => client.UnaryAsync(new Ask { WaitAs = Name() }, deadline: In(1)).ResponseAsync);
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = Name() })).Text);
    }

    [Fact]
    public async Task Unary_Deadline_IsSeenByTheMethod()
    {
        var deadline = In(30);
        var answer = await Client().UnaryAsync(new Ask(), deadline: deadline);
        Assert.InRange(answer.Deadline.ToDateTime(), deadline.AddSeconds(-1), deadline.AddSeconds(20));
    }

    [Fact]
    public async Task Unary_CancelledByToken_CancelsTheMethod()
    {
        var client = Client();
        using var cancellation = new CancellationTokenSource();
        var call = client.UnaryAsync(new Ask { WaitAs = Name(), ReflectMetadata = true }, cancellationToken: cancellation.Token);
        await call.ResponseHeadersAsync;
        await cancellation.CancelAsync();
        await AssertFails(StatusCode.Cancelled, () => call.ResponseAsync);
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = Name() })).Text);
    }

    [Fact]
    public async Task Unary_ManyAtOnce_AllAnswer()
    {
        var client = Client();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), AtOnce, async (i, cancellationToken) =>
        {
            var answer = await client.UnaryAsync(new Ask { Text = $"{i}", AnswerBytes = i }, cancellationToken: cancellationToken);
            Assert.Equal(($"{i}", i), (answer.Text, answer.Payload.Length));
        });
    }

    private static ParallelOptions AtOnce => new() { MaxDegreeOfParallelism = 100 };

    /// <summary>A name that no other test has used with the server.</summary>
    private static string Name([System.Runtime.CompilerServices.CallerMemberName] string test = "") => test;

    private static DateTime In(double seconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds);

    private protected static async Task<RpcException> AssertFails(StatusCode expected, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(expected == error.StatusCode, $"expected {expected}, found {error.Status}");
        return error;
    }
}
