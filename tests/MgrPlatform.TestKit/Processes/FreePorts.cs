using System.Net;
using System.Net.Sockets;

namespace MgrPlatform.TestKit.Processes;

/// <summary>Ports of loopback that nobody listens on; somebody may take one before it is used.</summary>
public static class FreePorts
{
    /// <summary>The first of that many in a row, drawn from a range.</summary>
    /// <param name="step">The first one is a multiple of so many above <paramref name="from"/>.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static int InARow(int count, int from, int rangeLength, int step = 1)
    {
        for (var attempt = 0; attempt < rangeLength; attempt++)
        {
            var first = from + (step * Random.Shared.Next((rangeLength - count) / step));
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"no {count} free ports in a row from {from} on");
    }

    /// <summary>That many of a range, anywhere in it, without those of <paramref name="taken"/>.</summary>
    /// <exception cref="InvalidOperationException">There are too few.</exception>
    public static int[] Some(int count, int from, int rangeLength, IReadOnlyCollection<int> taken)
    {
        var free = Enumerable.Range(0, rangeLength).Select(_ => from + Random.Shared.Next(rangeLength)).Distinct()
            .Where(port => !taken.Contains(port) && IsFree(port)).Take(count).ToArray();
        return free.Length == count ? free : throw new InvalidOperationException($"no {count} free ports from {from} on");
    }

    /// <summary>That many of those that the kernel gives to whoever asks for none.</summary>
    public static int[] OfKernel(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
