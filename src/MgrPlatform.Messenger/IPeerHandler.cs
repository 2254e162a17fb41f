using MgrPlatform.Messenger.Protocol;

namespace MgrPlatform.Messenger;

/// <summary>
/// The owner of connections. The calls for one connection come one after the other, each when the one before has finished; those for
/// different connections come at the same time. While a call is awaited nothing is read from that connection, so an owner that takes its
/// time holds back the peer and nobody else; but the peer's keepalives are not answered meanwhile, and after its
/// <see cref="MessengerOptions.KeepaliveLimit"/> it gives us up. A <see cref="Wire.Encoding.WireFormatException"/> out of a call closes the
/// connection as the peer's fault; any other exception closes it and is logged as our own.
/// </summary>
public interface IPeerHandler
{
    /// <summary>Messages may flow; <see cref="PeerConnection.Peer"/> is known. Comes again each time a lossless session goes on.</summary>
    ValueTask OnReadyAsync(PeerConnection connection);

    /// <summary>Its memory is the message's own and may be kept.</summary>
    ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message);

    /// <summary>
    /// A lossless session has lost its connection, or an attempt to get one failed. It is tried again, until it is closed.
    /// </summary>
    ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason);

    /// <summary>
    /// The peer has forgotten a lossless session: what was sent may or may not have been acted on, and what waited is dropped.
    /// </summary>
    ValueTask OnSessionLostAsync(PeerConnection connection);

    /// <summary>The last call for this connection.</summary>
    ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason);
}
