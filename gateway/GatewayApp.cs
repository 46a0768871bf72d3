using Directives.Gateway.Reports;
using Directives.Gateway.Web;
using Directives.Silo;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Directives.Gateway;

/// <summary>The gateway as one process: gRPC, the dashboard, and a silo beside them.</summary>
internal static class GatewayApp
{
    /// <summary>No act, report or question is as long; so what all calls in flight can hold is bounded.</summary>
    private const int SmallMessageBytes = 64 * 1024;

    /// <summary>What a connection, and a stream of it, may send before it is read.</summary>
    private const int ConnectionWindowBytes = 256 * 1024, StreamWindowBytes = 128 * 1024;

    /// <param name="configure">The last word on configuration and services, for tests.</param>
    /// <exception cref="StartupException">A setting is wrong.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(GatewayApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddLogs();
        configure?.Invoke(builder);
        builder.Services.AddHostedService<HealthListener>();
        builder.AddDirectivesSilo();
        builder.AddGateway();
        var app = builder.Build();
        app.MapGateway();
        return app;
    }

    private static void AddGateway(this WebApplicationBuilder builder)
    {
        var options = GatewayOptions.Of(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.AddAuth();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<OrganogramVersion>();
        builder.Services.AddHostedService<PlaceWatch>();
        builder.Services.AddSingleton<Incumbencies>();
        builder.Services.AddSingleton<Access>();
        builder.Services.AddSingleton<OrganogramStore>();
        builder.Services.AddSingleton<OrganogramImport>();
        builder.Services.AddSingleton<ComplianceReader>();
        builder.Services.AddSingleton<DepartmentPaths>();
        builder.Services.AddSingleton<DirectiveFeed>();
        builder.Services.AddSingleton<CorrespondenceInbox>();
        builder.Services.AddSingleton<VerificationReader>();
        builder.Services.AddSingleton<EndorsementReader>();
        builder.Services.AddSingleton<AssignedCases>();
        builder.Services.AddSingleton<StreamEnds>();
        builder.Services.AddReports();
        builder.Services.AddCallLimits(options);
        builder.AddApi(options);
        builder.Services.AddDashboard();
    }

    /// <summary>Services and interceptors hold no state of a call, so one of each serves all.</summary>
    private static void AddApi(this WebApplicationBuilder builder, GatewayOptions options)
    {
        builder.Services.AddSingleton<ErrorMapping>();
        builder.Services.AddSingleton<AccessInterceptor>();
        builder.Services.AddSingleton<RegistryService>();
        builder.Services.AddSingleton<CalendarService>();
        builder.Services.AddSingleton<LineageReader>();
        builder.Services.AddSingleton<PeriodReader>();
        builder.Services.AddSingleton<DirectiveService>();
        builder.Services.AddSingleton<DepartmentService>();
        builder.Services.AddSingleton<OfficerService>();
        builder.Services.AddSingleton<ChargeService>();
        builder.Services.AddSingleton<Submissions>();
        builder.Services.AddSingleton<OversightService>();
        builder.Services.AddSingleton<AnswerService>();
        builder.Services.AddSingleton<VerificationService>();
        builder.Services.AddSingleton<TokenService>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.MaxSendMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<ErrorMapping>();
            grpc.Interceptors.Add<AccessInterceptor>();
        })
            .AddServiceOptions<RegistryService>(registry => registry.ResponseCompressionAlgorithm = "gzip")
            .AddServiceOptions<OversightService>(oversight =>
            {
                oversight.ResponseCompressionAlgorithm = "gzip";
                oversight.MaxReceiveMessageSize = SmallMessageBytes;
            })
            .AddServiceOptions<ReportService>(reports => reports.MaxReceiveMessageSize = SmallMessageBytes)
            .AddServiceOptions<ChargeService>(charge => charge.MaxReceiveMessageSize = SmallMessageBytes)
            .AddServiceOptions<OfficerService>(officers => officers.MaxReceiveMessageSize = SmallMessageBytes)
            .AddServiceOptions<DepartmentService>(departments => departments.MaxReceiveMessageSize = SmallMessageBytes)
            .AddServiceOptions<AnswerService>(answers => answers.MaxReceiveMessageSize = SmallMessageBytes)
            .AddServiceOptions<VerificationService>(verification => verification.MaxReceiveMessageSize = SmallMessageBytes)
            .AddServiceOptions<TokenService>(tokens => tokens.MaxReceiveMessageSize = SmallMessageBytes);
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck<SiloHealth>("silo", timeout: SiloHealth.Patience);
    }

    private static void MapGateway(this WebApplication app)
    {
        app.UseActiveOnly();
        app.Use(app.Services.GetRequiredService<Callers>().FindAsync);
        app.UseRateLimiter();
        app.UsePublicStreams();
        app.Use(CompressedRequests.RefuseAsync);
        app.MapGrpcService<RegistryService>();
        app.MapGrpcService<CalendarService>();
        app.MapGrpcService<DirectiveService>();
        app.MapGrpcService<DepartmentService>();
        app.MapGrpcService<OfficerService>();
        app.MapGrpcService<ChargeService>();
        app.MapGrpcService<OversightService>();
        app.MapGrpcService<AnswerService>();
        app.MapGrpcService<VerificationService>();
        app.MapGrpcService<ReportService>();
        app.MapGrpcService<TokenService>();
        app.MapDashboard();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapHealthChecks("/health");
        app.Announce();
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Listen(options.Address, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Listen(options.Address, options.WebPort, listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>Says where it is once both ports are open, and takes it back when it stops.</summary>
    private static void Announce(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<GatewayOptions>();
        var logger = app.Services.GetRequiredService<ILogger<Announcement>>();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var announcement = Announcement.Of(app.GetAddresses());
            if (options.AnnounceFile is { Length: > 0 } path)
            {
                announcement.Write(path);
                app.Lifetime.ApplicationStopped.Register(() => announcement.Withdraw(path));
            }

            logger.LogListening(announcement.Grpc, announcement.Web);
        });
    }

    /// <summary>As bound: gRPC first, then web.</summary>
    public static ICollection<string> GetAddresses(this WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
}
