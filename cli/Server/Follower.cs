using System.Runtime.CompilerServices;
using Directives.V1;
using Grpc.Core;

namespace Directives.Cli;

/// <summary>Follows a directive across cut connections: each message once, in order, none missing.</summary>
/// <param name="notify">Told when the connection is cut and when it is back.</param>
internal sealed class Follower(Connection connection, TimeProvider time, Action<string> notify)
{
    private const int MaxRefusals = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>The messages until cancelled.</summary>
    /// <exception cref="RpcException">
    /// The first call is refused or the server not reached; or, later, the server refuses for good.
    /// </exception>
    public async IAsyncEnumerable<WatchResponse> FollowAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var position = request.After;
        var attempts = 0;
        var hasConnected = false;
        var started = time.GetTimestamp();
        while (true)
        {
            using var call = connection.Oversight.Watch(
                new WatchRequest { Directive = request.Directive, Department = request.Department, After = position }, cancellationToken: cancellation);
            while (await MoveNextAsync(call.ResponseStream, cut => hasConnected ? MayPass(cut, attempts) : MayBeFound(cut, started), cancellation))
            {
                if (attempts > 0 && hasConnected)
                    notify("Connected again.");
                attempts = 0;
                hasConnected = true;
                position = call.ResponseStream.Current.Position;
                yield return call.ResponseStream.Current;
            }

            if (attempts++ == 0 && hasConnected)
                notify($"The connection to {connection.Server} was cut; it is taken up again after position {position}.");
            await Task.Delay(Wait(attempts), time, cancellation);
            await FindAgainAsync(attempts, cancellation);
        }
    }

    /// <summary>False where the stream has ended or was cut in a way that may pass.</summary>
    private static async Task<bool> MoveNextAsync(
        IAsyncStreamReader<WatchResponse> stream, Func<RpcException, bool> mayPass, CancellationToken cancellation)
    {
        try
        {
            return await stream.MoveNext(cancellation);
        }
        catch (RpcException cut) when (!cancellation.IsCancellationRequested && mayPass(cut))
        {
            return false;
        }
    }

    /// <summary>Whether another server may answer, where the first has not.</summary>
    private bool MayBeFound(RpcException cut, long started) =>
        connection.HasOthers && Servers.IsUnanswered(cut) && time.GetElapsedTime(started) < Servers.Patience;

    /// <summary>
    /// Whether to try again: a server that is away or has too much to do comes back; one that breaks every call off is given up.
    /// </summary>
    private static bool MayPass(RpcException cut, int attempts) => cut.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.DeadlineExceeded => true,
        StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown or StatusCode.Unauthenticated => attempts < MaxRefusals,
        _ => false,
    };

    /// <summary>Another server may answer by now; a token may have run out, or the server may have been started anew, since.</summary>
    private async Task FindAgainAsync(int attempts, CancellationToken cancellation)
    {
        try
        {
            await connection.FindAsync(cancellation);
            await connection.AuthenticateAsync(cancellation);
        }
        catch (RpcException failed) when (!cancellation.IsCancellationRequested && MayPass(failed, attempts))
        {
            // The watch itself is tried next and says so.
        }
    }

    private static TimeSpan Wait(int attempts) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(attempts - 1, 10)));
}
