using System.Collections.Concurrent;
using System.Text.Json;
using Directives.Cli;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>Sends commands over several connections, with each attempt and each answer in the client's ledger.</summary>
internal sealed class Caller : IDisposable
{
    public static readonly TimeSpan UsualDeadline = TimeSpan.FromSeconds(6);
    private const int Connections = 2;
    private readonly GrpcChannel[][] servers;
    private readonly ClientLedger ledger;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, string> tokens = new(StringComparer.Ordinal);
    private long attempts;
    private int active;

    /// <param name="addresses">Of the gateways, of which one is active at a time.</param>
    public Caller(IEnumerable<string> addresses, ClientLedger ledger, TimeProvider time)
    {
        (this.ledger, this.time) = (ledger, time);
        Streams = new SubmissionStreams(time);
        servers = [.. addresses.Select(address => Enumerable.Range(0, Connections).Select(_ => Open(address)).ToArray())];
    }

    /// <summary>For the acts of many officers over one stream.</summary>
    public SubmissionStreams Streams { get; }

    /// <summary>Told each time that something was confirmed.</summary>
    public event Action? Confirmed;

    /// <summary>One attempt. It is in the ledger before it is sent, and its answer before this returns.</summary>
    public async Task<Answer> AttemptAsync(int round, Act act, Func<GrpcChannel, CallOptions, Task> call, TimeSpan deadline, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref attempts);
        await ledger.AppendAsync(new LedgerLine(round, number, act, null, null, null));
        var answer = await CallAsync(number, act.Via ?? act.By, call, deadline, cancellation);
        await ledger.AppendAsync(new LedgerLine(round, number, null, answer.Outcome.ToString(), answer.Reason, answer.Message));
        if (answer.Outcome is Outcome.Confirmed)
            Confirmed?.Invoke();
        return answer;
    }

    /// <summary>Writes down that an attempt whose answer was lost has taken effect, as GetOutcome says.</summary>
    public async Task<bool> AskOutcomeAsync(int round, Act act, Func<GrpcChannel, CallOptions, Task> ask, CancellationToken cancellation)
    {
        var answer = await CallAsync(Interlocked.Read(ref attempts), act.Via ?? act.By, ask, UsualDeadline, cancellation);
        if (answer.Outcome is not Outcome.Confirmed)
            return false;
        var number = Interlocked.Increment(ref attempts);
        await ledger.AppendAsync(new LedgerLine(round, number, act, null, null, null));
        await ledger.AppendAsync(new LedgerLine(round, number, null, nameof(Outcome.Confirmed), "GET_OUTCOME", null));
        Confirmed?.Invoke();
        return true;
    }

    public async Task<Answer> CallAsync(long number, string bearer, Func<GrpcChannel, CallOptions, Task> call, TimeSpan deadline, CancellationToken cancellation)
    {
        var server = Volatile.Read(ref active);
        try
        {
            var channel = servers[server][number % Connections];
            var options = await AuthorizeAsync(channel, bearer, cancellation);
            await call(channel, options.WithDeadline(time.GetUtcNow().UtcDateTime + deadline));
            return new Answer(Outcome.Confirmed, "", "");
        }
        catch (RpcException exception)
        {
            // Not the active one, or not there: the next call asks the other.
            if (exception.StatusCode is StatusCode.Unavailable || (exception.StatusCode is StatusCode.DeadlineExceeded && deadline >= UsualDeadline))
                Interlocked.CompareExchange(ref active, (server + 1) % servers.Length, server);
            return Read(exception, bearer);
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException)
        {
            // A request that is streamed fails so where its connection ends.
            return Read(new RpcException(new Status(StatusCode.Unavailable, cut.Message, cut)), bearer);
        }
        catch (SubmissionRefusedException refused)
        {
            return new Answer(Classify((StatusCode)refused.Outcome.Code, refused.Outcome.Reason), refused.Outcome.Reason, refused.Message);
        }
    }

    private async Task<CallOptions> AuthorizeAsync(GrpcChannel channel, string bearer, CancellationToken cancellation)
    {
        if (!tokens.TryGetValue(bearer, out var token))
        {
            var request = new IssueDevelopmentTokenRequest();
            if (bearer.Split(':') is ["role", var role, .. var name])
                (request.Role, request.Name) = (role, name.FirstOrDefault(""));
            else if (bearer.StartsWith("department:", StringComparison.Ordinal))
                request.Department = bearer["department:".Length..];
            else
                request.Person = bearer;
            var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + UsualDeadline, cancellationToken: cancellation);
            tokens[bearer] = token = (await new TokenService.TokenServiceClient(channel).IssueDevelopmentTokenAsync(request, options)).Token;
        }

        return new CallOptions(new Metadata { { "authorization", $"Bearer {token}" } }, cancellationToken: cancellation);
    }

    public void Dispose()
    {
        Streams.Dispose();
        foreach (var channel in servers.SelectMany(channels => channels))
            channel.Dispose();
    }

    private static GrpcChannel Open(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), EnableMultipleHttp2Connections = true },
        DisposeHttpClient = true,
    });

    private Answer Read(RpcException exception, string bearer)
    {
        var refused = RefusedCall.Of(exception);
        if (refused.Code is StatusCode.Unauthenticated)
            tokens.TryRemove(bearer, out _);
        return new Answer(Classify(refused.Code, refused.Reason), refused.Reason.Length > 0 ? refused.Reason : refused.CodeName, refused.Message);
    }

    private static Outcome Classify(StatusCode code, string reason) => (code, reason) switch
    {
        (StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.PermissionDenied or StatusCode.AlreadyExists
            or StatusCode.NotFound or StatusCode.OutOfRange, _) => Outcome.Refused,
        (StatusCode.Unauthenticated or StatusCode.Aborted or StatusCode.ResourceExhausted, _) or (_, "STORAGE_UNAVAILABLE" or "NOT_ACTIVE") => Outcome.Nothing,
        (StatusCode.Internal, "INTERNAL") => Outcome.Broken,
        _ => Outcome.Unknown,
    };
}
