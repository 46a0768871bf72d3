using Directives.Tests.GrpcCompat.V1;
using Directives.Tests.Support;
using Grpc.Core;

namespace Directives.Tests.GrpcCompat;

/// <summary>Calls with many messages.</summary>
public abstract partial class ClientTests
{
    [Fact]
    public async Task Gather_ManyMessages_AnswersOnce()
    {
        using var call = Client().Gather();
        for (var i = 0; i < 1000; i++)
            await call.RequestStream.WriteAsync(new Ask { Text = "a", Payload = ProbeService.Pattern(i) });
        await call.RequestStream.CompleteAsync();
        var answer = await call;
        Assert.Equal((1000, 499_500L), (answer.ReceivedMessages, answer.ReceivedBytes));
    }

    [Fact]
    public async Task Gather_ServerRefusesHalfway_EndsWithItsStatus()
    {
        using var call = Client().Gather();
        await call.RequestStream.WriteAsync(new Ask { Status = (int)StatusCode.OutOfRange, Detail = "enough" });
        var error = await AssertFails(StatusCode.OutOfRange, () => call.ResponseAsync);
        Assert.Equal("enough", error.Status.Detail);
        await AssertFails(StatusCode.OutOfRange, () => call.RequestStream.WriteAsync(new Ask()));
    }

    [Fact]
    public async Task Gather_WriteAfterComplete_IsRefused()
    {
        using var call = Client().Gather();
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new Ask()));
    }

    [Fact]
    public async Task Scatter_ManyMessages_ArriveInOrder()
    {
        using var call = Client().Scatter(new Ask { Count = 5000, AnswerBytes = 100 });
        var next = 0;
        await foreach (var answer in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            Assert.Equal(next++, answer.Index);
        Assert.Equal(5000, next);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Scatter_ErrorAfterMessages_GivesTheMessagesThenTheError()
    {
        using var call = Client().Scatter(new Ask { Count = 3, Status = (int)StatusCode.DataLoss, Detail = "gone" });
        for (var i = 0; i < 3; i++)
            Assert.True(await call.ResponseStream.MoveNext());
        await AssertFails(StatusCode.DataLoss, () => call.ResponseStream.MoveNext());
        Assert.Equal("asked", call.GetTrailers().GetValue("x-why"));
    }

    [Fact]
    public async Task Scatter_Disposed_CancelsTheMethod()
    {
        var client = Client();
        using (var call = client.Scatter(new Ask { Count = 1, WaitAs = Name() }))
            Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = Name() })).Text);
    }

    [Fact]
    public async Task Scatter_TokenCancelledBetweenReads_CancelsTheMethod()
    {
        var client = Client();
        using var cancellation = new CancellationTokenSource();
        using var call = client.Scatter(new Ask { Count = 1, WaitAs = Name() }, cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        await cancellation.CancelAsync();
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = Name() })).Text);
        await AssertFails(StatusCode.Cancelled, () => call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Scatter_DeadlinePassesInMidStream_IsDeadlineExceeded()
    {
        var client = Client();
        await client.UnaryAsync(new Ask());
        using var call = client.Scatter(new Ask { Count = 2, WaitAs = Name() }, deadline: In(3));
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.True(await call.ResponseStream.MoveNext());
        await AssertFails(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext());
        Assert.Equal("cancelled", (await client.AwaitCancelledAsync(new Ask { WaitAs = Name() })).Text);
    }

    [Fact]
    public async Task Converse_PingPong_AnswersEachBeforeTheNext()
    {
        using var call = Client().Converse();
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
        using var call = Client(options => options.MaxReceiveMessageSize = ProbeServer.RaisedLimit).Converse();
        for (var i = 0; i < 4; i++)
        {
            await call.RequestStream.WriteAsync(new Ask { Payload = ProbeService.Pattern(5 * Megabyte), AnswerBytes = 6 * Megabyte });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal((5 * Megabyte, 6 * Megabyte), ((int)call.ResponseStream.Current.ReceivedBytes, call.ResponseStream.Current.Payload.Length));
        }
    }

    [Fact]
    public async Task Converse_ManyAtOnce_AllAnswer()
    {
        var client = Client();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), AtOnce, async (i, cancellationToken) =>
        {
            using var call = client.Converse(cancellationToken: cancellationToken);
            for (var n = 0; n < 3; n++)
            {
                await call.RequestStream.WriteAsync(new Ask { Text = $"{i}/{n}" }, cancellationToken);
                Assert.True(await call.ResponseStream.MoveNext(cancellationToken));
                Assert.Equal($"{i}/{n}", call.ResponseStream.Current.Text);
            }
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext(cancellationToken));
        });
    }

    [Fact]
    public async Task Scatter_SlowReader_HoldsTheServerBackAndLosesNothing()
    {
        const int total = 600;
        var client = Client();
        var name = Name();
        using var call = client.Scatter(new Ask { Count = total, AnswerBytes = 100_000, ProgressAs = name });
        Assert.True(await call.ResponseStream.MoveNext());
        int seen = 0, now = 0;
        await Waits.UntilAsync(
            async () =>
            {
                seen = now;
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
                now = (await client.ProgressAsync(new Ask { ProgressAs = name })).Index;
                return now == seen && now >= 2;
            },
            () => $"the server was to be held back, and has written {now} messages");
        Assert.True(seen < total, $"flow control held nothing back: {seen} of {total} messages were written unread");
        var next = 1;
        await foreach (var answer in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            Assert.Equal(next++, answer.Index);
        Assert.Equal(total, next);
    }
}
