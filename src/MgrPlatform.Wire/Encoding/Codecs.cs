using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Encoding;

/// <summary>The codecs of plain values, and how to compose them: <c>reader.ReadMap(Codecs.String, Codecs.List(Codecs.Int32))</c>.</summary>
public static class Codecs
{
    public static readonly Codec<byte> Byte = new(static (ref r) => r.ReadByte(), static (w, v) => w.WriteByte(v), 1);

    public static readonly Codec<bool> Bool = new(static (ref r) => r.ReadBool(), static (w, v) => w.WriteBool(v), 1);

    public static readonly Codec<ushort> UInt16 = new(static (ref r) => r.ReadUInt16(), static (w, v) => w.WriteUInt16(v), 2);

    public static readonly Codec<uint> UInt32 = new(static (ref r) => r.ReadUInt32(), static (w, v) => w.WriteUInt32(v), 4);

    public static readonly Codec<int> Int32 = new(static (ref r) => r.ReadInt32(), static (w, v) => w.WriteInt32(v), 4);

    public static readonly Codec<ulong> UInt64 = new(static (ref r) => r.ReadUInt64(), static (w, v) => w.WriteUInt64(v), 8);

    public static readonly Codec<long> Int64 = new(static (ref r) => r.ReadInt64(), static (w, v) => w.WriteInt64(v), 8);

    public static readonly Codec<double> Double = new(static (ref r) => r.ReadDouble(), static (w, v) => w.WriteDouble(v), 8);

    public static readonly Codec<string> String = new(static (ref r) => r.ReadString(), static (w, v) => w.WriteString(v), 4);

    public static readonly Codec<byte[]> Blob = new(static (ref r) => r.ReadBlob(), static (w, v) => w.WriteBlob(v), 4);

    public static readonly Codec<UTime> UTime = new(static (ref r) => r.ReadUTime(), static (w, v) => w.WriteUTime(v), 8);

    public static readonly Codec<Guid> Uuid = new(static (ref r) => r.ReadUuid(), static (w, v) => w.WriteUuid(v), 16);

    public static Codec<T> Of<T>()
        where T : IWireType<T> =>
        Cache<T>.Codec;

    public static Codec<T[]> List<T>(Codec<T> element) =>
        new((ref r) => r.ReadList(element), (w, v) => w.WriteList(v, element), 4);

    public static Codec<OrderedDictionary<TKey, TValue>> Map<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
        where TKey : notnull =>
        new((ref r) => r.ReadMap(key, value), (w, v) => w.WriteMap(v, key, value), 4);

    public static Codec<(TFirst First, TSecond Second)> Pair<TFirst, TSecond>(Codec<TFirst> first, Codec<TSecond> second) =>
        new(
            (ref r) => (first.Read(ref r), second.Read(ref r)),
            (w, v) =>
            {
                first.Write(w, v.First);
                second.Write(w, v.Second);
            },
            first.MinimumSize + second.MinimumSize);

    private static class Cache<T>
        where T : IWireType<T>
    {
        public static readonly Codec<T> Codec = new(static (ref r) => T.Decode(ref r), static (w, v) => v.Encode(w), T.MinimumSize);
    }
}
