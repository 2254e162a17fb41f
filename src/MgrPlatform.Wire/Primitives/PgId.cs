using System.Globalization;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>A placement group: its pool and its number there. Printed as <c>pool.hex</c>.</summary>
public readonly record struct PgId(long Pool, uint Seed) : IWireType<PgId>, IComparable<PgId>
{
    private const byte Version = 1;
    private const int NotPreferred = -1; // A dead field: once the OSD that a group was bound to.

    public static int MinimumSize => 17;

    public static PgId Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new WireFormatException($"a pg id of version {version}, known is {Version}", reader.Position);
        }

        var pool = reader.ReadInt64();
        var seed = reader.ReadUInt32();
        reader.ReadInt32();
        return new PgId(pool, seed);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteInt64(Pool);
        writer.WriteUInt32(Seed);
        writer.WriteInt32(NotPreferred);
    }

    public static bool TryParse(ReadOnlySpan<char> text, out PgId id)
    {
        var dot = text.IndexOf('.');
        if (dot > 0
            && long.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var pool)
            && uint.TryParse(text[(dot + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seed))
        {
            id = new PgId(pool, seed);
            return true;
        }

        id = default;
        return false;
    }

    public int CompareTo(PgId other) => Pool != other.Pool ? Pool.CompareTo(other.Pool) : Seed.CompareTo(other.Seed);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pool}.{Seed:x}");

    public static bool operator <(PgId left, PgId right) => left.CompareTo(right) < 0;

    public static bool operator >(PgId left, PgId right) => left.CompareTo(right) > 0;

    public static bool operator <=(PgId left, PgId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PgId left, PgId right) => left.CompareTo(right) >= 0;
}
