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

        var (name, known) = Read(request.Payload);
        var globalId = known != 0 ? known : newGlobalId(name);
        return new ServerAuthAnswer.Established(
            new AuthResult(globalId, mode, null, ConnectionSecret.None),
            new AuthenticatedPeer(name, globalId, AllowAll: true, Caps: ""),
            []);
    }

    public ServerAuthAnswer Continue(byte[] payload) => _choice.Deny("it goes on where there is nothing to prove");

    /// <summary>A monitor is told in one form, any other daemon in another.</summary>
    private static (EntityName Name, ulong GlobalId) Read(byte[] payload)
    {
        var reader = new WireReader(payload);
        if (payload is [NoneAuthorizer.Version, ..])
        {
            var authorizer = reader.Read<NoneAuthorizer>();
            return (authorizer.Name, authorizer.GlobalId);
        }

        var login = reader.Read<MonitorLogin>();
        return (login.Name, login.GlobalId);
    }
}
