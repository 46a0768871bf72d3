using Directives.Gateway;
using Directives.Gateway.Web;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Directives.Tests.Web;

/// <summary>How a page's events end where the page has not left.</summary>
public sealed class EventStreamTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider clock = new();
    private readonly ChainLease lease;
    private readonly Connection connection = new();
    private readonly DefaultHttpContext context = new();
    private readonly StreamEnd end;

    public EventStreamTests()
    {
        lease = new ChainLease(Options.Create(new StorageOptions { Provider = StorageProvider.Sqlite }), clock);
        lease.Renew(clock.GetTimestamp());
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        end = new StreamEnd(
            new Caller("p-1", [], DateTimeOffset.MaxValue), Patience, lease,
            new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), clock, CancellationToken.None);
    }

    [Fact]
    public async Task SendAsync_PageReadsNothing_EndsAfterThePatienceAndWithTheConnection()
    {
        context.Response.Body = new FullStream();
        var stream = new EventStream(context, end, clock);

        var sending = stream.SendAsync("counts", null, new { });
        await clock.WaitForTimerAsync(Patience);
        Assert.False(end.Token.IsCancellationRequested, "Nothing was read, but not for long.");
        clock.Advance(Patience);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.InTime("the end of the sending"));
        await stream.EndAsync();
        Assert.True(connection.IsAborted, "What the page has not read was not to be kept for it.");
    }

    [Fact]
    public async Task SendAsync_PageReads_GoesOnForAsLongAsItDoes()
    {
        context.Response.Body = new MemoryStream();
        var stream = new EventStream(context, end, clock);

        for (var sent = 0; sent < 3; sent++)
        {
            await stream.SendAsync("counts", null, new { sent }).InTime("an event");
            clock.Advance(Patience * 2);
        }

        Assert.False(end.Token.IsCancellationRequested, "A page that reads was not to be cut off.");
        Assert.False(connection.IsAborted, "A page that reads was not to be cut off.");
    }

    [Fact]
    public async Task EndAsync_LeaseEndsBeforeTheFirstEvent_RefusesThePage()
    {
        context.Response.Body = new MemoryStream();
        var stream = new EventStream(context, end, clock);

        lease.Release();
        await stream.EndAsync();

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
    }

    public void Dispose()
    {
        end.Dispose();
        lease.Dispose();
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    /// <summary>Takes nothing.</summary>
    private sealed class FullStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
