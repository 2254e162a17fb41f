using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>
/// An OSD asks for maps by their epochs: whole ones when it made one from changes and the checksum was another, and then it waits for them.
/// </summary>
/// <param name="FullFirst">0 when no whole maps are wanted.</param>
/// <param name="ChangesFirst">0 when no changes are wanted.</param>
public sealed record MMonGetOSDMap(ulong PaxosVersion, uint FullFirst, uint FullLast, uint ChangesFirst, uint ChangesLast)
    : Message, IMessage<MMonGetOSDMap>
{
    public static MessageKind KindOf => new(MessageType.MonGetOsdMap, 1);

    public override MessageKind Kind => KindOf;

    public static MMonGetOSDMap Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var (fullFirst, fullLast) = (front.ReadUInt32(), front.ReadUInt32());
        return new MMonGetOSDMap(paxosVersion, fullFirst, fullLast, front.ReadUInt32(), front.ReadUInt32());
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUInt32(FullFirst);
        writer.WriteUInt32(FullLast);
        writer.WriteUInt32(ChangesFirst);
        writer.WriteUInt32(ChangesLast);
    }
}
