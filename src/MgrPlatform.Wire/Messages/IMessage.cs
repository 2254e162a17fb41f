using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages;

/// <summary>What <see cref="MessageCodec"/> must know of a kind of message.</summary>
public interface IMessage<TSelf>
    where TSelf : Message, IMessage<TSelf>
{
    static abstract MessageKind KindOf { get; }

    /// <summary>
    /// Reads the front segment of a message whose header said <paramref name="version"/>.
    /// What is left after it is ignored: newer peers append.
    /// </summary>
    static abstract TSelf Decode(ref WireReader front, ushort version);
}
