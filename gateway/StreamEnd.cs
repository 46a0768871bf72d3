namespace Directives.Gateway;

/// <summary>When a stream ends by itself: with its caller, with the server, or with the caller's token.</summary>
internal sealed class StreamEnd : IDisposable
{
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(40);
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource end;

    public StreamEnd(ServerCallContext context, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        var left = context.GetCaller().ExpiresAt - time.GetUtcNow();
        expiry = left < MaxTimer ? new(left > TimeSpan.Zero ? left : TimeSpan.Zero, time) : new();
        end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping, expiry.Token);
    }

    public CancellationToken Token => end.Token;

    public bool IsExpired => expiry.IsCancellationRequested;

    public static RpcException Expired() =>
        Errors.Create(StatusCode.Unauthenticated, "TOKEN_REFUSED", "The token has expired; resume with a new one.");

    public void Dispose()
    {
        end.Dispose();
        expiry.Dispose();
    }
}
