using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>What clients are told of file systems: names and numbers only.</summary>
public sealed record FsMapUser(uint Epoch, int DefaultFilesystem, IReadOnlyList<FilesystemName> Filesystems)
    : IWireType<FsMapUser>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static FsMapUser Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var epoch = reader.ReadUInt32();
        var defaultFilesystem = reader.ReadInt32();
        var filesystems = reader.ReadList<FilesystemName>();
        reader.EndStruct(scope);
        return new FsMapUser(epoch, defaultFilesystem, filesystems);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt32(Epoch);
        writer.WriteInt32(DefaultFilesystem);
        writer.WriteList(Filesystems);
        writer.EndStruct(scope);
    }
}
