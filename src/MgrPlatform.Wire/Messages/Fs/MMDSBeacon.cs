using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Fs;

/// <summary>
/// A metadata server is alive, and which state it is in or wants to be in. The monitor sends the beacon back, without
/// what it need not repeat, so that the server knows it was heard.
/// </summary>
public sealed record MMDSBeacon : Message, IMessage<MMDSBeacon>
{
    private const ushort CurrentVersion = 8;
    private const ushort OldestReaderVersion = 6;
    private const ushort StandbyReplayVersion = 7;
    private const byte HealthVersion = 1;
    private const int None = -1;

    public static MessageKind KindOf => new(MessageType.MdsBeacon, CurrentVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    /// <summary>The epoch of the map that the server has seen.</summary>
    public ulong PaxosVersion { get; init; }

    public Guid Fsid { get; init; }

    public ulong GlobalId { get; init; }

    public MdsState State { get; init; }

    /// <summary>Counts the beacons.</summary>
    public ulong Sequence { get; init; }

    public string Name { get; init; } = "";

    public CompatSet Compat { get; init; } = CompatSet.Empty;

    public IReadOnlyList<MdsHealthMetric> Health { get; init; } = [];

    /// <summary>About the daemon and its host; travels in the first beacons only.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public ulong Features { get; init; }

    /// <summary>The file system that it would rather serve.</summary>
    public string FsName { get; init; } = "";

    public static MMDSBeacon Decode(ref WireReader front, ushort version)
    {
        var beacon = new MMDSBeacon
        {
            PaxosVersion = PaxosField.Read(ref front),
            Fsid = front.ReadUuid(),
            GlobalId = front.ReadUInt64(),
            State = (MdsState)front.ReadInt32(),
            Sequence = front.ReadUInt64(),
            Name = front.ReadString(),
        };
        front.ReadInt32(); // Dead since Nautilus: for which rank it stands by, and for whom.
        front.ReadString();
        return beacon with
        {
            Compat = front.Read<CompatSet>(),
            Health = ReadHealth(ref front),
            Metadata = beacon.State == MdsState.Boot ? front.ReadMap(Codecs.String, Codecs.String) : beacon.Metadata,
            Features = front.ReadUInt64(),
            FsName = ReadFsName(ref front, version),
        };
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteUInt64(GlobalId);
        writer.WriteInt32((int)State);
        writer.WriteUInt64(Sequence);
        writer.WriteString(Name);
        writer.WriteInt32(None);
        writer.WriteString("");
        writer.Write(Compat);
        var scope = writer.BeginStruct(HealthVersion, HealthVersion);
        writer.WriteList(Health);
        writer.EndStruct(scope);
        if (State == MdsState.Boot)
        {
            writer.WriteMap(Metadata, Codecs.String, Codecs.String);
        }

        writer.WriteUInt64(Features);
        writer.WriteInt32(None);
        writer.WriteBool(false);
        writer.WriteString(FsName);
    }

    private static MdsHealthMetric[] ReadHealth(ref WireReader front)
    {
        var scope = front.BeginStruct(HealthVersion);
        var health = front.ReadList<MdsHealthMetric>();
        front.EndStruct(scope);
        return health;
    }

    private static string ReadFsName(ref WireReader front, ushort version)
    {
        front.ReadInt32();
        if (version >= StandbyReplayVersion)
        {
            front.ReadBool();
        }

        return version >= CurrentVersion ? front.ReadString() : "";
    }
}
