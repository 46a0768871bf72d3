using System.Diagnostics;
using System.Net.Sockets;
using Directives.Demo.Processes;

namespace Directives.Bench.Peer;

/// <summary>An <see cref="AcknowledgeServer"/> that the bench has started.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private readonly Process process;

    private ServerProcess(Process process, int port)
    {
        this.process = process;
        Address = $"http://127.0.0.1:{port}";
    }

    public string Address { get; }

    public int Id => process.Id;

    /// <param name="database">A connection string, where the kind needs one.</param>
    public static async Task<ServerProcess> StartAsync(ServerKind kind, string? database, CancellationToken cancellation)
    {
        var port = Ports.FreeOr(0);
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, "acknowledge-server", $"{kind}", $"{port}"]) { RedirectStandardInput = true };
        // As programs of the web SDK have it, the gateway among them.
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment[DatabaseVariable] = database;
        var server = new ServerProcess(Process.Start(start)!, port);
        try
        {
            await server.WaitAsync(port, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string; it has a password, which a command line would show.</summary>
    public const string DatabaseVariable = "DIRECTIVES_BENCH_PEER";

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopTime, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private async Task WaitAsync(int port, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited || watch.Elapsed > StartTime)
                throw new BenchException("The server that the product is compared with has not begun to listen; what it said is above.");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port, cancellation);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Glance, TimeProvider.System, cancellation);
            }
        }
    }
}
