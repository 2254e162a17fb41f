using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MgrPlatform.Wire.Cephx;

/// <summary>
/// The cipher of <see cref="KeyType.Aes256k"/>: aes256-cts-hmac-sha384-192 of RFC 8009. Every use of a key has its own encryption and
/// integrity key, a random block goes before the plain text, and the checksum is over the cipher text.
/// </summary>
internal static class Rfc8009Cipher
{
    public const int ConfounderSize = BlockSize;
    public const int Overhead = ConfounderSize + MacSize;

    private const int BlockSize = 16;
    private const int MacSize = 24;
    private const int EncryptionKeySize = 32;
    private const int IntegrityKeySize = 24;
    private const byte EncryptionLabel = 0xaa;
    private const byte IntegrityLabel = 0x55;

    private static ReadOnlySpan<byte> ZeroBlock => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Encrypt(ReadOnlySpan<byte> key, KeyUsage usage, ReadOnlySpan<byte> confounder, ReadOnlySpan<byte> plaintext)
    {
        var output = new byte[Overhead + plaintext.Length];
        var body = output.AsSpan(0, ConfounderSize + plaintext.Length);
        confounder.CopyTo(body);
        plaintext.CopyTo(body[ConfounderSize..]);
        EncryptStealing(DeriveEncryptionKey(key, usage), body);
        Mac(DeriveIntegrityKey(key, usage), body, output.AsSpan(body.Length));
        return output;
    }

    /// <summary>Null when the checksum is wrong: another key, another usage, or bytes that were changed.</summary>
    public static byte[]? TryDecrypt(ReadOnlySpan<byte> key, KeyUsage usage, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < Overhead)
        {
            return null;
        }

        var body = ciphertext[..^MacSize];
        Span<byte> mac = stackalloc byte[MacSize];
        Mac(DeriveIntegrityKey(key, usage), body, mac);
        return CryptographicOperations.FixedTimeEquals(mac, ciphertext[^MacSize..])
            ? DecryptStealing(DeriveEncryptionKey(key, usage), body)[ConfounderSize..]
            : null;
    }

    internal static byte[] DeriveEncryptionKey(ReadOnlySpan<byte> key, KeyUsage usage) =>
        Derive(key, usage, EncryptionLabel, EncryptionKeySize);

    internal static byte[] DeriveIntegrityKey(ReadOnlySpan<byte> key, KeyUsage usage) =>
        Derive(key, usage, IntegrityLabel, IntegrityKeySize);

    private static byte[] Derive(ReadOnlySpan<byte> key, KeyUsage usage, byte label, int size)
    {
        // A counter, the usage and its label, a zero, and the size in bits; all big-endian.
        Span<byte> input = stackalloc byte[14];
        BinaryPrimitives.WriteUInt32BigEndian(input, 1);
        BinaryPrimitives.WriteUInt32BigEndian(input[4..], (uint)usage);
        input[8] = label;
        input[9] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(input[10..], (uint)size * 8);
        return HMACSHA384.HashData(key, input)[..size];
    }

    private static void Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA384, key);
        hmac.AppendData(ZeroBlock);
        hmac.AppendData(body);
        hmac.GetHashAndReset().AsSpan(0, MacSize).CopyTo(destination);
    }

    /// <summary>
    /// CBC with the last two blocks swapped and the then last one cut to the length of the plain text. One block stays as it is.
    /// </summary>
    private static void EncryptStealing(ReadOnlySpan<byte> key, Span<byte> body)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        var padded = new byte[(body.Length + BlockSize - 1) / BlockSize * BlockSize];
        body.CopyTo(padded);
        var blocks = aes.EncryptCbc(padded, ZeroBlock, PaddingMode.None).AsSpan();
        if (blocks.Length == BlockSize)
        {
            blocks.CopyTo(body);
            return;
        }

        var lastTwo = blocks.Length - (2 * BlockSize);
        blocks[..lastTwo].CopyTo(body);
        blocks[(lastTwo + BlockSize)..].CopyTo(body[lastTwo..]);
        blocks.Slice(lastTwo, body.Length - lastTwo - BlockSize).CopyTo(body[(lastTwo + BlockSize)..]);
    }

    private static byte[] DecryptStealing(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        if (body.Length == BlockSize)
        {
            return aes.DecryptCbc(body, ZeroBlock, PaddingMode.None);
        }

        var blocks = new byte[(body.Length + BlockSize - 1) / BlockSize * BlockSize];
        var lastTwo = blocks.Length - (2 * BlockSize);
        var last = body.Slice(lastTwo, BlockSize);
        var stolen = body[(lastTwo + BlockSize)..];
        body[..lastTwo].CopyTo(blocks);
        stolen.CopyTo(blocks.AsSpan(lastTwo));

        // The last block was encrypted over zeros where the plain text had ended: there, its decryption shows the missing bytes.
        aes.DecryptEcb(last, PaddingMode.None).AsSpan(stolen.Length).CopyTo(blocks.AsSpan(lastTwo + stolen.Length));
        last.CopyTo(blocks.AsSpan(lastTwo + BlockSize));
        return aes.DecryptCbc(blocks, ZeroBlock, PaddingMode.None)[..body.Length];
    }
}
