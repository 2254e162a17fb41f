using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Cephx;

/// <summary>What the keys of a connection in secure mode are cut from. The server draws it; in crc mode it is empty.</summary>
public sealed record ConnectionSecret(Secret Secret) : IWireType<ConnectionSecret>
{
    public const int Size = 64;

    private const int ServerNonce = FrameCipher.KeySize;
    private const int ClientNonce = ServerNonce + FrameCipher.NonceSize;

    public static readonly ConnectionSecret None = new(Secret.Empty);

    public static int MinimumSize => 4;

    /// <summary>Whether there is enough of it for secure mode.</summary>
    public bool IsUsable => Secret.Length >= ClientNonce + FrameCipher.NonceSize;

    public static ConnectionSecret Decode(ref WireReader reader) => new(new Secret(reader.ReadBlobSpan()));

    public void Encode(WireWriter writer) => writer.WriteBlob(Secret.Bytes);

    public static ConnectionSecret Create(FillRandom random) => new(Secret.Create(Size, random));

    /// <summary>The cipher of what the client sends.</summary>
    public FrameCipher CreateClientCipher() => CreateCipher(ClientNonce);

    /// <summary>The cipher of what the server sends.</summary>
    public FrameCipher CreateServerCipher() => CreateCipher(ServerNonce);

    private FrameCipher CreateCipher(int nonce) =>
        new(Secret.Bytes[..FrameCipher.KeySize], Secret.Bytes.Slice(nonce, FrameCipher.NonceSize));
}
