using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>Ends a call whose time is over with DEADLINE_EXCEEDED, even though its method still runs, and cancels the method's token.</summary>
internal sealed class ServerDeadline : IAsyncDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly HttpServerCallContext _call;
    private readonly CancellationTokenSource _cancellation;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TaskCompletionSource? _exceeded;
    private bool _ended;

    internal ServerDeadline(HttpServerCallContext call, TimeSpan timeout)
    {
        _call = call;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(call.HttpContext.RequestAborted);
        Deadline = TimeProvider.System.GetUtcNow().UtcDateTime + timeout;
        _timer = TimeProvider.System.CreateTimer(static state => ((ServerDeadline)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Schedule();
    }

    internal DateTime Deadline { get; }

    internal CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>True when the deadline has ended the call: nothing more may be sent.</summary>
    internal bool IsExceeded => Volatile.Read(ref _exceeded) is not null;

    /// <summary>The method has ended. False when the deadline came first; the call's end has then been sent.</summary>
    internal async ValueTask<bool> TryEndAsync()
    {
        TaskCompletionSource? exceeded;
        lock (_lock)
        {
            _ended = true;
            exceeded = _exceeded;
        }
        if (exceeded is null)
            return true;
        await exceeded.Task;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _cancellation.Dispose();
    }

    private void Schedule()
    {
        var left = Deadline - TimeProvider.System.GetUtcNow().UtcDateTime;
        // A timer may be early by less than a millisecond; the deadline must not be.
        left = left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
        _timer.Change(left < LongestTimer ? left : LongestTimer, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            if (TimeProvider.System.GetUtcNow().UtcDateTime < Deadline)
            {
                Schedule();
                return;
            }
            _exceeded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        _ = ExceedAsync(_exceeded);
    }

    private async Task ExceedAsync(TaskCompletionSource exceeded)
    {
        try
        {
            _call.WriteStatus(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"));
            if (_call.HttpContext.Features.Get<IHttpResponseBodyFeature>() is { } body)
                await body.CompleteAsync();
            _call.Reset();
            await _cancellation.CancelAsync();
        }
        catch (Exception ex) when (ex is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection went away while the end was being sent.
            _call.HttpContext.Abort();
        }
        finally
        {
            exceeded.SetResult();
        }
    }
}
