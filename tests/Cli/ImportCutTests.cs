using System.Net;
using Directives.Cli;
using Directives.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Directives.Tests.Cli;

public sealed class ImportCutTests
{
    private const int FileBytes = 8 * 1024 * 1024;

    [Fact]
    public async Task Import_ConnectionEndsWhileFilesAreSent_BlamesTheConnectionAndNotTheFiles()
    {
        await using var server = Serve();
        await server.StartAsync(TestContext.Current.CancellationToken);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var folder = new TemporaryFolder();
        var (departments, posts) = (folder.Write("departments.csv", new string('d', FileBytes)), folder.Write("posts.csv", new string('p', FileBytes)));

        var run = await CliRun.RunAsync("registry", "import", departments, posts, "--token", "any", "--server", address);

        run.Expect(ExitCode.Unreachable);
        Assert.DoesNotContain("cannot be read", run.Error, StringComparison.Ordinal);
    }

    private static WebApplication Serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<CutOff>();
        return app;
    }

    /// <summary>Ends the connection after the first message, while the client still sends.</summary>
    private sealed class CutOff : RegistryService.RegistryServiceBase
    {
        public override async Task Import(IAsyncStreamReader<ImportRequest> requestStream, IServerStreamWriter<ImportResponse> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            context.GetHttpContext().Features.Get<IConnectionLifetimeFeature>()!.Abort();
            await requestStream.MoveNext(context.CancellationToken);
        }
    }
}
