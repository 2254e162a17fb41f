using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>
/// The order of addresses in Ceph's maps: that of the bytes in memory. So the low byte of a nonce counts before its high one.
/// </summary>
public sealed class EntityAddressOrder : IComparer<EntityAddress>
{
    public static readonly EntityAddressOrder Instance = new();

    private EntityAddressOrder()
    {
    }

    public int Compare(EntityAddress? x, EntityAddress? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        return Key(x).AsSpan().SequenceCompareTo(Key(y));
    }

    private static byte[] Key(EntityAddress address)
    {
        var writer = new WireWriter(capacity: 40);
        writer.WriteUInt32((uint)address.Type);
        writer.WriteUInt32(address.Nonce);
        if (address.EndPoint is { } endPoint)
        {
            var ip = endPoint.Address.GetAddressBytes();
            writer.WriteUInt16(ip.Length == 4 ? (ushort)2 : (ushort)10);
            writer.WritePort((ushort)endPoint.Port);
            writer.WriteUInt32(ip.Length == 4 ? 0 : address.FlowInfo);
            writer.WriteBytes(ip);
        }

        return writer.ToArray();
    }
}
