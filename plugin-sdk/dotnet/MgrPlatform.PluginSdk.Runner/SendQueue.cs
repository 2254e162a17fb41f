using System.Net.Sockets;

namespace MgrPlatform.PluginSdk.Runner;

/// <summary>
/// Sends whole messages in order. Whoever comes first sends for all who come meanwhile, so a message that meets no
/// other goes out without a change of thread. Bounded: when the host does not read, senders wait.
/// </summary>
internal sealed class SendQueue(Socket socket)
{
    private const long MaxWaitingBytes = 64 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private long _waitingBytes;
    private bool _sending;

    public void Send(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            while (_sending && _waitingBytes > MaxWaitingBytes)
            {
                Monitor.Wait(_gate);
            }

            _waiting.Enqueue(message);
            _waitingBytes += message.Length;
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        SendAll();
    }

    /// <summary>Waits until all that was given is with the kernel, or the limit is over.</summary>
    public void WaitUntilSent(TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            while (_sending && deadline - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left));
            }
        }
    }

    private void SendAll()
    {
        while (true)
        {
            ReadOnlyMemory<byte> message;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out message))
                {
                    _sending = false;
                    Monitor.PulseAll(_gate);
                    return;
                }

                _waitingBytes -= message.Length;
                Monitor.PulseAll(_gate);
            }

            try
            {
                for (var rest = message.Span; rest.Length > 0;)
                {
                    rest = rest[socket.Send(rest)..];
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The host is gone: the reading thread sees it too, and ends the process.
            }
        }
    }
}
