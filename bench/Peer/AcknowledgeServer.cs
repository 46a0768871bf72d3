using Directives.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Directives.Bench.Peer;

/// <summary>What a server does with an acknowledgement.</summary>
internal enum ServerKind
{
    /// <summary>Nothing, and needs no database.</summary>
    Bare,

    /// <inheritdoc cref="PeerService"/>
    Peer,

    /// <inheritdoc cref="GroupedService"/>
    Grouped,
}

/// <summary>A plain gRPC server as a process of its own.</summary>
internal static class AcknowledgeServer
{
    public static async Task<int> RunAsync(ServerKind kind, int port, string? database, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        if (database is not null)
            builder.Services.AddSingleton(NpgsqlDataSource.Create(database));
        builder.Services.AddSingleton<EmptyService>().AddSingleton<PeerService>().AddSingleton<GroupedService>();

        await using var app = builder.Build();
        _ = kind switch
        {
            ServerKind.Peer => app.MapGrpcService<PeerService>(),
            ServerKind.Grouped => app.MapGrpcService<GroupedService>(),
            _ => app.MapGrpcService<EmptyService>(),
        };
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
