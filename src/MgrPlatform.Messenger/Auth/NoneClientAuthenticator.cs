using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Says who we are and proves nothing, for clusters with <c>auth_cluster_required = none</c>.</summary>
public sealed class NoneClientAuthenticator(EntityName name, ulong globalId) : IClientAuthenticator
{
    public AuthMethod Method => AuthMethod.None;

    public byte[] Begin() => WireWriter.Encode(new MonitorLogin(name, globalId));

    public ClientAuthAnswer Continue(byte[] payload) =>
        new ClientAuthAnswer.Failed("the server asks for a proof, but we offered no authentication");

    public ClientAuthAnswer Finish(AuthDone done) => done.Mode == ConnectionMode.Secure
        ? new ClientAuthAnswer.Failed("the server chose secure mode, which needs cephx")
        : new ClientAuthAnswer.Established(new AuthResult(done.GlobalId, done.Mode, null, ConnectionSecret.None));
}
