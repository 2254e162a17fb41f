using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A monitor asks the quorum to put it into the monmap, or to change its address there.</summary>
/// <param name="ForceLocation">Whether a location that the map already has is replaced.</param>
public sealed record MMonJoin(
    ulong PaxosVersion,
    Guid Fsid,
    string Name,
    EntityAddressVector Addresses,
    IReadOnlyDictionary<string, string> CrushLocation,
    bool ForceLocation) : Message, IMessage<MMonJoin>
{
    private const ushort AddressesVersion = 2;
    private const ushort LocationVersion = 3;

    public static MessageKind KindOf => new(MessageType.MonJoin, LocationVersion, AddressesVersion);

    public override MessageKind Kind => KindOf;

    public static MMonJoin Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var name = front.ReadString();
        var addresses = front.Read<EntityAddressVector>(); // Takes the single address of version 1 as well.
        IReadOnlyDictionary<string, string> location =
            version >= LocationVersion ? front.ReadMap(Codecs.String, Codecs.String) : ReadOnlyDictionary<string, string>.Empty;
        var force = version >= LocationVersion && front.ReadBool();
        return new MMonJoin(paxosVersion, fsid, name, addresses, location, force);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteString(Name);
        writer.Write(Addresses);
        writer.WriteMap(CrushLocation, Codecs.String, Codecs.String);
        writer.WriteBool(ForceLocation);
    }
}
