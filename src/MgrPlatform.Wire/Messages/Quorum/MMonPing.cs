using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>Monitors tell each other all the time that they hear each other, whatever the election's strategy.</summary>
/// <param name="Stamp">When the question was sent; the answer repeats it.</param>
/// <param name="Scores">How well the sender hears the others.</param>
/// <param name="Padding">How many zero bytes follow, to test whether long frames pass.</param>
public sealed record MMonPing(MonPingOperation Operation, UTime Stamp, ConnectionTracker? Scores, int Padding) : Message, IMessage<MMonPing>
{
    public static MessageKind KindOf => new(MessageType.MonPing, 1);

    public override MessageKind Kind => KindOf;

    public static MMonPing Decode(ref WireReader front, ushort version)
    {
        var operation = (MonPingOperation)front.ReadByte();
        var stamp = front.ReadUTime();
        var scores = front.ReadOptionalBlob(static (ref r) => r.Read<ConnectionTracker>());
        var padding = front.ReadBlobSpan().Length;
        return new MMonPing(operation, stamp, scores, padding);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteByte((byte)Operation);
        writer.WriteUTime(Stamp);
        writer.WriteOptionalBlob(Scores, static (w, scores) => scores.Encode(w));
        writer.WriteUInt32((uint)Padding);
        writer.WriteZeros(Padding);
    }
}
