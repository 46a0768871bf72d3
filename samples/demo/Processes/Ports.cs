using System.Net;
using System.Net.Sockets;

namespace Directives.Demo.Processes;

internal static class Ports
{
    /// <summary>Below those that Linux gives to whoever asks for any: until it is bound, nobody comes upon it by chance.</summary>
    private const int First = 20_000, Last = 32_000;

    /// <summary>Each process begins elsewhere and goes on, so that a port that was told is not soon told again.</summary>
    private static int told = Environment.ProcessId * 97;

    /// <summary>The port if it is free on loopback, otherwise any free one.</summary>
    /// <param name="preferred">0 for any free one.</param>
    public static int FreeOr(int preferred)
    {
        var port = preferred;
        while (port == 0 || !IsFree(port))
            port = First + (int)((uint)Interlocked.Increment(ref told) % (Last - First));
        return port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
