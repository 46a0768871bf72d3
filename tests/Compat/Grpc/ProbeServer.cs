using Directives.Tests.GrpcCompat.V1;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Directives.Tests.GrpcCompat;

/// <summary>The probe service on Kestrel over plain HTTP/2, at a port that is free.</summary>
public sealed class ProbeServer : IAsyncDisposable
{
    internal const int RaisedLimit = 32 * 1024 * 1024;

    private readonly WebApplication _app;

    private ProbeServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    internal Uri Address { get; }

    internal IServiceProvider Services => _app.Services;

    internal static Task<ProbeServer> StartAsync(Action<GrpcServiceOptions>? configure = null) => StartAsync(
        services => services.AddGrpc(options => configure?.Invoke(options)),
        app => app.MapGrpcService<ProbeService>());

    internal static async Task<ProbeServer> StartAsync(Action<IServiceCollection> addServices, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<CancellationNotes>();
        addServices(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new ProbeServer(app);
    }

    internal GrpcChannel Connect(Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return GrpcChannel.ForAddress(Address, options);
    }

    internal Probe.ProbeClient Client(Action<GrpcChannelOptions>? configure = null) => new(Connect(configure));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
