using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>One metadata server.</summary>
public sealed record MdsInfo : IWireType<MdsInfo>
{
    private const byte Version = 10;
    private const byte OldestReader = 4;

    public static int MinimumSize => 6;

    public ulong Gid { get; init; }

    public string Name { get; init; } = "";

    public int Rank { get; init; } = -1;

    public int Incarnation { get; init; }

    public MdsState State { get; init; }

    public ulong StateSequence { get; init; }

    public EntityAddressVector Addresses { get; init; } = EntityAddressVector.Empty;

    /// <summary>Since when it has been silent; zero when it is not.</summary>
    public UTime LaggySince { get; init; }

    /// <summary>Dead since Nautilus; travels.</summary>
    public int StandbyForRank { get; init; } = -1;

    /// <summary>Dead since Nautilus; travels.</summary>
    public string StandbyForName { get; init; } = "";

    public IReadOnlyList<int> ExportTargets { get; init; } = [];

    public Features Features { get; init; }

    public int JoinFilesystem { get; init; } = -1;

    /// <summary>Dead since Nautilus; travels.</summary>
    public bool StandbyReplay { get; init; }

    /// <summary>Bit 0: frozen by the operator.</summary>
    public ulong Flags { get; init; }

    public CompatSet Compat { get; init; } = CompatSet.Empty;

    public static MdsInfo Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var info = new MdsInfo
        {
            Gid = reader.ReadUInt64(),
            Name = reader.ReadString(),
            Rank = reader.ReadInt32(),
            Incarnation = reader.ReadInt32(),
            State = (MdsState)reader.ReadInt32(),
            StateSequence = reader.ReadUInt64(),
            Addresses = reader.Read<EntityAddressVector>(),
            LaggySince = reader.ReadUTime(),
            StandbyForRank = reader.ReadInt32(),
            StandbyForName = reader.ReadString(),
            ExportTargets = reader.ReadList(Codecs.Int32),
            Features = (Features)reader.ReadUInt64(),
            JoinFilesystem = reader.ReadInt32(),
            StandbyReplay = reader.ReadBool(),
            Flags = reader.ReadUInt64(),
            Compat = reader.Read<CompatSet>(),
        };
        reader.EndStruct(scope);
        return info;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUInt64(Gid);
        writer.WriteString(Name);
        writer.WriteInt32(Rank);
        writer.WriteInt32(Incarnation);
        writer.WriteInt32((int)State);
        writer.WriteUInt64(StateSequence);
        writer.Write(Addresses);
        writer.WriteUTime(LaggySince);
        writer.WriteInt32(StandbyForRank);
        writer.WriteString(StandbyForName);
        writer.WriteList(ExportTargets, Codecs.Int32);
        writer.WriteUInt64((ulong)Features);
        writer.WriteInt32(JoinFilesystem);
        writer.WriteBool(StandbyReplay);
        writer.WriteUInt64(Flags);
        writer.Write(Compat);
        writer.EndStruct(scope);
    }

    internal void DumpMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("gid", Gid);
        json.WriteString("name", Name);
        json.WriteNumber("rank", Rank);
        json.WriteNumber("incarnation", Incarnation);
        json.WriteString("state", State.ToName());
        json.WriteNumber("state_seq", StateSequence);
        json.WriteString("addr", Addresses.Legacy.ToAddressAndNonce());
        json.WriteAddresses("addrs", Addresses);
        json.WriteNumber("join_fscid", JoinFilesystem);
        if (!LaggySince.IsZero)
        {
            json.WriteTime("laggy_since", LaggySince);
        }

        json.WriteNumbers("export_targets", ExportTargets);
        json.WriteNumber("features", (ulong)Features);
        json.WriteNumber("flags", Flags);
        Compat.Dump(json, "compat");
    }
}
