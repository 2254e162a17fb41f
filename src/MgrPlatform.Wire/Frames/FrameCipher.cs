using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MgrPlatform.Wire.Frames;

/// <summary>
/// AES-128-GCM for one direction of a connection. The nonce is four fixed bytes and a counter that goes up by one with
/// every operation, so each side must encrypt and decrypt each chunk exactly once and in order.
/// </summary>
public sealed class FrameCipher : IDisposable
{
    public const int TagSize = 16;
    public const int BlockSize = 16;
    public const int KeySize = 16;
    public const int NonceSize = 12;

    private const int CounterOffset = 4;

    private readonly AesGcm _gcm;
    private readonly byte[] _nonce;
    private readonly ulong _firstCounter;
    private bool _used;

    public FrameCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> firstNonce)
    {
        _gcm = new AesGcm(key, TagSize);
        _nonce = firstNonce.ToArray();
        _firstCounter = Counter;
    }

    private ulong Counter
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_nonce.AsSpan(CounterOffset));
        set => BinaryPrimitives.WriteUInt64LittleEndian(_nonce.AsSpan(CounterOffset), value);
    }

    /// <summary>Encrypts in place all but the last 16 bytes, which receive the tag.</summary>
    public void Encrypt(Span<byte> chunk)
    {
        Refuse(_used && Counter == _firstCounter);
        _gcm.Encrypt(_nonce, chunk[..^TagSize], chunk[..^TagSize], chunk[^TagSize..]);
        Next();
    }

    /// <summary>Decrypts in place all but the last 16 bytes, which hold the tag. False when the tag does not fit.</summary>
    public bool TryDecrypt(Span<byte> chunk)
    {
        Refuse(_used && Counter == _firstCounter);
        try
        {
            _gcm.Decrypt(_nonce, chunk[..^TagSize], chunk[^TagSize..], chunk[..^TagSize]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        Next();
        return true;
    }

    public void Dispose()
    {
        _gcm.Dispose();
        CryptographicOperations.ZeroMemory(_nonce);
    }

    private static void Refuse(bool nonceWouldRepeat)
    {
        if (nonceWouldRepeat)
        {
            throw new InvalidOperationException("the nonces of this connection are used up; it must be closed");
        }
    }

    private void Next()
    {
        Counter++;
        _used = true;
    }
}
