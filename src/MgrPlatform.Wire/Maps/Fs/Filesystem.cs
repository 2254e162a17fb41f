using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>One file system: its number, its metadata servers, its mirrors.</summary>
public sealed record Filesystem(int Id, MdsMap MdsMap, MirrorInfo MirrorInfo) : IWireType<Filesystem>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static Filesystem Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var id = reader.ReadInt32();
        var mdsMap = reader.ReadBlob(static (ref r) => r.Read<MdsMap>());
        var mirrorInfo = reader.Read<MirrorInfo>();
        reader.EndStruct(scope);
        return new Filesystem(id, mdsMap, mirrorInfo);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteInt32(Id);
        writer.WriteBlob(MdsMap, static (w, map) => map.Encode(w));
        writer.Write(MirrorInfo);
        writer.EndStruct(scope);
    }

    /// <summary>As an element of <c>filesystems</c> in <c>ceph fs dump</c>.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        json.WritePropertyName("mdsmap");
        MdsMap.Dump(json, release);
        json.WriteNumber("id", Id);
        if (MirrorInfo.Mirrored)
        {
            MirrorInfo.Dump(json);
        }

        json.WriteEndObject();
    }
}
