using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>Lets another one log in, and keeps what it said: what anybody sees who listens to the wire.</summary>
internal sealed class RecordedAuthenticator(IClientAuthenticator inner) : IClientAuthenticator
{
    private readonly List<byte[]> _said = [];

    public AuthMethod Method => inner.Method;

    public byte[] Begin() => Keep(inner.Begin());

    public ClientAuthAnswer Continue(byte[] payload)
    {
        var answer = inner.Continue(payload);
        if (answer is ClientAuthAnswer.Send send)
        {
            Keep(send.Payload);
        }

        return answer;
    }

    public ClientAuthAnswer Finish(AuthDone done) => inner.Finish(done);

    /// <summary>Says the same once more, whatever it is asked.</summary>
    public IClientAuthenticator Again() => new Replay(Method, _said);

    private byte[] Keep(byte[] said)
    {
        _said.Add(said);
        return said;
    }

    private sealed class Replay(AuthMethod method, IReadOnlyList<byte[]> said) : IClientAuthenticator
    {
        private int _next = 1;

        public AuthMethod Method => method;

        public byte[] Begin() => said[0];

        public ClientAuthAnswer Continue(byte[] payload) => _next < said.Count
            ? new ClientAuthAnswer.Send(said[_next++])
            : new ClientAuthAnswer.Failed("there is no more on the record");

        public ClientAuthAnswer Finish(AuthDone done) => new ClientAuthAnswer.Failed("it was let in with what another one had said");
    }
}
