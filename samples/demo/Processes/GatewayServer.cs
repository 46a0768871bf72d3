using System.Text.Json;

namespace Directives.Demo.Processes;

/// <summary>The gateway with its silo, as the process that it is in use.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    public const int GrpcPort = 5081;
    public const int WebPort = 5080;

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess process;

    private GatewayServer(ChildProcess process, string grpc, string web)
    {
        this.process = process;
        Grpc = grpc;
        Web = web;
    }

    public string Grpc { get; }

    public string Web { get; }

    /// <param name="storage">Its storage settings, <c>Storage:Provider=sqlite</c>.</param>
    /// <exception cref="DemoException">It is not built, does not start, or does not answer in a minute.</exception>
    public static async Task<GatewayServer> StartAsync(DemoFolder folder, IEnumerable<string> storage, CancellationToken cancellation)
    {
        var announcement = folder.In("gateway.json");
        string[] settings =
        [
            $"Gateway:AnnounceFile={announcement}", $"Gateway:GrpcPort={Ports.FreeOr(GrpcPort)}", $"Gateway:WebPort={Ports.FreeOr(WebPort)}",
            $"Auth:KeyPath={folder.In("development-key.pem")}", .. storage,
        ];
        var process = ChildProcess.Start("The gateway", folder.In("gateway.log"), "TERM", ["dotnet", Programs.FindBuilt("gateway", "Directives.Gateway"), .. settings.Select(setting => $"--{setting}")]);
        try
        {
            var (grpc, web) = await WaitForAsync(process, announcement, cancellation);
            return new GatewayServer(process, grpc, web);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public void ThrowIfEnded() => process.ThrowIfEnded();

    public Task ThrowIfEndingAsync(CancellationToken cancellation) => process.ThrowIfEndingAsync(cancellation);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<(string Grpc, string Web)> WaitForAsync(ChildProcess process, string announcement, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!File.Exists(announcement))
        {
            process.ThrowIfEnded();
            if (TimeProvider.System.GetElapsedTime(started) > StartTime)
                throw new DemoException($"The gateway has not begun to listen in {StartTime.TotalSeconds:N0} s; its log is beside {announcement}.");
            await Task.Delay(Glance, TimeProvider.System, cancellation);
        }

        using var said = JsonDocument.Parse(await File.ReadAllTextAsync(announcement, cancellation));
        return (said.RootElement.GetProperty("grpc").GetString()!, said.RootElement.GetProperty("web").GetString()!);
    }
}
