using System.Net;
using Directives.Tests.GrpcCompat.V1;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Directives.Tests.GrpcCompat;

/// <summary>The probe services on Kestrel over plain HTTP/2, at a port that is free: everything that gRPC offers there.</summary>
internal sealed class ProbeServer : IAsyncDisposable
{
    internal const int RaisedLimit = 32 * 1024 * 1024;
    internal const int GuardedLimit = 1000;

    private readonly WebApplication _app;
    private readonly List<GrpcChannel> _channels = [];

    private ProbeServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    internal Uri Address { get; }

    internal static async Task<ProbeServer> StartAsync(Action<GrpcServiceOptions>? configure = null, Action<IServiceCollection>? addServices = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        AddServices(builder.Services, configure);
        addServices?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGrpcService<ProbeService>();
        app.MapGrpcService<GuardedService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        await app.StartAsync();
        return new ProbeServer(app);
    }

    internal GrpcChannel Connect(Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        var channel = GrpcChannel.ForAddress(Address, options);
        _channels.Add(channel);
        return channel;
    }

    internal Probe.ProbeClient Client(Action<GrpcChannelOptions>? configure = null) => new(Connect(configure));

    internal Task StopAsync() => _app.StopAsync();

    /// <summary>Stops without waiting for calls in flight.</summary>
    internal Task AbortAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
            channel.Dispose();
        await _app.DisposeAsync();
    }

    private static void AddServices(IServiceCollection services, Action<GrpcServiceOptions>? configure)
    {
        services.AddSingleton<ProbeNotes>();
        services.AddGrpc(options => configure?.Invoke(options))
            .AddServiceOptions<GuardedService>(options => options.MaxReceiveMessageSize = GuardedLimit);
        services.AddGrpcHealthChecks(options =>
            {
                options.Services.Map("", check => check.Name == "well");
                options.Services.Map("well", check => check.Tags.Contains("good"));
                options.Services.Map("ill", _ => true);
            })
            .AddCheck("well", () => HealthCheckResult.Healthy(), ["good"])
            .AddCheck("ill", () => HealthCheckResult.Unhealthy());
        services.AddGrpcReflection();
        services.AddAuthentication(ProbeAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, ProbeAuthentication>(ProbeAuthentication.Name, _ => { });
        services.AddAuthorization();
    }
}
