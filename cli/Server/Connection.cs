using Directives.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Directives.Cli;

/// <summary>The gateway's services, called with one bearer token.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>How long a single answer may take.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    private readonly Servers servers;
    private readonly bool ownsServers;
    private readonly Bearer? bearer;
    private readonly TimeProvider time;
    private string? token;

    /// <param name="server">The gateway's address; or several with commas between them, of which one answers at a time.</param>
    /// <param name="token">Null to call without one, or where <paramref name="bearer"/> gets one.</param>
    /// <param name="bearer">For whom to get development tokens.</param>
    public Connection(string server, string? token, Bearer? bearer, TimeProvider time)
        : this(new Servers(server, time), true, token, bearer, time)
    {
    }

    private Connection(Servers servers, bool ownsServers, string? token, Bearer? bearer, TimeProvider time)
    {
        this.servers = servers;
        this.ownsServers = ownsServers;
        this.token = token;
        this.bearer = bearer;
        this.time = time;
        var invoker = servers.Invoker.Intercept(Authorize);
        Registry = new(invoker);
        Calendar = new(invoker);
        Directives = new(invoker);
        Departments = new(invoker);
        Officers = new(invoker);
        Charge = new(invoker);
        Oversight = new(invoker);
        Answers = new(invoker);
        Verification = new(invoker);
        Reports = new(invoker);
        Tokens = new(servers.Invoker);
    }

    /// <summary>Where it is, for people.</summary>
    public string Server => servers.Text;

    /// <summary>Whether there are several addresses, of which the next is called where one does not answer.</summary>
    public bool HasOthers => servers.AreSeveral;

    public RegistryService.RegistryServiceClient Registry { get; }

    public CalendarService.CalendarServiceClient Calendar { get; }

    public DirectiveService.DirectiveServiceClient Directives { get; }

    public DepartmentService.DepartmentServiceClient Departments { get; }

    public OfficerService.OfficerServiceClient Officers { get; }

    public ChargeService.ChargeServiceClient Charge { get; }

    public OversightService.OversightServiceClient Oversight { get; }

    public AnswerService.AnswerServiceClient Answers { get; }

    public VerificationService.VerificationServiceClient Verification { get; }

    public ReportService.ReportServiceClient Reports { get; }

    public TokenService.TokenServiceClient Tokens { get; }

    /// <summary>The options of a call that has one answer.</summary>
    public CallOptions Within(CancellationToken cancellation) =>
        new(deadline: time.GetUtcNow().UtcDateTime + AnswerTime, cancellationToken: cancellation);

    /// <summary>
    /// Makes what is more than one call again where the server does not answer and there is another: with the same operation
    /// id it is the same command.
    /// </summary>
    public Task<T> InsistAsync<T>(Func<Task<T>> calls, CancellationToken cancellation) => servers.FindAsync((_, _) => calls(), null, cancellation);

    /// <summary>Where there are several servers, asks them until one answers, whatever it says: the next stream goes there.</summary>
    /// <exception cref="RpcException">None of them answers.</exception>
    public async Task FindAsync(CancellationToken cancellation)
    {
        if (!HasOthers)
            return;
        try
        {
            await Registry.GetRegistryAsync(new GetRegistryRequest(), Within(cancellation));
        }
        catch (RpcException refusal) when (!Servers.IsUnanswered(refusal) && !cancellation.IsCancellationRequested)
        {
            // It is there.
        }
    }

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
    public Connection With(string otherToken) => new(servers, false, otherToken, null, time);

    public void Dispose()
    {
        if (ownsServers)
            servers.Dispose();
    }

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
