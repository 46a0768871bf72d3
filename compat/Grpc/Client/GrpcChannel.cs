using System.Collections.Concurrent;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Calls to one server over HTTP/2. Safe for concurrent use; disposing it cancels the calls in flight.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Uri> _uris = [];
    private readonly CancellationTokenSource _closed = new();
    private readonly CallCredentials? _credentials;
    private readonly bool _mayUseCredentials;
    private readonly IDisposable? _owned;
    private int _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        Address = address;
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        var isSecure = address.Scheme == Uri.UriSchemeHttps;
        CheckCredentials(options, isSecure);
        _credentials = options.Credentials?.CallCredentials;
        _mayUseCredentials = isSecure || options.UnsafeUseInsecureChannelCallCredentials;
        (Invoker, _owned) = CreateInvoker(options);
        Closed = _closed.Token;
    }

    internal HttpMessageInvoker Invoker { get; }

    internal CancellationToken Closed { get; }

    internal int? MaxSendMessageSize { get; }

    internal int? MaxReceiveMessageSize { get; }

    private Uri Address { get; }

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <exception cref="ArgumentException">The address is neither http nor https, or both a client and a handler are given.</exception>
    /// <exception cref="InvalidOperationException">The credentials contradict the address.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"The address '{address}' is neither http nor https.", nameof(address));
        if (channelOptions.HttpClient is not null && channelOptions.HttpHandler is not null)
            throw new ArgumentException("HttpClient and HttpHandler have been configured. Only one HTTP caller can be specified.", nameof(channelOptions));
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new ChannelCallInvoker(this);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _closed.Cancel();
        _owned?.Dispose();
        _closed.Dispose();
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    internal Uri UriOf(IMethod method) => _uris.GetOrAdd(method, static (m, address) => new Uri(address, m.FullName), Address);

    /// <summary>What the channel's and the call's credentials add to a call; null when there are none that may be sent.</summary>
    internal Task<Metadata>? CredentialsFor(IMethod method, CallCredentials? ofCall, CancellationToken cancellationToken) =>
        _mayUseCredentials && (ofCall ?? _credentials) is not null ? ReadCredentials(method, ofCall, cancellationToken) : null;

    private async Task<Metadata> ReadCredentials(IMethod method, CallCredentials? ofCall, CancellationToken cancellationToken)
    {
        var context = new AuthInterceptorContext($"{Address.Scheme}://{Address.Authority}/{method.ServiceName}", method.Name, cancellationToken);
        var metadata = new Metadata();
        if (ofCall is not null)
            await ofCall.AddTo(context, metadata);
        if (_credentials is not null)
            await _credentials.AddTo(context, metadata);
        return metadata;
    }

    private static void CheckCredentials(GrpcChannelOptions options, bool isSecure)
    {
        if (options.Credentials is not { } credentials)
            return;
        if (credentials.IsSecure != isSecure)
        {
            throw new InvalidOperationException(isSecure
                ? "Channel is configured with insecure channel credentials and can't use the 'https' scheme."
                : "Channel is configured with secure channel credentials and can't use the 'http' scheme.");
        }
        if (credentials.CallCredentials is not null && !isSecure && !options.UnsafeUseInsecureChannelCallCredentials)
            throw new InvalidOperationException("CallCredentials must be used with secure channel credentials, or by enabling GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials on the channel.");
    }

    private static (HttpMessageInvoker Invoker, IDisposable? Owned) CreateInvoker(GrpcChannelOptions options)
    {
        if (options.HttpClient is { } client)
            return (client, options.DisposeHttpClient ? client : null);
        var isOwned = options.HttpHandler is null || options.DisposeHttpClient;
        var invoker = new HttpMessageInvoker(options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true }, isOwned);
        return (invoker, invoker);
    }
}
