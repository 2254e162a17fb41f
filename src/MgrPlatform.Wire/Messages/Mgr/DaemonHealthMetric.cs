using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>Something that a daemon counts because it is a bad sign.</summary>
/// <param name="Value">One number, or two of four bytes each: of slow operations how many, and the age of the oldest in seconds.</param>
public readonly record struct DaemonHealthMetric(DaemonHealthMetricType Type, ulong Value) : IWireType<DaemonHealthMetric>
{
    private const byte Version = 1;

    public static int MinimumSize => 15;

    public uint Low => (uint)Value;

    public uint High => (uint)(Value >> 32);

    public static DaemonHealthMetric Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var type = (DaemonHealthMetricType)reader.ReadByte();
        var value = reader.ReadUInt64();
        reader.EndStruct(scope);
        return new DaemonHealthMetric(type, value);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteByte((byte)Type);
        writer.WriteUInt64(Value);
        writer.EndStruct(scope);
    }
}
