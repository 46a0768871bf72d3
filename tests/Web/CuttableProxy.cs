using System.Net;
using System.Net.Sockets;

namespace Directives.Tests.Web;

/// <summary>A wire between a browser and the gateway that a test can cut.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri target;
    private readonly Lock gate = new();
    private readonly HashSet<Socket> wires = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private bool isCut;

    public CuttableProxy(Uri target)
    {
        this.target = target;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Ends every connection; new ones end at once.</summary>
    public void Cut()
    {
        lock (gate)
        {
            isCut = true;
            foreach (var wire in wires)
                wire.Close();
            wires.Clear();
        }
    }

    public void Mend()
    {
        lock (gate)
            isCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = RelayAsync(await listener.AcceptSocketAsync(stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target.Port, stop.Token);
                lock (gate)
                {
                    if (isCut)
                        return;
                    wires.Add(near);
                    wires.Add(far);
                }

                await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Cut.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, stop.Token)) > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
