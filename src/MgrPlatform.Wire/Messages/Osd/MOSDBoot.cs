using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD has started and wants to be up; the answer is an OSD map.</summary>
public sealed record MOSDBoot : Message, IMessage<MOSDBoot>
{
    private const ushort CurrentVersion = 7;

    public static MessageKind KindOf => new(MessageType.OsdBoot, CurrentVersion, CurrentVersion);

    public override MessageKind Kind => KindOf;

    public ulong PaxosVersion { get; init; }

    public OsdSuperblock Superblock { get; init; } = new();

    public EntityAddressVector HeartbeatBackAddresses { get; init; } = EntityAddressVector.Empty;

    public EntityAddressVector ClusterAddresses { get; init; } = EntityAddressVector.Empty;

    public uint BootEpoch { get; init; }

    public EntityAddressVector HeartbeatFrontAddresses { get; init; } = EntityAddressVector.Empty;

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public Features Features { get; init; }

    public static MOSDBoot Decode(ref WireReader front, ushort version) => new()
    {
        PaxosVersion = PaxosField.Read(ref front),
        Superblock = front.Read<OsdSuperblock>(),
        HeartbeatBackAddresses = front.Read<EntityAddressVector>(),
        ClusterAddresses = front.Read<EntityAddressVector>(),
        BootEpoch = front.ReadUInt32(),
        HeartbeatFrontAddresses = front.Read<EntityAddressVector>(),
        Metadata = front.ReadMap(Codecs.String, Codecs.String),
        Features = (Features)front.ReadUInt64(),
    };

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.Write(Superblock);
        writer.Write(HeartbeatBackAddresses);
        writer.Write(ClusterAddresses);
        writer.WriteUInt32(BootEpoch);
        writer.Write(HeartbeatFrontAddresses);
        writer.WriteMap(Metadata, Codecs.String, Codecs.String);
        writer.WriteUInt64((ulong)Features);
    }
}
