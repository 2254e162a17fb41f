using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>All addresses of one instance, the preferred one first.</summary>
public sealed record EntityAddressVector(IReadOnlyList<EntityAddress> Addresses) : IWireType<EntityAddressVector>
{
    private const byte LegacyMarker = 0;
    private const byte SingleMarker = 1;
    private const byte VectorMarker = 2;

    public static readonly EntityAddressVector Empty = new([]);

    public static int MinimumSize => 5;

    /// <summary>The first msgr2 address, the only kind that this project connects to.</summary>
    public EntityAddress? Msgr2 => Addresses.FirstOrDefault(static address => address.Type == EntityAddressType.Msgr2);

    /// <summary>The address that Ceph puts where only one has room: the first legacy one, else the first.</summary>
    public EntityAddress Legacy =>
        Addresses.FirstOrDefault(static address => address.Type == EntityAddressType.Legacy)
        ?? (Addresses.Count > 0 ? Addresses[0] : EntityAddress.None);

    public static EntityAddressVector Decode(ref WireReader reader)
    {
        var marker = reader.ReadByte();
        return marker switch
        {
            LegacyMarker => new EntityAddressVector([EntityAddress.DecodeLegacy(ref reader)]),
            SingleMarker => new EntityAddressVector([EntityAddress.DecodeBody(ref reader)]),
            VectorMarker => new EntityAddressVector(reader.ReadList<EntityAddress>()),
            _ => throw new WireFormatException($"a list of addresses begins with {marker}, known are 0, 1 and 2", reader.Position),
        };
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(VectorMarker);
        writer.WriteList(Addresses);
    }

    public bool Equals(EntityAddressVector? other) => other is not null && Addresses.SequenceEqual(other.Addresses);

    public override int GetHashCode() => Addresses.Count == 0 ? 0 : Addresses[0].GetHashCode();

    /// <summary>As Ceph prints it: <c>[v2:127.0.0.1:6800/123,v1:127.0.0.1:6801/123]</c>, or the one address without brackets.</summary>
    public override string ToString() => Addresses.Count switch
    {
        0 => "",
        1 => Addresses[0].ToString(),
        _ => $"[{string.Join(',', Addresses)}]",
    };
}
