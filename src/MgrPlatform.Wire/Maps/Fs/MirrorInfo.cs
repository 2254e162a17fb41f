using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>Whether a file system is mirrored, and where to.</summary>
public sealed record MirrorInfo(bool Mirrored, IReadOnlyList<MirrorPeer> Peers) : IWireType<MirrorInfo>
{
    private const byte Version = 1;

    public static readonly MirrorInfo None = new(false, []);

    public static int MinimumSize => 6;

    public static MirrorInfo Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var mirrored = reader.ReadBool();
        var peers = reader.ReadList<MirrorPeer>();
        reader.EndStruct(scope);
        return new MirrorInfo(mirrored, peers);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteBool(Mirrored);
        writer.WriteList(Peers);
        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject("mirror_info");
        json.WriteStartObject("peers");
        foreach (var peer in Peers)
        {
            json.WriteStartObject(peer.Uuid);
            json.WriteStartObject("remote");
            json.WriteString("client_name", peer.ClientName);
            json.WriteString("cluster_name", peer.ClusterName);
            json.WriteString("fs_name", peer.FsName);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
