using System.Threading.Channels;
using Directives.Cli;
using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Cli;

public sealed class FollowerTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Officers = ["sgad/section-officer-1", "law/law-officer", "kasur/section-officer"];

    [Fact]
    public async Task Follow_ConnectionCutAgainAndAgain_GivesEveryFactOnceInOrder()
    {
        var number = await fixture.IssueAsync();
        await using var proxy = new FaultyProxy(fixture.Gateway.GrpcAddress.Port);
        using var connection = new Connection(proxy.Address.ToString(), null, new Bearer("role", "oversight"), TimeProvider.System);
        await connection.AuthenticateAsync(TestContext.Current.CancellationToken);
        var notices = Channel.CreateUnbounded<string>();
        var messages = Channel.CreateUnbounded<WatchResponse>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var following = FollowAsync(new Follower(connection, TimeProvider.System, notice => notices.Writer.TryWrite(notice)), number, messages.Writer, stop.Token);

        var first = await NextAsync(messages);
        Assert.Empty(first.Events);
        var seen = new List<Event>();
        foreach (var officer in Officers)
        {
            proxy.Drop();
            Assert.Contains("was cut; it is taken up again after position", await NextAsync(notices), StringComparison.Ordinal);
            await fixture.AnswerAsync(number, officer);
            while (seen.Count(fact => fact.Post == officer) < 2)
                seen.AddRange((await NextAsync(messages)).Events);
            Assert.Equal("Connected again.", await NextAsync(notices));
        }

        await stop.CancelAsync();
        await following;
        Assert.Equal(Officers.SelectMany(officer => (string[])[$"{officer} Opened", $"{officer} Acknowledged"]), seen.Select(fact => $"{fact.Post} {fact.Kind}"));
        Assert.Equal(seen.Count, seen.Select(fact => fact.Position).Distinct().Count());
    }

    [Fact]
    public async Task Follow_ServerUnreachableAtFirst_FailsAtOnce()
    {
        var proxy = new FaultyProxy(fixture.Gateway.GrpcAddress.Port);
        using var connection = new Connection(proxy.Address.ToString(), "token", null, TimeProvider.System);
        await proxy.DisposeAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var _ in new Follower(connection, TimeProvider.System, _ => { }).FollowAsync(new WatchRequest { Directive = SmallProvince.Number }, TestContext.Current.CancellationToken))
                break;
        });
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Follow_PositionUnknown_IsRefused()
    {
        using var connection = new Connection(fixture.Gateway.GrpcAddress.ToString(), null, new Bearer("role", "oversight"), TimeProvider.System);
        await connection.AuthenticateAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            var request = new WatchRequest { Directive = SmallProvince.Number, After = "1.99999999" };
            await foreach (var _ in new Follower(connection, TimeProvider.System, _ => { }).FollowAsync(request, TestContext.Current.CancellationToken))
                break;
        });
        Assert.Contains(refused.StatusCode, (StatusCode[])[StatusCode.OutOfRange, StatusCode.InvalidArgument]);
    }

    /// <summary>One message, and then nothing but calls that break off.</summary>
    [Theory]
    [InlineData(StatusCode.Internal, StatusCode.Internal, StatusCode.Internal)]
    [InlineData(StatusCode.Cancelled, StatusCode.Unavailable, StatusCode.Cancelled)]
    [InlineData(StatusCode.Unavailable, StatusCode.Unknown, StatusCode.Unknown)]
    public async Task Follow_EveryCallBreaksOff_GivesUp(StatusCode watch, StatusCode token, StatusCode outcome)
    {
        await using var server = await BreakingServer.StartAsync(watch, token);
        using var connection = new Connection(server.Address, null, new Bearer("role", "oversight"), TimeProvider.System);
        var clock = new FakeTimeProvider();
        var following = Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var message in new Follower(connection, clock, _ => { }).FollowAsync(new WatchRequest(), TestContext.Current.CancellationToken))
                Assert.Equal("1.1", message.Position);
        });

        await Waits.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return following.IsCompleted;
            },
            () => $"it was to give up and has called {server.Calls} times");

        Assert.Equal(outcome, (await following).StatusCode);
        Assert.InRange(server.Calls, 2, 12);
    }

    /// <summary>What the watch itself would be tried again for, its token is too.</summary>
    [Theory]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.DeadlineExceeded)]
    public async Task Follow_TokenRefusedForNow_TriesAgain(StatusCode token)
    {
        const int ManyCalls = 30;
        await using var server = await BreakingServer.StartAsync(StatusCode.Unavailable, token);
        using var connection = new Connection(server.Address, null, new Bearer("role", "oversight"), TimeProvider.System);
        var clock = new FakeTimeProvider();
        var messages = Channel.CreateUnbounded<WatchResponse>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var following = FollowAsync(new Follower(connection, clock, _ => { }), SmallProvince.Number, messages.Writer, stop.Token);

        await Waits.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return server.Calls >= ManyCalls || following.IsCompleted;
            },
            () => $"it was to go on trying and has called {server.Calls} times");

        Assert.False(following.IsCompleted, $"It gave up after {server.Calls} calls: {token} for a token may pass.");
        await stop.CancelAsync();
        await following.InTime("the end of the watch");
    }

    [Fact]
    public async Task Follow_CancelledWhileTheServerIsAway_Ends()
    {
        var number = await fixture.IssueAsync();
        await using var proxy = new FaultyProxy(fixture.Gateway.GrpcAddress.Port);
        using var connection = new Connection(proxy.Address.ToString(), null, new Bearer("role", "oversight"), TimeProvider.System);
        await connection.AuthenticateAsync(TestContext.Current.CancellationToken);
        var messages = Channel.CreateUnbounded<WatchResponse>();
        var notices = Channel.CreateUnbounded<string>();
        using var stop = new CancellationTokenSource();
        var following = FollowAsync(new Follower(connection, TimeProvider.System, notice => notices.Writer.TryWrite(notice)), number, messages.Writer, stop.Token);
        await NextAsync(messages);
        proxy.Cut();
        await NextAsync(notices);

        await stop.CancelAsync();

        await following.InTime("the end of the watch");
    }

    private static async Task FollowAsync(Follower follower, string number, ChannelWriter<WatchResponse> to, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in follower.FollowAsync(new WatchRequest { Directive = number }, cancellation))
                to.TryWrite(message);
        }
        catch (Exception stopped) when (cancellation.IsCancellationRequested && stopped is OperationCanceledException or RpcException)
        {
        }
        catch (Exception failed)
        {
            to.Complete(failed);
        }
    }

    private static async Task<T> NextAsync<T>(Channel<T> channel) =>
        await channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
}
