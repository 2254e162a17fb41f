using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Client.Monitors;

/// <summary>A login at a monitor that remembers what it brought: the connection itself tells only that it is open.</summary>
internal sealed class LoginAuthenticator(IClientAuthenticator inner) : IClientAuthenticator
{
    public AuthMethod Method => inner.Method;

    /// <summary>Zero until the monitor has let us in.</summary>
    public ulong GlobalId { get; private set; }

    public ClientTickets? Tickets => (inner as CephxMonitorAuthenticator)?.Tickets;

    public byte[] Begin() => inner.Begin();

    public ClientAuthAnswer Continue(byte[] payload) => inner.Continue(payload);

    public ClientAuthAnswer Finish(AuthDone done)
    {
        var answer = inner.Finish(done);
        if (answer is ClientAuthAnswer.Established established)
        {
            GlobalId = established.Result.GlobalId;
        }

        return answer;
    }
}
