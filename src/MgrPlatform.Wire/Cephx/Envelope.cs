using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>
/// Encrypted values. Nine known bytes go before each, for <see cref="KeyType.Aes"/> the only sign that the key was right.
/// </summary>
public static class Envelope
{
    private const byte Version = 1;
    private const ulong Magic = 0xff009cad8826aa55;

    public static byte[] Seal<T>(CephxKey key, KeyUsage usage, T value, FillRandom random)
        where T : IWireType<T>
    {
        var writer = new WireWriter();
        writer.WriteByte(Version);
        writer.WriteUInt64(Magic);
        value.Encode(writer);
        return Encrypt(key, usage, writer.Written, random);
    }

    /// <summary>False when the key is another one, or the bytes were changed.</summary>
    /// <exception cref="WireFormatException">The key is right, but what it opens breaks the format.</exception>
    public static bool TryOpen<T>(CephxKey key, KeyUsage usage, ReadOnlySpan<byte> ciphertext, [MaybeNullWhen(false)] out T value)
        where T : IWireType<T>
    {
        value = default;
        var plaintext = TryDecrypt(key, usage, ciphertext);
        if (plaintext is null || plaintext.Length < sizeof(byte) + sizeof(ulong))
        {
            return false;
        }

        var reader = new WireReader(plaintext);
        if (reader.ReadByte() != Version || reader.ReadUInt64() != Magic)
        {
            return false;
        }

        value = T.Decode(ref reader);
        CryptographicOperations.ZeroMemory(plaintext);
        return true;
    }

    internal static byte[] Encrypt(CephxKey key, KeyUsage usage, ReadOnlySpan<byte> plaintext, FillRandom random)
    {
        Span<byte> confounder = stackalloc byte[Rfc8009Cipher.ConfounderSize];
        switch (key.Type)
        {
            case KeyType.Aes:
                return CbcCipher.Encrypt(key.Secret.Bytes, plaintext);
            case KeyType.Aes256k:
                random(confounder);
                return Rfc8009Cipher.Encrypt(key.Secret.Bytes, usage, confounder, plaintext);
            default:
                throw new InvalidOperationException($"nothing can be encrypted with a key of type {key.Type.ToName()}");
        }
    }

    internal static byte[]? TryDecrypt(CephxKey key, KeyUsage usage, ReadOnlySpan<byte> ciphertext) => key.Type switch
    {
        KeyType.Aes => CbcCipher.TryDecrypt(key.Secret.Bytes, ciphertext),
        KeyType.Aes256k => Rfc8009Cipher.TryDecrypt(key.Secret.Bytes, usage, ciphertext),
        _ => null,
    };
}
