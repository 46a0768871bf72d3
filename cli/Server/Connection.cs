using Directives.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Directives.Cli;

/// <summary>The gateway's services, called with one bearer token.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>How long a single answer may take.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    private readonly GrpcChannel channel;
    private readonly bool ownsChannel;
    private readonly Bearer? bearer;
    private readonly TimeProvider time;
    private string? token;

    /// <param name="token">Null to call without one, or where <paramref name="bearer"/> gets one.</param>
    /// <param name="bearer">For whom to get development tokens.</param>
    public Connection(string server, string? token, Bearer? bearer, TimeProvider time)
        : this(server, Open(server), true, token, bearer, time)
    {
    }

    private Connection(string server, GrpcChannel channel, bool ownsChannel, string? token, Bearer? bearer, TimeProvider time)
    {
        Server = server;
        this.channel = channel;
        this.ownsChannel = ownsChannel;
        this.token = token;
        this.bearer = bearer;
        this.time = time;
        var invoker = channel.Intercept(Authorize);
        Registry = new(invoker);
        Directives = new(invoker);
        Departments = new(invoker);
        Officers = new(invoker);
        Oversight = new(invoker);
        Tokens = new(channel);
    }

    public string Server { get; }

    public RegistryService.RegistryServiceClient Registry { get; }

    public DirectiveService.DirectiveServiceClient Directives { get; }

    public DepartmentService.DepartmentServiceClient Departments { get; }

    public OfficerService.OfficerServiceClient Officers { get; }

    public OversightService.OversightServiceClient Oversight { get; }

    public TokenService.TokenServiceClient Tokens { get; }

    /// <summary>The options of a call that has one answer.</summary>
    public CallOptions Within(CancellationToken cancellation) =>
        new(deadline: time.GetUtcNow().UtcDateTime + AnswerTime, cancellationToken: cancellation);

    /// <summary>Gets a development token, where this connection is made for a bearer.</summary>
    public async Task AuthenticateAsync(CancellationToken cancellation)
    {
        if (bearer is not null)
            token = (await GetTokenAsync(bearer, 0, cancellation)).Token;
    }

    /// <param name="minutes">0 for as long as the server gives.</param>
    public async Task<DevelopmentToken> GetTokenAsync(Bearer bearer, int minutes, CancellationToken cancellation) =>
        await Tokens.IssueDevelopmentTokenAsync(bearer.ToRequest(minutes), Within(cancellation));

    /// <summary>The same server over the same connection, called with another token; good until this one is disposed.</summary>
    public Connection With(string otherToken) => new(Server, channel, false, otherToken, null, time);

    public void Dispose()
    {
        if (ownsChannel)
            channel.Dispose();
    }

    private static GrpcChannel Open(string server) => GrpcChannel.ForAddress(server, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
        },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = 64 * 1024 * 1024,
    });

    private Metadata Authorize(Metadata headers)
    {
        if (token is null)
            return headers;

        var authorized = new Metadata();
        foreach (var header in headers)
            authorized.Add(header);
        authorized.Add("authorization", $"Bearer {token}");
        return authorized;
    }
}
