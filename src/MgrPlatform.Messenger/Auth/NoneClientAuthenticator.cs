using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Says who we are and proves nothing, for clusters with <c>auth_cluster_required = none</c>.</summary>
/// <param name="isMonitor">Monitors are told it in another form than all other daemons.</param>
public sealed class NoneClientAuthenticator(EntityName name, ulong globalId, bool isMonitor = true) : IClientAuthenticator
{
    public AuthMethod Method => AuthMethod.None;

    public byte[] Begin() => isMonitor
        ? WireWriter.Encode(new MonitorLogin(name, globalId))
        : WireWriter.Encode(new NoneAuthorizer(name, globalId));

    public ClientAuthAnswer Continue(byte[] payload) =>
        new ClientAuthAnswer.Failed("the server asks for a proof, but we offered no authentication");

    public ClientAuthAnswer Finish(AuthDone done) => done.Mode == ConnectionMode.Secure
        ? new ClientAuthAnswer.Failed("the server chose secure mode, which needs cephx")
        : new ClientAuthAnswer.Established(new AuthResult(done.GlobalId, done.Mode, null, ConnectionSecret.None));
}
