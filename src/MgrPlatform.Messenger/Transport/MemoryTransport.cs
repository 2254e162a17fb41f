using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Transport;

/// <summary>
/// A network in memory: endpoints that share one reach each other at the addresses they bind to. For tests and whole clusters in one
/// process.
/// </summary>
public sealed class MemoryTransport : ITransport
{
    private const int FirstFreePort = 49152;

    private readonly ConcurrentDictionary<IPEndPoint, MemoryListener> _listeners = [];
    private int _lastPort = FirstFreePort;

    /// <exception cref="AddressInUseException">Somebody listens there already.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var wanted = (IPEndPoint)endpoint;
        var address = wanted.Port == 0 ? new IPEndPoint(wanted.Address, NewPort()) : wanted;
        var listener = new MemoryListener(address, () => _listeners.TryRemove(address, out _));
        return _listeners.TryAdd(address, listener)
            ? ValueTask.FromResult<IConnectionListener>(listener)
            : throw new AddressInUseException($"{address} is in use");
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = (IPEndPoint)endpoint;
        var loopback = address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        var local = new IPEndPoint(loopback, NewPort());
        var (client, server) = MemoryConnection.CreatePair(local, address);
        return _listeners.TryGetValue(address, out var listener) && listener.TryOffer(server)
            ? ValueTask.FromResult<ConnectionContext>(client)
            : throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private int NewPort() => Interlocked.Increment(ref _lastPort);
}
