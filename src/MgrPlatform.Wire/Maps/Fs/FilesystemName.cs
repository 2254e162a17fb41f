using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>A file system's number and name.</summary>
public sealed record FilesystemName(int Id, string Name) : IWireType<FilesystemName>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static FilesystemName Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var id = reader.ReadInt32();
        var name = reader.ReadString();
        reader.EndStruct(scope);
        return new FilesystemName(id, name);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteInt32(Id);
        writer.WriteString(Name);
        writer.EndStruct(scope);
    }
}
