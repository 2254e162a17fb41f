using System.Buffers;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The first bytes of a connection, sent by both sides without waiting.</summary>
public sealed record Banner(ProtocolFeatures Supported, ProtocolFeatures Required)
{
    public const int Size = PrefixSize + PayloadSize;

    private const int PrefixSize = 10;
    private const int PayloadSize = 16;
    private const int PayloadLimit = 256;

    public static readonly Banner Ours = new(ProtocolFeatures.Revision1, ProtocolFeatures.Revision1);

    private static ReadOnlySpan<byte> Magic => "ceph v2\n"u8;

    /// <summary>Takes a banner off the front of <paramref name="input"/>; false means that more bytes are needed.</summary>
    /// <exception cref="WireFormatException">The peer speaks something else, and that is known as soon as a byte differs.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> input, out Banner? banner)
    {
        banner = null;
        Span<byte> bytes = stackalloc byte[PrefixSize + PayloadLimit];
        bytes = bytes[..(int)Math.Min(input.Length, bytes.Length)];
        input.Slice(0, bytes.Length).CopyTo(bytes);
        var known = Math.Min(bytes.Length, Magic.Length);
        if (!bytes[..known].SequenceEqual(Magic[..known]))
        {
            throw new WireFormatException("the peer does not speak msgr v2; is this the v1 port, or not Ceph at all?", 0);
        }

        if (bytes.Length < PrefixSize)
        {
            return false;
        }

        var reader = new WireReader(bytes);
        reader.Skip(Magic.Length);
        var length = reader.ReadUInt16();
        if (length is < PayloadSize or > PayloadLimit)
        {
            throw new WireFormatException($"a banner with a payload of {length} bytes; it should be {PayloadSize}", Magic.Length);
        }

        if (reader.Remaining < length)
        {
            return false;
        }

        banner = new Banner((ProtocolFeatures)reader.ReadUInt64(), (ProtocolFeatures)reader.ReadUInt64());
        input = input.Slice(PrefixSize + length);
        return true;
    }

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new WireWriter(capacity: Size);
        writer.WriteBytes(Magic);
        writer.WriteUInt16(PayloadSize);
        writer.WriteUInt64((ulong)Supported);
        writer.WriteUInt64((ulong)Required);
        output.Write(writer.Written);
    }
}
