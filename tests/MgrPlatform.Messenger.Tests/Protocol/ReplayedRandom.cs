using System.Security.Cryptography;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Tests;

namespace MgrPlatform.Messenger.Tests.Protocol;

/// <summary>
/// Gives a machine the random bytes that were drawn when a connection was captured, so that it must write the same bytes again.
/// </summary>
internal sealed class ReplayedRandom
{
    private readonly Queue<byte[]> _draws = [];

    public void Add(byte[] bytes) => _draws.Enqueue(bytes);

    /// <summary>The block that was put before a plain text; an aes key has none.</summary>
    public void AddConfounder(CephxKey key, KeyUsage usage, ReadOnlySpan<byte> ciphertext)
    {
        if (key.Type != KeyType.Aes256k)
        {
            return;
        }

        // The first block of CBC with a zero IV, for a cipher text of more than two blocks.
        Assert.True(ciphertext.Length - 24 > 32);
        byte[] label = [0, 0, 0, 1, 0, 0, 0, (byte)usage, 0xaa, 0, 0, 0, 1, 0];
        using var aes = Aes.Create();
        aes.SetKey(HMACSHA384.HashData(key.Secret.Bytes, label).AsSpan(0, 32));
        Add(aes.DecryptEcb(ciphertext[..16], PaddingMode.None));
    }

    public void Fill(Span<byte> destination)
    {
        Assert.True(_draws.TryDequeue(out var bytes), $"{destination.Length} random bytes that were not drawn then");
        Assert.Equal(bytes.Length, destination.Length);
        bytes.CopyTo(destination);
    }

    public void AssertAllDrawn() => Assert.Empty(_draws);

    public static CephxKey SessionKey(Transcript transcript) => Transcript.Key(transcript.SessionKey);
}
