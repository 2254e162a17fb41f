using System.Globalization;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>
/// One running instance, by number (Ceph's <c>entity_name_t</c>): <c>osd.3</c>, <c>client.4135</c>; a number below zero is not known
/// yet.
/// </summary>
public readonly record struct EntityInstance(EntityType Type, long Number) : IWireType<EntityInstance>
{
    public static int MinimumSize => 9;

    public static EntityInstance Decode(ref WireReader reader)
    {
        var type = (EntityType)reader.ReadByte();
        var number = reader.ReadInt64();
        return new EntityInstance(type, number);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte((byte)Type);
        writer.WriteInt64(Number);
    }

    public override string ToString() =>
        Number < 0 ? $"{Type.ToName()}.?" : string.Create(CultureInfo.InvariantCulture, $"{Type.ToName()}.{Number}");
}
