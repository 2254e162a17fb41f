using MgrPlatform.Messenger.Auth;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Connections;

/// <summary>
/// Checks whoever connects: other monitors by the key that they share, everybody else by a login. While there is no quorum nobody's login
/// can be decided, and clients are sent away without an answer.
/// </summary>
internal sealed class MonitorAuthenticator(
    Func<KeyServer> keys, PeerKeys peers, IReadOnlyList<ConnectionMode> modes, Func<UTime> now, FillRandom random) : IServerAuthenticator
{
    private IServerAuthenticator? _inner;

    public ServerAuthAnswer Begin(AuthRequest request)
    {
        if (request.Payload is [Authorizer.Version, ..])
        {
            _inner = new CephxServiceVerifier(EntityType.Monitor, id => peers.FindKey(EntityType.Monitor, id), modes, now(), random);
            return _inner.Begin(request);
        }

        var current = keys();
        if (!current.IsReady)
        {
            return new ServerAuthAnswer.NotNow("there is no quorum, and nobody's login can be decided");
        }

        _inner = new CephxMonitorVerifier(current, modes, now(), random);
        return _inner.Begin(request);
    }

    public ServerAuthAnswer Continue(byte[] payload) =>
        _inner?.Continue(payload) ?? new ServerAuthAnswer.NotNow("it goes on with what it has not begun");
}
