using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A counter's declaration.</summary>
/// <param name="Path">
/// <c>osd.op_w</c>. Of a counter with labels (Tentacle) it holds NUL bytes: name, NUL, then per label its name, NUL, value, NUL; then
/// <c>.counter</c>.
/// </param>
public sealed record PerfCounterType(
    string Path, string Description, string Nick, PerfCounterKind Kind, byte Priority, PerfCounterUnit Unit)
    : IWireType<PerfCounterType>
{
    private const byte Version = 3;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static PerfCounterType Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var path = reader.ReadString();
        var description = reader.ReadString();
        var nick = reader.ReadString();
        var kind = (PerfCounterKind)reader.ReadByte();
        var priority = reader.ReadByte();
        var unit = (PerfCounterUnit)reader.ReadByte();
        reader.EndStruct(scope);
        return new PerfCounterType(path, description, nick, kind, priority, unit);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteString(Path);
        writer.WriteString(Description);
        writer.WriteString(Nick);
        writer.WriteByte((byte)Kind);
        writer.WriteByte(Priority);
        writer.WriteByte((byte)Unit);
        writer.EndStruct(scope);
    }
}
