using System.Net;
using System.Net.Sockets;
using Directives.Cli;
using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Cli;

/// <summary>Several addresses of which one answers.</summary>
public sealed class ServersTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private string Server => fixture.Gateway.GrpcAddress.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Command_OneAddressOfTwoAnswers_IsAnswered(bool first)
    {
        var servers = first ? (string[])[Server, Nobody()] : [Nobody(), Server];

        var once = await CliRun.RunAsync("registry", "browse", "--role", "oversight", "--server", $"{servers[0]}, {servers[1]}");
        var twice = await CliRun.RunAsync("registry", "browse", "--role", "oversight", "--server", servers[0], "--server", servers[1]);
        var environment = await CliRun.RunAsync(
            new Dictionary<string, string> { [GlobalOptions.ServerVariable] = string.Join(',', servers) }, "registry", "browse", "--role", "oversight");

        Assert.Contains("punjab", once.Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Equal(once.Output, twice.Expect(ExitCode.Ok).Output);
        Assert.Equal(once.Output, environment.Expect(ExitCode.Ok).Output);
    }

    [Fact]
    public async Task Call_AnsweredByTheSecond_GoesThereAtOnceNextTime()
    {
        using var nobody = new Counted();
        using var connection = new Connection($"{nobody.Address},{Server}", null, Bearer.Of(null, "oversight"), TimeProvider.System);
        await connection.AuthenticateAsync(Cancellation);
        var before = nobody.Calls;

        for (var i = 0; i < 5; i++)
            await connection.Registry.GetRegistryAsync(new GetRegistryRequest(), connection.Within(Cancellation));

        Assert.True(before > 0, "the first address was to be tried");
        Assert.Equal(before, nobody.Calls);
    }

    [Fact]
    public async Task Call_RefusedByTheFirst_IsNotMadeAgain()
    {
        using var nobody = new Counted();
        using var connection = new Connection($"{Server},{nobody.Address}", "no token", null, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await connection.Registry.GetRegistryAsync(new GetRegistryRequest(), connection.Within(Cancellation)));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(0, nobody.Calls);
    }

    [Fact]
    public async Task Call_NobodyAnswers_FailsWhenItsPatienceIsUp()
    {
        var clock = new FakeTimeProvider();
        using var servers = new Servers("http://one,http://two", clock);
        var called = new List<int>();
        var finding = servers.FindAsync<int>(Refuse, null, Cancellation);

        while (!finding.IsCompleted)
        {
            await Task.WhenAny(finding, clock.WaitForTimersAsync(1));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => finding)).StatusCode);
        Assert.Equal(Enumerable.Range(0, called.Count).Select(turn => turn % 2), called);
        var taken = clock.GetUtcNow() - clock.Start;
        Assert.True(taken >= Servers.Patience - TimeSpan.FromSeconds(2), $"It was to be tried for {Servers.Patience}, and was for {taken}.");

        Task<int> Refuse(int number, DateTime? deadline)
        {
            called.Add(number);
            throw new RpcException(new Status(StatusCode.Unavailable, "nobody"));
        }
    }

    /// <summary>A process that was stopped takes calls and does not answer them.</summary>
    [Fact]
    public async Task Call_OneNeitherAnswersNorRefuses_IsGivenLittleTime()
    {
        var clock = new FakeTimeProvider();
        using var servers = new Servers("http://stalled,http://starting", clock);
        var deadline = clock.GetUtcNow().UtcDateTime.AddMinutes(1);
        var asked = new List<(int Number, TimeSpan Time)>();
        var finding = servers.FindAsync(Ask, deadline, Cancellation);

        while (!finding.IsCompleted)
        {
            await Task.WhenAny(finding, clock.WaitForTimersAsync(1));
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal("started", await finding);
        Assert.Equal([0, 1, 0, 1], asked.Select(call => call.Number));
        Assert.Equal(TimeSpan.FromMinutes(1), asked[0].Time);
        Assert.All(asked.Skip(1), call => Assert.InRange(call.Time, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)));

        Task<string> Ask(int number, DateTime? until)
        {
            asked.Add((number, until!.Value - clock.GetUtcNow().UtcDateTime));
            return asked.Count switch
            {
                1 => throw new RpcException(new Status(StatusCode.Internal, "", new HttpProtocolException(1, "The ping was not answered.", null))),
                2 => throw new RpcException(new Status(StatusCode.Unavailable, "refused")),
                3 => throw new RpcException(new Status(StatusCode.DeadlineExceeded, "")),
                _ => Task.FromResult("started"),
            };
        }
    }

    [Fact]
    public async Task Call_NobodyAnswersBeforeItsDeadline_FailsByThen()
    {
        using var connection = new Connection($"{Nobody()},{Nobody()}", "token", null, TimeProvider.System);
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await connection.Registry.GetRegistryAsync(new GetRegistryRequest(), deadline: deadline, cancellationToken: Cancellation));

        Assert.Contains(failure.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.DeadlineExceeded]);
        Assert.True(TimeProvider.System.GetUtcNow().UtcDateTime < deadline.AddSeconds(10), "It was to fail by its deadline.");
    }

    [Fact]
    public async Task Watch_OneAddressOfTwoAnswers_IsFound()
    {
        var number = await fixture.IssueAsync();
        using var connection = new Connection($"{Nobody()},{Server}", null, Bearer.Of(null, "oversight"), TimeProvider.System);
        using var direct = new Connection(Server, null, null, TimeProvider.System);
        var token = await direct.GetTokenAsync(Bearer.Of(null, "oversight")!, 0, Cancellation);
        var follower = new Follower(connection.With(token.Token), TimeProvider.System, notice => Assert.Fail(notice));

        await foreach (var update in follower.FollowAsync(new WatchRequest { Directive = number }, Cancellation))
        {
            Assert.Equal(number, update.Compliance.Directive);
            break;
        }
    }

    /// <summary>An address at which nothing listens.</summary>
    private static string Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    /// <summary>A server that hangs up on whoever calls, and counts them.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private int calls;

        public Counted()
        {
            listener.Start();
            _ = AcceptAsync();
        }

        public int Calls => Volatile.Read(ref calls);

        public string Address => $"http://{listener.LocalEndpoint}";

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(CancellationToken.None);
                    Interlocked.Increment(ref calls);
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
            }
        }
    }
}
