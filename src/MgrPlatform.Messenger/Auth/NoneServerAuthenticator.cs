using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Believes every client, for clusters without authentication. Only crc mode is possible then.</summary>
/// <param name="newGlobalId">Called for a client that has no global id yet.</param>
public sealed class NoneServerAuthenticator(Func<EntityName, ulong> newGlobalId) : IServerAuthenticator
{
    private readonly ModeChoice _choice = new(AuthMethod.None, [ConnectionMode.Crc]);

    public ServerAuthAnswer Begin(AuthRequest request)
    {
        if (_choice.Refuse(request, out var mode) is { } refused)
        {
            return refused;
        }

        var reader = new WireReader(request.Payload);
        var login = reader.Read<MonitorLogin>();
        var globalId = login.GlobalId != 0 ? login.GlobalId : newGlobalId(login.Name);
        return new ServerAuthAnswer.Established(
            new AuthResult(globalId, mode, null, ConnectionSecret.None),
            new AuthenticatedPeer(login.Name, globalId, AllowAll: true, Caps: ""),
            []);
    }

    public ServerAuthAnswer Continue(byte[] payload) => _choice.Deny("it goes on where there is nothing to prove");
}
