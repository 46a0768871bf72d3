using System.Net;
using System.Net.Sockets;

namespace Directives.Tests.Support;

/// <summary>A wire to a server that can be cut, or lose what comes back over it.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly Lock gate = new();
    private readonly HashSet<Socket> wires = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private bool isCut;
    private volatile bool swallows;
    private long swallowed;

    /// <param name="target">The port on loopback that it leads to.</param>
    public FaultyProxy(int target)
    {
        this.target = target;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Where it is called for HTTP.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Bytes from the server that were swallowed since they began to be.</summary>
    public long Swallowed => Interlocked.Read(ref swallowed);

    /// <summary>Ends every connection; new ones end at once until it is mended.</summary>
    public void Cut()
    {
        lock (gate)
        {
            isCut = true;
            CloseAll();
        }
    }

    /// <summary>Ends every connection; new ones are taken.</summary>
    public void Drop()
    {
        lock (gate)
            CloseAll();
    }

    /// <summary>From now on what the server answers is read and thrown away, while what is sent to it still arrives.</summary>
    public void Swallow()
    {
        Interlocked.Exchange(ref swallowed, 0);
        swallows = true;
    }

    public void Mend()
    {
        swallows = false;
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

    private void CloseAll()
    {
        foreach (var wire in wires)
            wire.Close(0);
        wires.Clear();
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
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target, stop.Token);
                lock (gate)
                {
                    if (isCut)
                        return;
                    wires.Add(near);
                    wires.Add(far);
                }

                await Task.WhenAny(PumpAsync(near, far, fromServer: false), PumpAsync(far, near, fromServer: true));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Cut.
            }

            lock (gate)
            {
                wires.Remove(near);
                wires.Remove(far);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromServer)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, stop.Token)) > 0)
            {
                if (fromServer && swallows)
                {
                    Interlocked.Add(ref swallowed, read);
                    continue;
                }

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
