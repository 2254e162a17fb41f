using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>One row of a query's result.</summary>
/// <param name="Key">For each part of the query's key the groups that its pattern found.</param>
/// <param name="Values">
/// Packed numbers of eight bytes, one a counter; two (nanoseconds and count) for an OSD's latencies and for every counter of a metadata
/// server.
/// </param>
public sealed record PerfMetricRow(IReadOnlyList<string[]> Key, byte[] Values) : IWireType<PerfMetricRow>
{
    private static readonly Codec<string[]> Groups = Codecs.List(Codecs.String);

    public static int MinimumSize => 8;

    public static PerfMetricRow Decode(ref WireReader reader)
    {
        var key = reader.ReadList(Groups);
        var values = reader.ReadBlob();
        return new PerfMetricRow(key, values);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteList(Key, Groups);
        writer.WriteBlob(Values);
    }

    /// <summary>The packed numbers.</summary>
    public ulong[] Unpack()
    {
        var reader = new WireReader(Values);
        var numbers = new ulong[Values.Length / sizeof(ulong)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadUInt64();
        }

        return numbers;
    }
}
