using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A key with its type: an entity's own, a session's, or a rotating one. A keyring holds its base64 form.</summary>
public sealed record CephxKey(KeyType Type, UTime Created, Secret Secret) : IWireType<CephxKey>
{
    public static int MinimumSize => 12;

    public static CephxKey Decode(ref WireReader reader)
    {
        var type = (KeyType)reader.ReadUInt16();
        var created = reader.ReadUTime();
        var length = reader.ReadUInt16();
        if (type.SecretSize() != length)
        {
            throw new WireFormatException(
                $"a key of type {(ushort)type} with {length} bytes; known are 1 (aes, 16 bytes) and 2 (aes256k, 32 bytes)",
                reader.Position);
        }

        return new CephxKey(type, created, new Secret(reader.ReadBytes(length)));
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt16((ushort)Type);
        writer.WriteUTime(Created);
        writer.WriteUInt16((ushort)Secret.Length);
        writer.WriteBytes(Secret.Bytes);
    }

    public static CephxKey Create(KeyType type, UTime created, FillRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(type.SecretSize(), nameof(type));
        return new CephxKey(type, created, Secret.Create(type.SecretSize(), random));
    }

    /// <summary>Reads a keyring's <c>key = …</c>.</summary>
    public static bool TryParse(string base64, [NotNullWhen(true)] out CephxKey? key)
    {
        key = null;
        Span<byte> bytes = stackalloc byte[64];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out var length))
        {
            return false;
        }

        try
        {
            var reader = new WireReader(bytes[..length]);
            var decoded = Decode(ref reader);
            key = decoded.Type != KeyType.None && reader.AtEnd ? decoded : null;
        }
        catch (WireFormatException)
        {
            return false;
        }

        return key is not null;
    }

    /// <summary>The secret itself, for a keyring.</summary>
    public string ToBase64() => Convert.ToBase64String(WireWriter.Encode(this));

    public override string ToString() => $"{Type.ToName()} key {Secret}";
}
