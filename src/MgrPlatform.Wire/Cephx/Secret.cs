using System.Globalization;
using System.Security.Cryptography;

namespace MgrPlatform.Wire.Cephx;

/// <summary>Secret bytes. They never come out in text, and are compared in constant time.</summary>
public sealed class Secret : IEquatable<Secret>
{
    public static readonly Secret Empty = new([]);

    private readonly byte[] _bytes;

    public Secret(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Length => _bytes.Length;

    public static Secret Create(int length, FillRandom random)
    {
        var secret = new Secret(new byte[length]);
        random(secret._bytes);
        return secret;
    }

    public bool Equals(Secret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => _bytes.Length;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({_bytes.Length} secret bytes)");
}
