using System.Security.Cryptography;

namespace MgrPlatform.Wire.Cephx;

/// <summary>The cipher of <see cref="KeyType.Aes"/>: AES-128-CBC, always the same IV, PKCS#7 padding, no authentication.</summary>
internal static class CbcCipher
{
    private const int BlockSize = 16;

    private static ReadOnlySpan<byte> Iv => "cephsageyudagreg"u8;

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        return aes.EncryptCbc(plaintext, Iv, PaddingMode.PKCS7);
    }

    /// <summary>Null when the padding is wrong, as it mostly is under a wrong key.</summary>
    public static byte[]? TryDecrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length == 0 || ciphertext.Length % BlockSize != 0)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.SetKey(key);
        var padded = aes.DecryptCbc(ciphertext, Iv, PaddingMode.None);
        var padding = padded[^1];
        return padding is >= 1 and <= BlockSize && !padded.AsSpan(padded.Length - padding).ContainsAnyExcept(padding)
            ? padded[..^padding]
            : null;
    }
}
