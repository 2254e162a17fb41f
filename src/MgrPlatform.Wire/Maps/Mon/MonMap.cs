using System.Collections.ObjectModel;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Mon;

/// <summary>The monitors of a cluster, where they listen, and since Tentacle what kinds of key may log in.</summary>
public sealed record MonMap : IWireType<MonMap>
{
    public const byte PacificVersion = 9;
    public const byte TentacleVersion = 10;
    private const byte OldestReader = 6;
    private const int Aes = 1;

    public static int MinimumSize => 6;

    /// <summary>The version that it was read in and is written in.</summary>
    public byte StructVersion { get; init; } = PacificVersion;

    public Guid Fsid { get; init; }

    public uint Epoch { get; init; }

    public UTime Modified { get; init; }

    public UTime Created { get; init; }

    public MonFeatures PersistentFeatures { get; init; }

    public MonFeatures OptionalFeatures { get; init; }

    public IReadOnlyDictionary<string, MonInfo> Monitors { get; init; } = ReadOnlyDictionary<string, MonInfo>.Empty;

    /// <summary>The monitors' names; a name's place is its rank.</summary>
    public IReadOnlyList<string> Ranks { get; init; } = [];

    public Release MinMonRelease { get; init; } = Release.Pacific;

    public IReadOnlyList<uint> RemovedRanks { get; init; } = [];

    /// <summary>1 classic, 2 disallow, 3 connectivity.</summary>
    public byte ElectionStrategy { get; init; } = 1;

    public IReadOnlyList<string> DisallowedLeaders { get; init; } = [];

    public bool StretchMode { get; init; }

    public string Tiebreaker { get; init; } = "";

    public IReadOnlyList<string> StretchMarkedDown { get; init; } = [];

    /// <summary>When it changes, the keys of the services were wiped: fetch them anew.</summary>
    public uint AuthEpoch { get; init; }

    /// <summary>The key type of the services' rotating keys: 1 aes, 2 aes256k.</summary>
    public int AuthServiceCipher { get; init; } = Aes;

    public IReadOnlyList<int> AuthAllowedCiphers { get; init; } = [Aes];

    public int AuthPreferredCipher { get; init; } = Aes;

    public static MonMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var map = new MonMap
        {
            StructVersion = Math.Min(scope.Version, TentacleVersion),
            Fsid = reader.ReadUuid(),
            Epoch = reader.ReadUInt32(),
            Modified = reader.ReadUTime(),
            Created = reader.ReadUTime(),
            PersistentFeatures = MonFeaturesCodec.Read(ref reader),
            OptionalFeatures = MonFeaturesCodec.Read(ref reader),
            Monitors = reader.ReadMap(Codecs.String, Codecs.Of<MonInfo>()),
            Ranks = reader.ReadList(Codecs.String),
            MinMonRelease = (Release)reader.ReadByte(),
            RemovedRanks = reader.ReadList(Codecs.UInt32),
            ElectionStrategy = reader.ReadByte(),
            DisallowedLeaders = reader.ReadList(Codecs.String),
            StretchMode = reader.ReadBool(),
            Tiebreaker = reader.ReadString(),
            StretchMarkedDown = reader.ReadList(Codecs.String),
        };
        if (scope.Version >= TentacleVersion)
        {
            map = map with
            {
                AuthEpoch = reader.ReadUInt32(),
                AuthServiceCipher = reader.ReadInt32(),
                AuthAllowedCiphers = reader.ReadList(Codecs.Int32),
                AuthPreferredCipher = reader.ReadInt32(),
            };
        }

        reader.EndStruct(scope);
        return map;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteUuid(Fsid);
        writer.WriteUInt32(Epoch);
        writer.WriteUTime(Modified);
        writer.WriteUTime(Created);
        MonFeaturesCodec.Write(writer, PersistentFeatures);
        MonFeaturesCodec.Write(writer, OptionalFeatures);
        writer.WriteMap(Monitors, Codecs.String, Codecs.Of<MonInfo>());
        writer.WriteList(Ranks, Codecs.String);
        writer.WriteByte((byte)MinMonRelease);
        writer.WriteList(RemovedRanks, Codecs.UInt32);
        writer.WriteByte(ElectionStrategy);
        writer.WriteList(DisallowedLeaders, Codecs.String);
        writer.WriteBool(StretchMode);
        writer.WriteString(Tiebreaker);
        writer.WriteList(StretchMarkedDown, Codecs.String);
        if (StructVersion >= TentacleVersion)
        {
            writer.WriteUInt32(AuthEpoch);
            writer.WriteInt32(AuthServiceCipher);
            writer.WriteList(AuthAllowedCiphers, Codecs.Int32);
            writer.WriteInt32(AuthPreferredCipher);
        }

        writer.EndStruct(scope);
    }

    /// <summary>As the manager's <c>mon_map</c>; <c>ceph mon dump</c> has one key more, the quorum, which is not in the map.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        DumpMembers(json, release);
        json.WriteEndObject();
    }

    /// <summary>The keys without the object round them, for a caller that adds its own.</summary>
    public void DumpMembers(Utf8JsonWriter json, Release release)
    {
        // Before Tentacle two keys ended in a colon and a blank: a slip that scripts came to rely on.
        var slip = release < Release.Tentacle ? ": " : "";
        json.WriteNumber("epoch", Epoch);
        if (release >= Release.Tentacle)
        {
            DumpAuth(json);
        }

        json.WriteString("fsid", Fsid);
        json.WriteZuluTime("modified", Modified);
        json.WriteZuluTime("created", Created);
        json.WriteNumber("min_mon_release", (byte)MinMonRelease);
        json.WriteString("min_mon_release_name", MinMonRelease.ToName());
        json.WriteNumber("election_strategy", ElectionStrategy);
        json.WriteString("disallowed_leaders" + slip, string.Join(',', DisallowedLeaders));
        json.WriteBoolean("stretch_mode", StretchMode);
        json.WriteString("tiebreaker_mon", Tiebreaker);
        json.WriteString("removed_ranks" + slip, string.Join(',', RemovedRanks));
        json.WriteStartObject("features");
        json.WriteStrings("persistent", PersistentFeatures.ToNames());
        json.WriteStrings("optional", OptionalFeatures.ToNames());
        json.WriteEndObject();
        json.WriteStartArray("mons");
        for (var rank = 0; rank < Ranks.Count; rank++)
        {
            if (Monitors.TryGetValue(Ranks[rank], out var monitor))
            {
                monitor.Dump(json, rank, release);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteCipher(Utf8JsonWriter json, int cipher)
    {
        json.WriteString("name", cipher switch { 0 => "none", Aes => "aes", 2 => "aes256k", _ => "unknown" });
        json.WriteNumber("value", cipher);
    }

    private void DumpAuth(Utf8JsonWriter json)
    {
        json.WriteNumber("auth_epoch", AuthEpoch);
        json.WriteStartObject("auth_service_cipher");
        WriteCipher(json, AuthServiceCipher);
        json.WriteEndObject();
        json.WriteStartArray("auth_allowed_ciphers");
        foreach (var cipher in AuthAllowedCiphers)
        {
            json.WriteStartObject();
            WriteCipher(json, cipher);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("auth_preferred_cipher");
        WriteCipher(json, AuthPreferredCipher);
        json.WriteEndObject();
    }
}
