using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>
/// An OSD says how full it is: <see cref="OsdState.Full"/>, <see cref="OsdState.BackfillFull"/>, <see cref="OsdState.NearFull"/> or none.
/// </summary>
/// <param name="Epoch">The map by whose ratios it judges.</param>
public sealed record MOSDFull(ulong PaxosVersion, uint Epoch, OsdState State) : Message, IMessage<MOSDFull>
{
    public static MessageKind KindOf => new(MessageType.OsdFull, 1);

    public override MessageKind Kind => KindOf;

    public static MOSDFull Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var epoch = front.ReadUInt32();
        var state = (OsdState)front.ReadUInt32();
        return new MOSDFull(paxosVersion, epoch, state);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUInt32(Epoch);
        writer.WriteUInt32((uint)State);
    }
}
