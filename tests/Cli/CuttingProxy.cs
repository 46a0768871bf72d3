using System.Net;
using System.Net.Sockets;

namespace Directives.Tests.Cli;

/// <summary>A TCP relay in front of a server, whose connections can be cut.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private readonly List<TcpClient> open = [];
    private readonly Uri server;
    private readonly Task accepting;

    public CuttingProxy(Uri server)
    {
        this.server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Cuts every connection; new ones are taken.</summary>
    public void Cut()
    {
        lock (gate)
        {
            foreach (var client in open)
                client.Dispose();
            open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        Cut();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptTcpClientAsync(closing.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RelayAsync(TcpClient near)
    {
        var far = new TcpClient();
        try
        {
            await far.ConnectAsync(server.Host, server.Port, closing.Token);
            lock (gate)
                open.AddRange([near, far]);
            var (here, there) = (near.GetStream(), far.GetStream());
            await Task.WhenAny(here.CopyToAsync(there, closing.Token), there.CopyToAsync(here, closing.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }
}
