using Directives.Silo.Storage;

namespace Directives.Gateway;

/// <summary>
/// When a stream ends by itself: with its caller, or where he stops reading; with his token; with the server, or where
/// that may not be the active one any more.
/// </summary>
internal sealed class StreamEnd : IDisposable
{
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(40);
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource slow;
    private readonly CancellationTokenSource end;
    private readonly ChainLease lease;
    private readonly TimeSpan patience;

    /// <param name="patience">How long he may take nothing of what is ready for him.</param>
    /// <param name="left">When the caller has left.</param>
    public StreamEnd(
        Caller caller, TimeSpan patience, ChainLease lease, IHostApplicationLifetime lifetime, TimeProvider time, CancellationToken left)
    {
        (this.patience, this.lease) = (patience, lease);
        Lapsed = lease.Lapsed;
        slow = new(Timeout.InfiniteTimeSpan, time);
        var lasts = caller.ExpiresAt - time.GetUtcNow();
        expiry = lasts < MaxTimer ? new(lasts > TimeSpan.Zero ? lasts : TimeSpan.Zero, time) : new();
        end = CancellationTokenSource.CreateLinkedTokenSource([left, lifetime.ApplicationStopping, expiry.Token, slow.Token, Lapsed]);
    }

    public CancellationToken Token => end.Token;

    /// <summary>When this process may not be the active one any more.</summary>
    public CancellationToken Lapsed { get; }

    /// <summary>Whether he has read nothing for too long.</summary>
    public bool IsSlow => slow.IsCancellationRequested;

    /// <summary>Why it was ended, where neither the caller nor the server's stop has done so.</summary>
    public RpcException? Refusal =>
        Lapsed.IsCancellationRequested ? ActiveOnly.Refuse()
        : IsSlow ? Errors.Create(
            StatusCode.ResourceExhausted, "READER_TOO_SLOW", $"Nothing was read for {patience.TotalSeconds:0} s; resume after the last position.")
        : expiry.IsCancellationRequested ? Errors.Create(
            StatusCode.Unauthenticated, "TOKEN_REFUSED", "The token has expired; resume with a new one.")
        : null;

    /// <exception cref="RpcException">UNAVAILABLE: this process may not be the active one any more.</exception>
    public void ThrowIfLapsed()
    {
        if (Lapsed.IsCancellationRequested || !lease.IsHeld)
            throw ActiveOnly.Refuse();
    }

    /// <summary>Waits until what is being written has been taken, so that there is room for more.</summary>
    /// <exception cref="OperationCanceledException">The stream has ended, as <see cref="Token"/> tells.</exception>
    public async Task TakenAsync(Task written)
    {
        if (!written.IsCompleted)
        {
            slow.CancelAfter(patience);
            await written;
            slow.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        await written;
    }

    public void Dispose()
    {
        end.Dispose();
        slow.Dispose();
        expiry.Dispose();
    }
}
