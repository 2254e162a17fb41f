using System.Collections.ObjectModel;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>All file systems, and the metadata servers that stand by.</summary>
public sealed record FsMap : IWireType<FsMap>
{
    public const byte PacificVersion = 7;
    public const byte TentacleVersion = 8;
    private const byte OldestReader = 6;

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public uint Epoch { get; init; }

    public ulong NextFilesystemId { get; init; } = 1;

    /// <summary>The file system of clients that name none; -1 for none.</summary>
    public int DefaultFilesystem { get; init; } = -1;

    public CompatSet Compat { get; init; } = CompatSet.Empty;

    public bool EnableMultiple { get; init; }

    public IReadOnlyList<Filesystem> Filesystems { get; init; } = [];

    /// <summary>By global id the file system that a metadata server belongs to; -1 for one that stands by.</summary>
    public IReadOnlyDictionary<ulong, int> MdsRoles { get; init; } = ReadOnlyDictionary<ulong, int>.Empty;

    public IReadOnlyDictionary<ulong, MdsInfo> Standbys { get; init; } = ReadOnlyDictionary<ulong, MdsInfo>.Empty;

    public IReadOnlyDictionary<ulong, uint> StandbyEpochs { get; init; } = ReadOnlyDictionary<ulong, uint>.Empty;

    public bool EverEnabledMultiple { get; init; }

    public UTime BirthTime { get; init; }

    public static FsMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var map = new FsMap
        {
            StructVersion = Math.Min(scope.Version, TentacleVersion),
            Epoch = reader.ReadUInt32(),
            NextFilesystemId = reader.ReadUInt64(),
            DefaultFilesystem = reader.ReadInt32(),
            Compat = reader.Read<CompatSet>(),
            EnableMultiple = reader.ReadBool(),
            Filesystems = reader.ReadList<Filesystem>(),
            MdsRoles = reader.ReadMap(Codecs.UInt64, Codecs.Int32),
            Standbys = reader.ReadMap(Codecs.UInt64, Codecs.Of<MdsInfo>()),
            StandbyEpochs = reader.ReadMap(Codecs.UInt64, Codecs.UInt32),
            EverEnabledMultiple = reader.ReadBool(),
            BirthTime = scope.Version >= TentacleVersion ? reader.ReadUTime() : UTime.Zero,
        };
        reader.EndStruct(scope);
        return map;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteUInt32(Epoch);
        writer.WriteUInt64(NextFilesystemId);
        writer.WriteInt32(DefaultFilesystem);
        writer.Write(Compat);
        writer.WriteBool(EnableMultiple);
        writer.WriteList(Filesystems);
        writer.WriteMap(MdsRoles, Codecs.UInt64, Codecs.Int32);
        writer.WriteMap(Standbys, Codecs.UInt64, Codecs.Of<MdsInfo>());
        writer.WriteMap(StandbyEpochs, Codecs.UInt64, Codecs.UInt32);
        writer.WriteBool(EverEnabledMultiple);
        if (StructVersion >= TentacleVersion)
        {
            writer.WriteUTime(BirthTime);
        }

        writer.EndStruct(scope);
    }

    /// <summary>As <c>ceph fs dump</c>.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", Epoch);
        if (release >= Release.Tentacle)
        {
            json.WriteColonTime("btime", BirthTime);
        }

        json.WriteNumber("default_fscid", DefaultFilesystem);
        Compat.Dump(json, "compat");
        json.WriteStartObject("feature_flags");
        json.WriteBoolean("enable_multiple", EnableMultiple);
        json.WriteBoolean("ever_enabled_multiple", EverEnabledMultiple);
        json.WriteEndObject();
        json.WriteStartArray("standbys");
        foreach (var (gid, standby) in Standbys)
        {
            json.WriteStartObject();
            standby.DumpMembers(json);
            json.WriteNumber("epoch", StandbyEpochs.TryGetValue(gid, out var epoch) ? epoch : 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("filesystems");
        foreach (var filesystem in Filesystems)
        {
            filesystem.Dump(json, release);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
