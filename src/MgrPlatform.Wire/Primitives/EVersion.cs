using System.Globalization;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>A version of an object or log and the epoch it was made in. Printed as <c>epoch'version</c>.</summary>
public readonly record struct EVersion(ulong Version, uint Epoch) : IWireType<EVersion>
{
    public static int MinimumSize => 12;

    public static EVersion Decode(ref WireReader reader)
    {
        var version = reader.ReadUInt64();
        var epoch = reader.ReadUInt32();
        return new EVersion(version, epoch);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt64(Version);
        writer.WriteUInt32(Epoch);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}'{Version}");
}
