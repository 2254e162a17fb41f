using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger;

/// <summary>How those who connect to us are treated.</summary>
/// <param name="Authenticator">
/// Called for every connection, and what it returns is used from that connection's loop: keys are looked up from several threads. Null when
/// we cannot check anybody now: the connection is closed without a word, for a client takes a refusal as final and a closed socket as a
/// reason to come back.
/// </param>
/// <param name="PolicyFor">By the kind that the client says it is.</param>
/// <param name="Handler">Owns the accepted connections.</param>
public sealed record AcceptOptions(
    Func<IServerAuthenticator?> Authenticator, Func<EntityType, PeerPolicy> PolicyFor, IPeerHandler Handler);
