using System.Buffers.Binary;
using System.Security.Cryptography;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A random number that the other side must answer with its key: a monitor's to a client, or (encrypted) a service's.</summary>
public sealed record Challenge(ulong Value) : IWireType<Challenge>
{
    private const byte Version = 1;

    public static int MinimumSize => 9;

    public static Challenge Decode(ref WireReader reader)
    {
        reader.ReadByte();
        return new Challenge(reader.ReadUInt64());
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteUInt64(Value);
    }

    public static Challenge Create(FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        random(bytes);
        return new Challenge(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    /// <summary>The answer to a monitor: only who has the key can compute it from both sides' challenges.</summary>
    public static ulong Answer(CephxKey key, ulong server, ulong client)
    {
        var both = new ChallengePair(server, client);
        Span<byte> words = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (key.Type == KeyType.Aes256k)
        {
            HMACSHA256.HashData(key.Secret.Bytes, WireWriter.Encode(both), words);
        }
        else
        {
            // Ceph mixes the length that goes before the cipher text into the answer.
            var sealedPair = Envelope.Seal(key, KeyUsage.Default, both, static _ => { });
            BinaryPrimitives.WriteInt32LittleEndian(words, sealedPair.Length);
            sealedPair.AsSpan(0, words.Length - sizeof(int)).CopyTo(words[sizeof(int)..]);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(words)
            ^ BinaryPrimitives.ReadUInt64LittleEndian(words[8..])
            ^ BinaryPrimitives.ReadUInt64LittleEndian(words[16..])
            ^ BinaryPrimitives.ReadUInt64LittleEndian(words[24..]);
    }

    private sealed record ChallengePair(ulong Server, ulong Client) : IWireType<ChallengePair>
    {
        public static ChallengePair Decode(ref WireReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());

        public void Encode(WireWriter writer)
        {
            writer.WriteUInt64(Server);
            writer.WriteUInt64(Client);
        }
    }
}
