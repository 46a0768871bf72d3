using Directives.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Directives.Bench.Peer;

/// <summary>A plain gRPC server as a process of its own: with a database the peer, without one a method that does nothing.</summary>
internal static class AcknowledgeServer
{
    public static async Task<int> RunAsync(int port, string? database, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        if (database is null)
        {
            builder.Services.AddSingleton<EmptyService>();
        }
        else
        {
            builder.Services.AddSingleton(NpgsqlDataSource.Create(database));
            builder.Services.AddSingleton<PeerService>();
        }

        await using var app = builder.Build();
        if (database is null)
            app.MapGrpcService<EmptyService>();
        else
            app.MapGrpcService<PeerService>();
        await app.StartAsync(cancellation);
        // Its input is held open by whoever started it, and closes when that has ended in whatever way.
        await Console.In.ReadToEndAsync(cancellation);
        return 0;
    }

    private sealed class EmptyService : OfficerService.OfficerServiceBase
    {
        private static readonly OfficerRecord Empty = new();

        public override Task<OfficerRecord> Acknowledge(AcknowledgeRequest request, ServerCallContext context) => Task.FromResult(Empty);
    }
}
