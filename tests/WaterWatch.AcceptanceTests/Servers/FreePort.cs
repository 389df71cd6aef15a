using System.Net;
using System.Net.Sockets;

namespace WaterWatch.AcceptanceTests.Servers;

/// <summary>
/// Ports that nobody listens at, below those that the kernel gives to outgoing connections: a client that keeps trying to reach a killed service from that range
/// connects to itself sooner or later, and the service then finds its port taken.
/// </summary>
internal static class FreePort
{
    private static readonly HashSet<int> s_given = [];

    public static int Next()
    {
        lock (s_given)
        {
            for (; ; )
            {
                var port = Random.Shared.Next(18_000, 31_000);
                if (s_given.Add(port) && IsFree(port)) return port;
            }
        }
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
