using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Asks which versions of a map the monitors have.</summary>
/// <param name="Handle">The answer repeats it.</param>
/// <param name="What"><c>osdmap</c>, <c>fsmap</c>, <c>monmap</c>, <c>mgrmap</c>.</param>
public sealed record MMonGetVersion(ulong Handle, string What) : Message, IMessage<MMonGetVersion>
{
    public static MessageKind KindOf => new(MessageType.MonGetVersion, 1);

    public override MessageKind Kind => KindOf;

    public static MMonGetVersion Decode(ref WireReader front, ushort version)
    {
        var handle = front.ReadUInt64();
        var what = front.ReadString();
        return new MMonGetVersion(handle, what);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt64(Handle);
        writer.WriteString(What);
    }
}
