using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Encoding;

/// <summary>
/// Reads Ceph's encodings from bytes at hand. Every length is checked against what is left before anything is allocated,
/// and nothing can be read past the end of the structure that is open.
/// </summary>
public ref struct WireReader
{
    /// <summary>Structures and blobs may lie in each other this deep; Ceph's own maps need eight.</summary>
    public const int DepthLimit = 32;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _limit;
    private int _depth;

    public WireReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _limit = bytes.Length;
    }

    public int Position { get; private set; }

    /// <summary>Bytes left in the structure that is open, or in all if none is.</summary>
    public readonly int Remaining => _limit - Position;

    public readonly bool AtEnd => Position == _limit;

    public byte ReadByte() => Take(1)[0];

    public sbyte ReadSByte() => (sbyte)Take(1)[0];

    public bool ReadBool() => Take(1)[0] != 0;

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>As many numbers as there is room for, one after the other; faster than one by one.</summary>
    public void ReadInt64s(scoped Span<long> values)
    {
        var bytes = Take(checked(values.Length * sizeof(long)));
        MemoryMarshal.Cast<byte, long>(bytes).CopyTo(values);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(values, values);
        }
    }

    /// <inheritdoc cref="ReadInt64s"/>
    public void ReadInt32s(scoped Span<int> values)
    {
        var bytes = Take(checked(values.Length * sizeof(int)));
        MemoryMarshal.Cast<byte, int>(bytes).CopyTo(values);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(values, values);
        }
    }

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>A port number; the only big-endian value in Ceph's encodings.</summary>
    public ushort ReadPort() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>Seven bits a byte, low ones first, the top bit says that more follow.</summary>
    public ulong ReadVarUInt64()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            var bits = (ulong)(next & 0x7f);
            if (shift == 63 && bits > 1)
            {
                break;
            }

            value |= bits << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new WireFormatException("a variable-length number is longer than 64 bits", Position);
    }

    public UTime ReadUTime() => new(ReadUInt32(), ReadUInt32());

    /// <summary>Sixteen bytes in the order of the text form.</summary>
    public Guid ReadUuid() => new(Take(16), bigEndian: true);

    public string ReadString() => System.Text.Encoding.UTF8.GetString(Take(ReadLength()));

    /// <summary>A copy of a blob's bytes.</summary>
    public byte[] ReadBlob() => Take(ReadLength()).ToArray();

    /// <summary>A blob's bytes, valid as long as the bytes that the reader stands on.</summary>
    public ReadOnlySpan<byte> ReadBlobSpan() => Take(ReadLength());

    /// <summary>A value inside a blob. What the value leaves unread is skipped: newer peers append.</summary>
    public T ReadBlob<T>(WireRead<T> read)
    {
        var length = ReadLength();
        var scope = Enter(version: 0, length);
        var value = read(ref this);
        EndStruct(scope);
        return value;
    }

    /// <summary>As many raw bytes as the caller says, without a length before them.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    public T Read<T>()
        where T : IWireType<T> =>
        T.Decode(ref this);

    /// <summary>A length in bytes that is known to be there.</summary>
    public int ReadLength()
    {
        var length = ReadUInt32();
        if (length > (uint)Remaining)
        {
            throw new WireFormatException($"a length of {length} bytes where {Remaining} are left", Position);
        }

        return (int)length;
    }

    /// <summary>A number of elements that can be there, when each takes at least <paramref name="minimumSize"/> bytes.</summary>
    public int ReadCount(int minimumSize)
    {
        var count = ReadUInt32();
        if (count > (uint)Remaining / (uint)minimumSize)
        {
            throw new WireFormatException($"{count} elements of at least {minimumSize} bytes where {Remaining} are left", Position);
        }

        return (int)count;
    }

    /// <summary>
    /// Opens a versioned structure. Newer peers may append fields, so the caller
    /// must close it with <see cref="EndStruct"/>, which skips what we do not know.
    /// </summary>
    public StructScope BeginStruct(byte supported)
    {
        var version = ReadByte();
        var oldestReader = ReadByte();
        if (oldestReader > supported)
        {
            throw new WireFormatException($"the structure needs a reader of version {oldestReader}, we are {supported}", Position);
        }

        var length = ReadLength();
        return Enter(version, length);
    }

    public void EndStruct(StructScope scope)
    {
        Position = scope.End;
        _limit = scope.OuterLimit;
        _depth--;
    }

    public void Skip(int count) => Take(count);

    private StructScope Enter(byte version, int length)
    {
        if (++_depth > DepthLimit)
        {
            throw new WireFormatException($"more than {DepthLimit} structures inside each other", Position);
        }

        var scope = new StructScope(version, Position + length, _limit);
        _limit = scope.End;
        return scope;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new WireFormatException($"{count} bytes wanted where {Remaining} are left", Position);
        }

        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
