using System.Globalization;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>A run of snapshot ids.</summary>
public readonly record struct SnapInterval(ulong Start, ulong Length) : IWireType<SnapInterval>
{
    public static int MinimumSize => 16;

    public static SnapInterval Decode(ref WireReader reader)
    {
        var start = reader.ReadUInt64();
        var length = reader.ReadUInt64();
        return new SnapInterval(start, length);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt64(Start);
        writer.WriteUInt64(Length);
    }

    /// <summary>As Ceph prints it inside a set: start, tilde, length, in hexadecimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start:x}~{Length:x}");
}
