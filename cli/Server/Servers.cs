using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Cli;

/// <summary>
/// The addresses of one gateway, of which one process at a time answers: calls go to the one that answered last, and to the
/// next where it is not reached.
/// </summary>
internal sealed class Servers : IDisposable
{
    /// <summary>How long none of several may answer: longer than one takes to take over from another.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the first server that is called in place of another may take; half as much again each time. One that has stopped without closing
    /// its port would not answer, and not refuse.
    /// </summary>
    private static readonly TimeSpan FirstTry = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly GrpcChannel[] channels;
    private readonly TimeProvider time;
    private int current;

    /// <param name="addresses">One, or several with commas between them.</param>
    public Servers(string addresses, TimeProvider time)
    {
        this.time = time;
        var each = Split(addresses);
        Text = string.Join(", ", each);
        channels = Array.ConvertAll(each, address => Open(address, each.Length > 1));
    }

    /// <summary>For people.</summary>
    public string Text { get; }

    public bool AreSeveral => channels.Length > 1;

    /// <summary>The one that is called now, by its number.</summary>
    public int Current => Volatile.Read(ref current);

    public CallInvoker Invoker => AreSeveral ? new FindingInvoker(this) : channels[0].CreateCallInvoker();

    public static string[] Split(string addresses) => addresses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public CallInvoker Channel(int number) => channels[number].CreateCallInvoker();

    /// <summary>One that was called has not answered: the next is called from now on, unless somebody has gone on already.</summary>
    public void Leave(int number) => Interlocked.CompareExchange(ref current, (number + 1) % channels.Length, number);

    /// <summary>Calls one after the other until one answers, where there are several.</summary>
    /// <param name="call">
    /// Calls the server of a number with a deadline. Made again as it was: the same operation id makes it the same command.
    /// </param>
    /// <exception cref="RpcException">The answer is a refusal, or nobody has answered for <see cref="Patience"/>.</exception>
    public async Task<T> FindAsync<T>(Func<int, DateTime?, Task<T>> call, DateTime? deadline, CancellationToken cancellation)
    {
        long? unanswered = null;
        var (pause, patience) = (FirstPause, FirstTry);
        for (var tries = 1; ; tries++)
        {
            var number = Current;
            DateTime? limit = tries > 1 ? (time.GetUtcNow() + patience).UtcDateTime : null;
            try
            {
                return await call(number, limit > deadline ? deadline : limit ?? deadline);
            }
            catch (RpcException failure) when (
                AreSeveral && !cancellation.IsCancellationRequested
                && (IsUnanswered(failure) || (failure.StatusCode is StatusCode.DeadlineExceeded && limit is not null && !(limit > deadline))))
            {
                Leave(number);
                unanswered ??= time.GetTimestamp();
                if (time.GetElapsedTime(unanswered.Value) + pause > Patience || time.GetUtcNow() + pause > deadline)
                    throw;
            }

            if (tries % channels.Length != 0)
                continue;
            patience *= 1.5;
            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>The server was not reached, is not the one to call, or the connection to it broke.</summary>
    public static bool IsUnanswered(RpcException failure)
    {
        if (failure.StatusCode is StatusCode.Unavailable)
            return true;
        for (var cause = failure.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException or IOException or SocketException)
                return failure.StatusCode is not (StatusCode.DeadlineExceeded or StatusCode.Cancelled);
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var channel in channels)
            channel.Dispose();
    }

    /// <param name="others">There are others to call: a process that has stopped without closing its connections is soon left.</param>
    private static GrpcChannel Open(string address, bool others) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(others ? 2 : 5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(others ? 2 : 30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(others ? 3 : 10),
            EnableMultipleHttp2Connections = true,
        },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = 64 * 1024 * 1024,
    });
}
