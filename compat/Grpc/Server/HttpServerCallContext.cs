using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>A call over an HTTP request.</summary>
internal sealed class HttpServerCallContext : ServerCallContext, IServerCallContextFeature
{
    private static readonly AuthContext Unauthenticated = new(null, []);

    private readonly MethodSettings _settings;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private MessageWriter? _writer;
    private MessageReader? _reader;
    private string? _responseEncoding;

    internal HttpServerCallContext(HttpContext httpContext, MethodSettings settings)
    {
        HttpContext = httpContext;
        _settings = settings;
        var request = httpContext.Request.Headers;
        if (GrpcTimeout.TryParse(request.GrpcTimeout, out var timeout) && timeout > TimeSpan.Zero)
            DeadlineTimer = new ServerDeadline(this, timeout);
        if (settings.ResponseEncoding is { } encoding && Accepts(request.GrpcAcceptEncoding.ToString(), encoding))
            SetResponseEncoding(encoding);
    }

    public ServerCallContext ServerCallContext => this;

    internal HttpContext HttpContext { get; }

    internal ServerDeadline? DeadlineTimer { get; }

    internal MessageReader Reader => _reader ??= new MessageReader(_settings.MaxReceiveMessageSize, HttpContext.Request.Headers.GrpcEncoding);

    internal MessageWriter Writer => _writer ??= new MessageWriter(_settings.MaxSendMessageSize)
    {
        Encoding = _responseEncoding,
        Level = _settings.ResponseCompressionLevel,
    };

    private IHeaderDictionary Trailers => HttpContext.Response.HasStarted
        ? HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers ?? throw new InvalidOperationException("The server does not offer trailers.")
        : HttpContext.Response.Headers;

    protected override string MethodCore => HttpContext.Request.Path.Value!;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => HttpContext.Connection switch
    {
        { RemoteIpAddress: null } => "unknown",
        { RemoteIpAddress.AddressFamily: AddressFamily.InterNetwork } c => $"ipv4:{c.RemoteIpAddress}:{c.RemotePort}",
        { RemoteIpAddress.AddressFamily: AddressFamily.InterNetworkV6 } c => $"ipv6:[{c.RemoteIpAddress}]:{c.RemotePort}",
        var c => $"unknown:{c.RemoteIpAddress}:{c.RemotePort}",
    };

    protected override DateTime DeadlineCore => DeadlineTimer?.Deadline ?? DateTime.MaxValue;

    protected override CancellationToken CancellationTokenCore => DeadlineTimer?.CancellationToken ?? HttpContext.RequestAborted;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders(HttpContext.Request.Headers);

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => Unauthenticated;

    protected override IDictionary<object, object> UserStateCore => HttpContext.Items!;

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (HttpContext.Response.HasStarted)
            throw new InvalidOperationException("Response headers can only be sent once per call.");
        foreach (var header in responseHeaders)
        {
            if (header.Key == GrpcWire.RequestedEncoding)
                SetResponseEncoding(header.Value);
            else
                HttpContext.Response.Headers.Append(header.Key, header.WireValue);
        }
        return HttpContext.Response.BodyWriter.FlushAsync().AsTask();
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Propagation tokens are not offered.");

    /// <summary>Ends the response with the call's trailers and status, which are headers when nothing has been sent before.</summary>
    internal void WriteTrailers()
    {
        if (_responseTrailers is not null)
            foreach (var trailer in _responseTrailers)
                Trailers.Append(trailer.Key, trailer.WireValue);
        WriteStatus(Status);
    }

    internal void WriteStatus(Status status) => StatusHeaders.Write(Trailers, status);

    /// <summary>Ends the stream at once: the caller's remaining messages are of no use.</summary>
    internal void Reset()
    {
        const int cancel = 8;
        if (HttpContext.Features.Get<IHttpResetFeature>() is { } reset)
            reset.Reset(cancel);
        else
            HttpContext.Abort();
    }

    private void SetResponseEncoding(string encoding)
    {
        _responseEncoding = encoding;
        if (_writer is not null)
            _writer.Encoding = encoding;
        HttpContext.Response.Headers.GrpcEncoding = encoding;
    }

    private static bool Accepts(ReadOnlySpan<char> accepted, string encoding)
    {
        foreach (var part in accepted.Split(','))
            if (accepted[part].Trim().SequenceEqual(encoding))
                return true;
        return false;
    }

    private static Metadata ReadHeaders(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (IsOfTransport(name))
                continue;
            foreach (var value in values)
                HeaderMetadata.AddReceived(metadata, name, value ?? "");
        }
        return metadata;
    }

    private static bool IsOfTransport(string name) =>
        name.StartsWith(':')
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("te", StringComparison.OrdinalIgnoreCase)
        || name.Equals("host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcWire.Encoding, StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcWire.AcceptEncoding, StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcWire.Timeout, StringComparison.OrdinalIgnoreCase);
}
