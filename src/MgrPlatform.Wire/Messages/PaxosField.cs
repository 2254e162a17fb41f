using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages;

/// <summary>
/// What messages to the monitors' services begin with: the version of the map that the sender has,
/// and two fields that are dead since the monitors forward requests in another way.
/// </summary>
internal static class PaxosField
{
    private const short NoMonitor = -1;

    public static ulong Read(ref WireReader reader)
    {
        var version = reader.ReadUInt64();
        reader.ReadInt16();
        reader.ReadUInt64();
        return version;
    }

    public static void Write(WireWriter writer, ulong version)
    {
        writer.WriteUInt64(version);
        writer.WriteInt16(NoMonitor);
        writer.WriteUInt64(0);
    }
}
