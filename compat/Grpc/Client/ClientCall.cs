using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>One call: its life from request to status, without its message types.</summary>
internal abstract class ClientCall : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly IMethod _method;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly DateTime _deadline;
    private readonly Lock _lock = new();
    private TaskCompletionSource<Metadata>? _headers;
    private HttpResponseMessage? _response;
    private Outcome? _outcome;
    private CancellationTokenRegistration _byCaller;
    private CancellationTokenRegistration _byChannel;
    private ITimer? _timer;

    protected ClientCall(GrpcChannel channel, IMethod method, CallOptions options)
    {
        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue && deadline != DateTime.MinValue && deadline.Kind != DateTimeKind.Utc)
            throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        ObjectDisposedException.ThrowIf(channel.Closed.IsCancellationRequested, channel);
        Channel = channel;
        Options = options;
        _method = method;
        _deadline = options.Deadline ?? DateTime.MaxValue;
        Cancelled = _cancellation.Token;
    }

    internal GrpcChannel Channel { get; }

    internal CallOptions Options { get; }

    internal CancellationToken Cancelled { get; }

    internal bool IsDisposed { get; private set; }

    /// <summary>The task that carries the call through; nobody need look at it once the call is disposed.</summary>
    internal Task? Work { get; set; }

    internal bool HasEnded => Volatile.Read(ref _outcome) is not null;

    protected string? RequestEncoding { get; private set; }

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>The response's headers as soon as they are there.</summary>
    internal Task<Metadata> HeadersAsync()
    {
        lock (_lock)
        {
            if (_headers is null)
            {
                _headers = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                SettleHeaders();
            }
            return _headers.Task;
        }
    }

    internal Status GetStatus() => Volatile.Read(ref _outcome) is { } outcome
        ? outcome.Status
        : throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    internal Metadata GetTrailers() => Volatile.Read(ref _outcome)?.Trailers
        ?? throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    public void Dispose()
    {
        IsDisposed = true;
        Cancel(new Status(StatusCode.Cancelled, "gRPC call disposed."));
        if (Work is { IsCompletedSuccessfully: false } work)
            _ = work.ContinueWith(static ended => ended.Exception, default, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends the call from this side.</summary>
    internal void Cancel(Status status)
    {
        if (!TryEnd(new Outcome(status, null)))
            return;
        _cancellation.Cancel();
        Release();
    }

    /// <summary>Sends the request and waits for the headers of the response; throws when they already end the call with an error.</summary>
    protected async Task<(HttpResponseMessage Response, Stream Body)> SendAsync(RequestContent content)
    {
        try
        {
            var request = CreateRequest(content);
            Watch(request.Headers);
            if (Channel.CredentialsFor(_method, Options.Credentials, Cancelled) is { } credentials)
                AddMetadata(request.Headers, await credentials);
            var response = Channel.Invoker is HttpClient client
                ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled)
                : await Channel.Invoker.SendAsync(request, Cancelled);
            if (!TryHold(response))
                throw Fail(new OperationCanceledException(Cancelled), "");
            if (HttpStatusMapping.StatusIn(response.Headers) is { } status)
            {
                if (status.StatusCode != StatusCode.OK)
                    throw End(status, response.Headers)!;
            }
            else if (HttpStatusMapping.Check(response) is { } problem)
            {
                throw End(problem, null)!;
            }
            return (response, await response.Content.ReadAsStreamAsync(Cancelled));
        }
        catch (Exception ex) when (ex is not RpcException || !HasEnded)
        {
            throw Fail(ex, "Error starting gRPC call.");
        }
    }

    /// <summary>The response was read to its end: its trailers, or headers without a body, say how the call ended.</summary>
    protected RpcException? EndFrom(HttpResponseMessage response)
    {
        if (HttpStatusMapping.StatusIn(response.TrailingHeaders) is { } status)
            return End(status, response.TrailingHeaders);
        return HttpStatusMapping.StatusIn(response.Headers) is { } early
            ? End(early, response.Headers)
            : End(new Status(StatusCode.Cancelled, "No grpc-status found on response."), response.TrailingHeaders);
    }

    /// <summary>Ends the call for an exception, unless it has ended, and says how.</summary>
    internal RpcException Fail(Exception exception, string summary)
    {
        var status = exception switch
        {
            RpcException rpc => rpc.Status,
            OperationCanceledException => new Status(StatusCode.Cancelled, "", exception),
            _ => new Status(HttpStatusMapping.Of(exception), $"{summary} {Describe(exception)}", exception),
        };
        if (status.StatusCode == StatusCode.Cancelled && _deadline <= Now)
            status = new Status(StatusCode.DeadlineExceeded, "", exception);
        Cancel(status);
        return _outcome!.ToException(exception);
    }

    /// <summary>Lets go of what the call holds; it has ended.</summary>
    protected virtual void Release()
    {
        HttpResponseMessage? response;
        lock (_lock)
        {
            response = _response;
            SettleHeaders();
        }
        _byCaller.Unregister();
        _byChannel.Unregister();
        _timer?.Dispose();
        response?.Dispose();
        _cancellation.Dispose();
    }

    private RpcException? End(Status status, HttpHeaders? trailers)
    {
        if (TryEnd(new Outcome(status, trailers)))
            Release();
        return _outcome!.Status.StatusCode == StatusCode.OK ? null : _outcome.ToException(null);
    }

    private bool TryEnd(Outcome outcome) => Interlocked.CompareExchange(ref _outcome, outcome, null) is null;

    /// <summary>Keeps the response, unless the call has ended meanwhile.</summary>
    private bool TryHold(HttpResponseMessage response)
    {
        lock (_lock)
        {
            _response = response;
            SettleHeaders();
        }
        if (!HasEnded)
            return true;
        response.Dispose();
        return false;
    }

    private void SettleHeaders()
    {
        if (_headers is null || _headers.Task.IsCompleted)
            return;
        if (_response is not null)
        {
            _headers.TrySetResult(Outcome.Read(_response.Headers));
            return;
        }
        if (_outcome is null)
            return;
        _headers.TrySetException(_outcome.ToException(null));
        _ = _headers.Task.Exception;
    }

    private HttpRequestMessage CreateRequest(RequestContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Channel.UriOf(_method))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "grpc-dotnet-compat");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation(GrpcWire.AcceptEncoding, MessageCompression.Accepted);
        if (Options.Headers is { } metadata)
            AddMetadata(request.Headers, metadata);
        return request;
    }

    private void AddMetadata(HttpRequestHeaders headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key == GrpcWire.RequestedEncoding)
                headers.TryAddWithoutValidation(GrpcWire.Encoding, RequestEncoding = entry.Value);
            else if (entry.Key != GrpcWire.Timeout)
                headers.TryAddWithoutValidation(entry.Key, entry.WireValue);
        }
        if (RequestEncoding is { } encoding && encoding != MessageCompression.Identity && !MessageCompression.IsKnown(encoding))
            throw new RpcException(new Status(StatusCode.Internal, $"Could not find compression provider for '{encoding}'."));
    }

    /// <summary>Sets off what may end the call from this side: its deadline, the caller's token, the channel.</summary>
    private void Watch(HttpRequestHeaders headers)
    {
        if (_deadline != DateTime.MaxValue)
        {
            var left = _deadline - Now;
            if (left <= TimeSpan.Zero)
                throw new RpcException(new Status(StatusCode.DeadlineExceeded, ""));
            headers.TryAddWithoutValidation(GrpcWire.Timeout, GrpcTimeout.Format(left < GrpcTimeout.Longest ? left : GrpcTimeout.Longest));
            if (left < LongestTimer)
                _timer = TimeProvider.System.CreateTimer(static call => ((ClientCall)call!).Cancel(new Status(StatusCode.DeadlineExceeded, "")), this, left, Timeout.InfiniteTimeSpan);
        }
        _byChannel = Channel.Closed.UnsafeRegister(static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "The channel was disposed.")), this);
        _byCaller = Options.CancellationToken.UnsafeRegister(
            static (call, token) => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.", new OperationCanceledException(token))), this);
    }

    private static string Describe(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        return exception.InnerException is { } inner ? $"{text} {Describe(inner)}" : text;
    }

    /// <summary>How a call ended. Trailers are read when asked for.</summary>
    private sealed class Outcome(Status status, HttpHeaders? source)
    {
        internal Status Status { get; } = status;

        internal Metadata? Trailers => field ??= source is null ? null : Read(source);

        internal RpcException ToException(Exception? cause) => new(
            cause is null or RpcException || Status.DebugException is not null ? Status : new Status(Status.StatusCode, Status.Detail, cause),
            Trailers ?? Metadata.Empty);

        internal static Metadata Read(HttpHeaders headers)
        {
            var metadata = new Metadata();
            foreach (var (name, values) in headers.NonValidated)
            {
                if (name.Equals(GrpcWire.Status, StringComparison.OrdinalIgnoreCase)
                    || name.Equals(GrpcWire.Message, StringComparison.OrdinalIgnoreCase)
                    || name.Equals(GrpcWire.Encoding, StringComparison.OrdinalIgnoreCase)
                    || name.Equals(GrpcWire.AcceptEncoding, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (var value in values)
                    HeaderMetadata.AddReceived(metadata, name, value);
            }
            return metadata;
        }
    }
}
