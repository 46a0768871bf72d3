namespace Directives.Gateway;

/// <summary>
/// When a stream ends by itself: with its caller, or where he stops reading; with the server; with the caller's token.
/// </summary>
internal sealed class StreamEnd : IDisposable
{
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(40);
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource slow;
    private readonly CancellationTokenSource end;
    private readonly TimeSpan patience;

    /// <param name="patience">How long the caller may take nothing of what is ready for him.</param>
    public StreamEnd(ServerCallContext context, TimeSpan patience, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        this.patience = patience;
        slow = new(Timeout.InfiniteTimeSpan, time);
        var left = context.GetCaller().ExpiresAt - time.GetUtcNow();
        expiry = left < MaxTimer ? new(left > TimeSpan.Zero ? left : TimeSpan.Zero, time) : new();
        end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping, expiry.Token, slow.Token);
    }

    public CancellationToken Token => end.Token;

    /// <summary>Why it was ended, where neither the caller nor the server's stop has done so.</summary>
    public RpcException? Refusal =>
        slow.IsCancellationRequested ? Errors.Create(
            StatusCode.ResourceExhausted, "READER_TOO_SLOW", $"Nothing was read for {patience.TotalSeconds:0} s; resume after the last position.")
        : expiry.IsCancellationRequested ? Errors.Create(
            StatusCode.Unauthenticated, "TOKEN_REFUSED", "The token has expired; resume with a new one.")
        : null;

    /// <summary>Writes a message, and waits until there is room for the next.</summary>
    /// <exception cref="OperationCanceledException">The stream has ended, as <see cref="Token"/> tells.</exception>
    public async Task WriteAsync<T>(IServerStreamWriter<T> stream, T message)
    {
        var written = stream.WriteAsync(message, Token);
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
