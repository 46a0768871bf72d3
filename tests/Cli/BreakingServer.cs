using System.Net;
using Directives.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Directives.Tests.Cli;

/// <summary>A server that gives a watcher one message and then breaks off every call, for no reason.</summary>
internal sealed class BreakingServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Breaks breaks;

    private BreakingServer(WebApplication app, Breaks breaks) => (this.app, this.breaks) = (app, breaks);

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public int Calls => Volatile.Read(ref breaks.Calls);

    public static async Task<BreakingServer> StartAsync(StatusCode watch, StatusCode token)
    {
        var breaks = new Breaks(watch, token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(breaks);
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<Watches>();
        app.MapGrpcService<Tokens>();
        await app.StartAsync();
        return new BreakingServer(app, breaks);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private sealed class Breaks(StatusCode watch, StatusCode token)
    {
        public int Calls;

        public RpcException Watch => new(new Status(watch, ""));

        public RpcException Token => new(new Status(token, ""));
    }

    private sealed class Watches(Breaks breaks) : OversightService.OversightServiceBase
    {
        public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
        {
            if (Interlocked.Increment(ref breaks.Calls) == 1)
                await responseStream.WriteAsync(new WatchResponse { Position = "1.1" }, context.CancellationToken);
            throw breaks.Watch;
        }
    }

    private sealed class Tokens(Breaks breaks) : TokenService.TokenServiceBase
    {
        public override Task<DevelopmentToken> IssueDevelopmentToken(IssueDevelopmentTokenRequest request, ServerCallContext context)
        {
            Interlocked.Increment(ref breaks.Calls);
            throw breaks.Token;
        }
    }
}
