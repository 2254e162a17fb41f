namespace MgrPlatform.Wire.Encoding;

/// <summary>
/// Lists, sets, maps and optional values. Sets are read as lists, and maps keep the order that they had on the wire,
/// so that what is read is written back as the same bytes. Whoever builds a set or map to send must sort it as Ceph does:
/// numbers by value, strings by their bytes (<see cref="StringComparer.Ordinal"/> does for ASCII).
/// </summary>
public static class WireCollections
{
    public static T[] ReadList<T>(ref this WireReader reader, Codec<T> element)
    {
        var count = reader.ReadCount(element.MinimumSize);
        if (count == 0)
        {
            return [];
        }

        var values = new T[count];
        if (ReferenceEquals(element, Codecs.Int32))
        {
            reader.ReadInt32s((int[])(object)values);
            return values;
        }

        for (var i = 0; i < count; i++)
        {
            values[i] = element.Read(ref reader);
        }

        return values;
    }

    public static T[] ReadList<T>(ref this WireReader reader)
        where T : IWireType<T> =>
        reader.ReadList(Codecs.Of<T>());

    public static void WriteList<T>(this WireWriter writer, IReadOnlyCollection<T> values, Codec<T> element)
    {
        writer.WriteUInt32((uint)values.Count);
        foreach (var value in values)
        {
            element.Write(writer, value);
        }
    }

    public static void WriteList<T>(this WireWriter writer, IReadOnlyCollection<T> values)
        where T : IWireType<T> =>
        writer.WriteList(values, Codecs.Of<T>());

    /// <summary>A map. Of a key that comes twice the last value holds, as in Ceph.</summary>
    public static OrderedDictionary<TKey, TValue> ReadMap<TKey, TValue>(
        ref this WireReader reader, Codec<TKey> key, Codec<TValue> value)
        where TKey : notnull
    {
        var count = reader.ReadCount(key.MinimumSize + value.MinimumSize);
        var map = new OrderedDictionary<TKey, TValue>(count);
        for (var i = 0; i < count; i++)
        {
            var name = key.Read(ref reader);
            map[name] = value.Read(ref reader);
        }

        return map;
    }

    public static void WriteMap<TKey, TValue>(
        this WireWriter writer, IReadOnlyCollection<KeyValuePair<TKey, TValue>> map, Codec<TKey> key, Codec<TValue> value)
    {
        writer.WriteUInt32((uint)map.Count);
        foreach (var (name, item) in map)
        {
            key.Write(writer, name);
            value.Write(writer, item);
        }
    }

    /// <summary>A value that may be absent, behind a byte that says so.</summary>
    public static T? ReadOptional<T>(ref this WireReader reader, Codec<T> value)
        where T : class =>
        reader.ReadBool() ? value.Read(ref reader) : null;

    public static void WriteOptional<T>(this WireWriter writer, T? value, Codec<T> codec)
        where T : class
    {
        writer.WriteBool(value is not null);
        if (value is not null)
        {
            codec.Write(writer, value);
        }
    }

    /// <inheritdoc cref="ReadOptional{T}"/>
    public static T? ReadOptionalValue<T>(ref this WireReader reader, Codec<T> value)
        where T : struct =>
        reader.ReadBool() ? value.Read(ref reader) : null;

    public static void WriteOptionalValue<T>(this WireWriter writer, T? value, Codec<T> codec)
        where T : struct
    {
        writer.WriteBool(value.HasValue);
        if (value is { } present)
        {
            codec.Write(writer, present);
        }
    }
}
