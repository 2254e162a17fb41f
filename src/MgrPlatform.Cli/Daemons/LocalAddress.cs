using System.Net;
using System.Net.Sockets;

namespace MgrPlatform.Cli.Daemons;

/// <summary>Which of this machine's addresses faces a peer.</summary>
internal static class LocalAddress
{
    /// <summary>Asks the routing table; nothing is sent.</summary>
    public static IPAddress Towards(IPEndPoint peer)
    {
        using var socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(peer);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            throw new CommandLineException(
                $"there is no way to the monitor at {peer}; check mon_host, or say with --address where to listen", ExitCode.Failure);
        }
    }
}
