using System.Buffers.Text;
using System.Globalization;
using System.Net;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>Where an instance listens: protocol, IP address, port, and a nonce that tells one start of a daemon from the next.</summary>
/// <param name="EndPoint">Absent in a blank address.</param>
/// <param name="Blank">How many zero bytes stand for the address of a blank one on the wire; kept so that it is written back the
/// same.</param>
/// <param name="FlowInfo">IPv6 only.</param>
public sealed record EntityAddress(
    EntityAddressType Type, uint Nonce, IPEndPoint? EndPoint, int Blank = 0, uint FlowInfo = 0) : IWireType<EntityAddress>
{
    private const byte Version = 1;
    private const byte OldestReader = 1;
    private const byte LegacyMarker = 0;
    private const byte Marker = 1;
    private const int LegacyStorage = 128;
    private const int SockaddrIn = 16;
    private const int SockaddrIn6 = 28;
    private const ushort Inet = 2;
    private const ushort Inet6 = 10;

    /// <summary>No address, as Ceph's daemons write it.</summary>
    public static readonly EntityAddress None = new(EntityAddressType.None, 0, null, SockaddrIn6);

    /// <summary>The legacy form is the longer one, and the shortest of the new one is an address without an IP address.</summary>
    public static int MinimumSize => 19;

    public bool IsBlank => EndPoint is null;

    public static EntityAddress Decode(ref WireReader reader)
    {
        var marker = reader.ReadByte();
        return marker switch
        {
            LegacyMarker => DecodeLegacy(ref reader),
            Marker => DecodeBody(ref reader),
            _ => throw new WireFormatException($"an address begins with {marker}, known are 0 and 1", reader.Position),
        };
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Marker);
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUInt32((uint)Type);
        writer.WriteUInt32(Nonce);
        EncodeSockaddr(writer);
        writer.EndStruct(scope);
    }

    /// <summary>The rest of an address whose first byte, the marker 1, is read already.</summary>
    internal static EntityAddress DecodeBody(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var type = (EntityAddressType)reader.ReadUInt32();
        var nonce = reader.ReadUInt32();
        var length = reader.ReadLength();
        var endPoint = DecodeSockaddr(ref reader, length, littleEndianFamily: true, out var flowInfo);
        reader.EndStruct(scope);
        return new EntityAddress(type, nonce, endPoint, endPoint is null ? Math.Min(length, SockaddrIn6) : 0, flowInfo);
    }

    /// <summary>The rest of an address in the layout from before Kraken, whose first byte, the marker 0, is read already.</summary>
    internal static EntityAddress DecodeLegacy(ref WireReader reader)
    {
        reader.Skip(3);
        var nonce = reader.ReadUInt32();
        var endPoint = DecodeSockaddr(ref reader, LegacyStorage, littleEndianFamily: false, out var flowInfo);
        return endPoint is null
            ? new EntityAddress(EntityAddressType.None, nonce, null, SockaddrIn6)
            : new EntityAddress(EntityAddressType.Legacy, nonce, endPoint, 0, flowInfo);
    }

    /// <summary>As Ceph prints it: <c>v2:127.0.0.1:6800/123</c>, <c>v2:[::1]:6800/123</c>, <c>-</c> for none.</summary>
    public override string ToString() => Type switch
    {
        EntityAddressType.None => "-",
        EntityAddressType.Any => ToAddressAndNonce(),
        _ => $"{ToTypeName(Type)}:{ToAddressAndNonce()}",
    };

    /// <summary><c>127.0.0.1:6800</c>: the form of the key <c>addr</c> in Ceph's JSON.</summary>
    public string ToAddress() => EndPoint is null ? "(unrecognized address family 0)" : EndPoint.ToString();

    /// <summary><c>127.0.0.1:6800/123</c>: the form from before there were protocols, still in use in many places of Ceph's JSON.</summary>
    public string ToAddressAndNonce() => string.Create(CultureInfo.InvariantCulture, $"{ToAddress()}/{Nonce}");

    /// <summary>The most bytes that <see cref="FormatAddress"/> writes, with room for a slash and a nonce.</summary>
    internal const int LongestText = 96;

    /// <summary><see cref="ToAddress"/> as UTF-8, without a string.</summary>
    /// <returns>How many bytes were written.</returns>
    internal int FormatAddress(Span<byte> text)
    {
        if (EndPoint is not { } endPoint || (int)endPoint.AddressFamily != Inet)
        {
            return System.Text.Encoding.UTF8.GetBytes(ToAddress(), text);
        }

        endPoint.Address.TryFormat(text, out var length);
        text[length++] = (byte)':';
        Utf8Formatter.TryFormat(endPoint.Port, text[length..], out var digits);
        return length + digits;
    }

    public static string ToTypeName(EntityAddressType type) => type switch
    {
        EntityAddressType.None => "none",
        EntityAddressType.Legacy => "v1",
        EntityAddressType.Msgr2 => "v2",
        EntityAddressType.Any => "any",
        EntityAddressType.Cidr => "cidr",
        _ => "???",
    };

    private static IPEndPoint? DecodeSockaddr(ref WireReader reader, int length, bool littleEndianFamily, out uint flowInfo)
    {
        var end = reader.Position + length;
        var family = length == 0 ? (ushort)0 : littleEndianFamily ? reader.ReadUInt16() : reader.ReadPort();
        IPEndPoint? endPoint = null;
        flowInfo = 0;
        if (family == Inet && length >= 8)
        {
            var port = reader.ReadPort();
            endPoint = new IPEndPoint(new IPAddress(reader.ReadBytes(4)), port);
        }
        else if (family == Inet6 && length >= SockaddrIn6)
        {
            var port = reader.ReadPort();
            flowInfo = reader.ReadUInt32();
            var ip = reader.ReadBytes(16);
            endPoint = new IPEndPoint(new IPAddress(ip, reader.ReadUInt32()), port);
        }
        else if (family != 0)
        {
            throw new WireFormatException(
                $"an address of family {family} in {length} bytes; known are 2 (IPv4) and 10 (IPv6)", reader.Position);
        }

        reader.Skip(end - reader.Position);
        return endPoint;
    }

    private void EncodeSockaddr(WireWriter writer)
    {
        if (EndPoint is null)
        {
            writer.WriteUInt32((uint)Blank);
            writer.WriteZeros(Blank);
            return;
        }

        var ip = EndPoint.Address.GetAddressBytes();
        var isIPv4 = ip.Length == 4;
        writer.WriteUInt32(isIPv4 ? (uint)SockaddrIn : SockaddrIn6);
        writer.WriteUInt16(isIPv4 ? Inet : Inet6);
        writer.WritePort((ushort)EndPoint.Port);
        if (isIPv4)
        {
            writer.WriteBytes(ip);
            writer.WriteZeros(8);
        }
        else
        {
            writer.WriteUInt32(FlowInfo);
            writer.WriteBytes(ip);
            writer.WriteUInt32((uint)EndPoint.Address.ScopeId);
        }
    }
}
