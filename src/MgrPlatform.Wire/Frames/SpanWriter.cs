using System.Buffers.Binary;

namespace MgrPlatform.Wire.Frames;

/// <summary>Writes fixed-width values into a span of known size, for the frame parts that are encrypted where they stand.</summary>
internal ref struct SpanWriter(Span<byte> destination)
{
    private Span<byte> _rest = destination;

    public void WriteByte(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
        _rest = _rest[sizeof(ushort)..];
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
        _rest = _rest[sizeof(uint)..];
    }
}
