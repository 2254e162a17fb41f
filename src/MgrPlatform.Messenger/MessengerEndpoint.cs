using System.Net;
using System.Security.Cryptography;
using MgrPlatform.Messenger.Connections;
using MgrPlatform.Messenger.Listening;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Primitives;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger;

/// <summary>
/// One daemon's or client's end of all its connections: it listens, it connects, and it looks after limits and time. Its members may be
/// called from any thread.
/// </summary>
public sealed partial class MessengerEndpoint : IAsyncDisposable
{
    private readonly ITransport _transport;
    private readonly LinkContext _context;
    private readonly HalfOpenConnections _halfOpen;
    private readonly List<Acceptor> _acceptors = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _ticking;
    private LocalEntity _us;
    private bool _isStopped;

    /// <param name="us">Without addresses, unless they are others than those that it will listen at.</param>
    public MessengerEndpoint(
        LocalEntity us, MessengerOptions options, ITransport transport, TimeProvider time, ILogger<MessengerEndpoint> logger)
    {
        _us = us;
        _transport = transport;
        var desk = new SessionDesk(us, options, RandomNumberGenerator.Fill);
        _context = new LinkContext(
            options, time, logger, new GlobalSequence((ulong)time.GetUtcNow().ToUnixTimeMilliseconds()), desk, new RunningTasks(logger));
        _halfOpen = new HalfOpenConnections(options);
        _ticking = TickAsync();
    }

    /// <summary>Who we are to our peers; with addresses once we listen.</summary>
    public LocalEntity Us => Volatile.Read(ref _us);

    /// <summary>Accepted connections that have no session yet.</summary>
    public int HalfOpen => _halfOpen.Count;

    /// <summary>All connections that have not been told of their end.</summary>
    public IReadOnlyList<PeerConnection> Connections => _context.Desk.Snapshot();

    /// <summary>A nonce for a daemon that starts; never zero.</summary>
    public static uint NewNonce() => (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);

    /// <summary>What idents say from now on: a monitor's rank after a change of the map.</summary>
    public void SetNumber(long? number)
    {
        lock (_gate)
        {
            _us = _us with { Number = number };
        }
    }

    /// <summary>
    /// Listens at these addresses, of either version; port 0 stands for any free one. Call it before <see cref="Connect"/> is used for
    /// lossless sessions.
    /// </summary>
    /// <param name="options">Who may come, and who owns the connections.</param>
    /// <param name="advertised">What peers are told, if it differs from what is bound.</param>
    /// <returns>Our addresses, with the real ports.</returns>
    /// <exception cref="AddressInUseException">Somebody listens there already; nothing is bound then.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not ours; nothing is bound then.</exception>
    public async Task<EntityAddressVector> ListenAsync(
        IReadOnlyList<IPEndPoint> addresses,
        AcceptOptions options,
        CancellationToken cancellationToken,
        EntityAddressVector? advertised = null)
    {
        List<IConnectionListener> bound = [];
        try
        {
            foreach (var address in addresses)
            {
                bound.Add(await _transport.BindAsync(address, cancellationToken));
            }
        }
        catch
        {
            await Task.WhenAll(bound.Select(static listener => listener.DisposeAsync().AsTask()));
            throw;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            var real = bound.Select(
                listener => new EntityAddress(EntityAddressType.Msgr2, _us.Nonce, (IPEndPoint)listener.EndPoint));
            _us = _us with { Addresses = advertised ?? new EntityAddressVector([.. _us.Addresses.Addresses, .. real]) };
            if (!_context.Desk.TryMove(_us))
            {
                throw new InvalidOperationException("there are lossless sessions already, whose peers know us by other addresses");
            }

            foreach (var listener in bound)
            {
                var acceptor = new Acceptor(_context, listener, options, _halfOpen, () => Us);
                _acceptors.Add(acceptor);
                _context.Tasks.Run(() => acceptor.RunAsync(_stopping.Token));
            }

            return _us.Addresses;
        }
    }

    /// <summary>
    /// A connection to a peer, at once; it takes messages already, and its handler is told what becomes of it. A lossless session with the
    /// same peer is never opened twice: if there is one, even one that the peer has opened, that one is returned, with its own handler, and
    /// is reconnected by us from now on.
    /// </summary>
    /// <param name="target">Tried in this order; only addresses of msgr2. The nonce must be the peer's.</param>
    public PeerConnection Connect(EntityAddressVector target, ConnectOptions options)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
        }

        PeerConnection connection;
        if (options.Policy.IsLossy)
        {
            connection = Create(new Session(isLossy: true, _context.Options.Outbox));
            _context.Desk.Register(connection);
        }
        else
        {
            connection = _context.Desk.Connect(target, options.PeerName, Create);
        }

        connection.ConnectBy(new Connector(_context, _transport, connection, options, () => Us));
        return connection;

        PeerConnection Create(Session session) => new(_context, session, target, options.Handler) { Tag = options.Tag };
    }

    /// <summary>
    /// Stops: accepts no more, sends what is queued, closes all connections and tells their owners. What is not done within <see
    /// cref="MessengerOptions.StopLimit"/> is cut off. Not to be awaited by a handler.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = true;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_acceptors.Select(static acceptor => acceptor.StopAsync()));
        var reason = new CloseReason(CloseKind.ClosedByUs, "we stop");
        foreach (var link in _halfOpen.Snapshot())
        {
            link.Stop(reason);
        }

        foreach (var connection in Connections)
        {
            connection.Close(reason.Text);
        }

        try
        {
            await _context.Tasks.WhenAllAsync().WaitAsync(_context.Options.StopLimit, _context.Time);
        }
        catch (TimeoutException)
        {
            var left = Connections;
            foreach (var connection in left)
            {
                connection.Abort(reason.Text);
            }

            Log.StoppedLate(_context.Logger, left.Count);
        }

        await _stopped.CancelAsync();
        await _ticking;
        _stopping.Dispose();
        _stopped.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(_context.Options.Tick, _context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
            {
                foreach (var link in _halfOpen.Snapshot())
                {
                    link.Tick();
                }

                var connections = Connections;
                foreach (var connection in connections)
                {
                    connection.Tick();
                }

                foreach (var greedy in HeldTotal.Greedy(connections, _context.Options.HeldTotal))
                {
                    greedy.CutOff("all connections together hold too much, and this one is among those that hold the most");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All connections are closed.
        }
    }
}
