using System.Security.Cryptography;

namespace MgrPlatform.Wire.Cephx;

/// <summary>The signature over the bytes that one side received before AUTH_SIGNATURE.</summary>
public static class SessionSignature
{
    public const int Size = HMACSHA256.HashSizeInBytes;

    /// <param name="sessionKey">Null without cephx; the signature is 32 zero bytes then.</param>
    /// <param name="received">Everything from the banner to the last frame before the signature.</param>
    public static byte[] Compute(CephxKey? sessionKey, ReadOnlySpan<byte> received) =>
        sessionKey is null ? new byte[Size] : HMACSHA256.HashData(sessionKey.Secret.Bytes, received);

    public static bool Verify(CephxKey? sessionKey, ReadOnlySpan<byte> received, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(Compute(sessionKey, received), signature);
}
