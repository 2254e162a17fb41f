using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>Who an entity is to cephx: <c>mgr.x</c>, <c>client.admin</c>.</summary>
public readonly record struct EntityName(EntityType Type, string Id) : IWireType<EntityName>
{
    public static int MinimumSize => 8;

    public static EntityName Decode(ref WireReader reader)
    {
        var type = (EntityType)reader.ReadUInt32();
        var id = reader.ReadString();
        return new EntityName(type, id);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)Type);
        writer.WriteString(Id);
    }

    /// <summary>Reads <c>type.id</c>; the id may hold dots.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntityName name)
    {
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot > 0 && EntityTypeNames.TryParse(text.AsSpan(0, dot), out var type))
        {
            name = new EntityName(type, text![(dot + 1)..]);
            return true;
        }

        name = default;
        return false;
    }

    public override string ToString() => $"{Type.ToName()}.{Id}";
}
