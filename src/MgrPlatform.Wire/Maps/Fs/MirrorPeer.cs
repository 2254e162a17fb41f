using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>A file system that another is mirrored to.</summary>
public sealed record MirrorPeer(string Uuid, string ClientName, string ClusterName, string FsName) : IWireType<MirrorPeer>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static MirrorPeer Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var uuid = reader.ReadString();
        var remote = reader.BeginStruct(Version);
        var clientName = reader.ReadString();
        var clusterName = reader.ReadString();
        var fsName = reader.ReadString();
        reader.EndStruct(remote);
        reader.EndStruct(scope);
        return new MirrorPeer(uuid, clientName, clusterName, fsName);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteString(Uuid);
        var remote = writer.BeginStruct(Version, Version);
        writer.WriteString(ClientName);
        writer.WriteString(ClusterName);
        writer.WriteString(FsName);
        writer.EndStruct(remote);
        writer.EndStruct(scope);
    }
}
