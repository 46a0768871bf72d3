using System.Net;
using System.Net.Sockets;

namespace Directives.Demo.Processes;

internal static class Ports
{
    /// <summary>The port if it is free on loopback, otherwise any free one.</summary>
    public static int FreeOr(int preferred)
    {
        try
        {
            return Try(preferred);
        }
        catch (SocketException)
        {
            return Try(0);
        }
    }

    private static int Try(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
