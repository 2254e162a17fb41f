using System.Buffers;
using System.Buffers.Binary;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Encoding;

/// <summary>Writes Ceph's encodings into a buffer that grows. Reuse one with <see cref="Clear"/>. Not for several threads.</summary>
public sealed class WireWriter : IBufferWriter<byte>
{
    private const int FirstCapacity = 256;

    private byte[] _buffer;

    public WireWriter(Features features = Features.Default, int capacity = FirstCapacity)
    {
        Features = features;
        _buffer = new byte[capacity];
    }

    /// <summary>What the peer understands. Where an encoding has two forms, its <c>Encode</c> asks this.</summary>
    public Features Features { get; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>The bytes of one value.</summary>
    public static byte[] Encode<T>(T value, Features features = Features.Default)
        where T : IWireType<T>
    {
        var writer = new WireWriter(features);
        value.Encode(writer);
        return writer.ToArray();
    }

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteSByte(sbyte value) => Reserve(1)[0] = (byte)value;

    public void WriteBool(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Reserve(2), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Reserve(4), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);

    /// <inheritdoc cref="WireReader.ReadPort"/>
    public void WritePort(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <inheritdoc cref="WireReader.ReadVarUInt64"/>
    public void WriteVarUInt64(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    public void WriteUTime(UTime value)
    {
        WriteUInt32(value.Seconds);
        WriteUInt32(value.Nanoseconds);
    }

    /// <inheritdoc cref="WireReader.ReadUuid"/>
    public void WriteUuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    public void WriteString(string value)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(value);
        WriteUInt32((uint)length);
        System.Text.Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    public void WriteBlob(ReadOnlySpan<byte> value)
    {
        WriteUInt32((uint)value.Length);
        WriteBytes(value);
    }

    /// <summary>A value inside a blob; the blob's length is filled in afterwards.</summary>
    public void WriteBlob<T>(T value, WireWrite<T> write)
    {
        var start = BeginLength();
        write(this, value);
        EndLength(start);
    }

    /// <summary>Raw bytes, without a length before them.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    public void WriteZeros(int count) => Reserve(count).Clear();

    public void Write<T>(T value)
        where T : IWireType<T> =>
        value.Encode(this);

    /// <summary>Opens a versioned structure. Hand the result to <see cref="EndStruct"/>, which fills in the length.</summary>
    public int BeginStruct(byte version, byte oldestReader)
    {
        WriteByte(version);
        WriteByte(oldestReader);
        return BeginLength();
    }

    public void EndStruct(int scope) => EndLength(scope);

    /// <summary>Writes over four bytes that were left for a value that is known only now.</summary>
    public void SetUInt32(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(0, Length)[position..], value);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - Length), nameof(count));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private int BeginLength()
    {
        Reserve(sizeof(uint));
        return Length;
    }

    private void EndLength(int start) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(start - sizeof(uint)), (uint)(Length - start));

    private Span<byte> Reserve(int count)
    {
        Grow(count);
        var reserved = _buffer.AsSpan(Length, count);
        Length += count;
        return reserved;
    }

    private void Grow(int count)
    {
        if (count > _buffer.Length - Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(Length + count)));
        }
    }
}
