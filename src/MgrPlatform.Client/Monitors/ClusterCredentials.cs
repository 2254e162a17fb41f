using System.Security.Cryptography;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// What the monitors gave us to prove who we are to other daemons, and to check who comes to us. Always the newest; may be used from any
/// thread.
/// </summary>
public sealed class ClusterCredentials
{
    private readonly MonitorClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Action _doubtTickets;
    private readonly Action _doubtRotatingKeys;
    private ClientTickets? _tickets;
    private RotatingKeys? _rotating;
    private ulong _globalId;
    private bool _isOpen;

    internal ClusterCredentials(MonitorClientOptions options, TimeProvider time, Action doubtTickets, Action doubtRotatingKeys)
    {
        _options = options;
        _time = time;
        _doubtTickets = doubtTickets;
        _doubtRotatingKeys = doubtRotatingKeys;
    }

    /// <summary>Zero before the first login.</summary>
    public ulong GlobalId => Volatile.Read(ref _globalId);

    public ClientTickets? Tickets => Volatile.Read(ref _tickets);

    /// <summary>Null before they have come, and for clients.</summary>
    public RotatingKeys? RotatingKeys => Volatile.Read(ref _rotating);

    /// <summary>
    /// For a connection to a manager, OSD or metadata server. Null when there is no ticket for it (yet): give it to
    /// <see cref="Messenger.ConnectOptions"/> as it is.
    /// </summary>
    public IClientAuthenticator? AuthenticatorFor(EntityType service)
    {
        if (Tickets is { } tickets)
        {
            return tickets.Services.TryGetValue(service, out var ticket)
                ? new CephxServiceAuthenticator(tickets.GlobalId, ticket, RandomNumberGenerator.Fill)
                : null;
        }

        return Volatile.Read(ref _isOpen) ? new NoneClientAuthenticator(_options.Name, GlobalId, isMonitor: false) : null;
    }

    /// <summary>
    /// Checks one who comes to us, with our service's rotating keys. Null when we cannot check anybody yet: give it to
    /// <see cref="Messenger.AcceptOptions"/> as it is.
    /// </summary>
    /// <param name="modes">The connection modes that we accept.</param>
    public IServerAuthenticator? VerifierFor(EntityType service, IReadOnlyList<ConnectionMode> modes)
    {
        if (RotatingKeys is not null)
        {
            return new DoubtingVerifier(
                new CephxServiceVerifier(service, FindRotatingKey, modes, UTime.From(_time.GetUtcNow()), RandomNumberGenerator.Fill),
                _doubtRotatingKeys);
        }

        return Volatile.Read(ref _isOpen) && Tickets is null ? new NoneServerAuthenticator(static _ => 0) : null;
    }

    /// <summary>A service refused our ticket: it may have new keys. The next attempt has a new ticket.</summary>
    public void DoubtTickets() => _doubtTickets();

    internal void Take(MonitorClientEffect.TicketsChanged changed)
    {
        Volatile.Write(ref _globalId, changed.GlobalId);
        Volatile.Write(ref _tickets, changed.Tickets);
        Volatile.Write(ref _isOpen, true);
    }

    internal void Take(MonitorClientEffect.RotatingKeysChanged changed) => Volatile.Write(ref _rotating, changed.Keys);

    private CephxKey? FindRotatingKey(ulong id) =>
        RotatingKeys is { } rotating && rotating.Keys.TryGetValue(id, out var found) ? found.Key : null;

    /// <summary>Whoever is refused may be right, and our keys old: we ask for them then.</summary>
    private sealed class DoubtingVerifier(IServerAuthenticator inner, Action doubt) : IServerAuthenticator
    {
        public ServerAuthAnswer Begin(AuthRequest request) => Pass(inner.Begin(request));

        public ServerAuthAnswer Continue(byte[] payload) => Pass(inner.Continue(payload));

        private ServerAuthAnswer Pass(ServerAuthAnswer answer)
        {
            if (answer is ServerAuthAnswer.Refused)
            {
                doubt();
            }

            return answer;
        }
    }
}
