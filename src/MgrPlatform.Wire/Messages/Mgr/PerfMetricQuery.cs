using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>What to count, for each distinct key. The numbers mean one thing to OSDs and another to metadata servers.</summary>
/// <param name="Keys">
/// For OSDs: 0 client id, 1 client address, 2 pool, 3 namespace, 4 OSD, 5 placement group, 6 object name, 7 snapshot.
/// For metadata servers: 0 rank, 1 client id.
/// </param>
/// <param name="Counters">
/// For OSDs: 0 ops, 1 write ops, 2 read ops, 3 bytes, 4 write bytes, 5 read bytes, 6 latency, 7 write latency, 8 read latency.
/// </param>
public sealed record PerfMetricQuery(IReadOnlyList<PerfMetricKey> Keys, IReadOnlyList<byte> Counters) : IWireType<PerfMetricQuery>
{
    private const byte Version = 1;

    public static int MinimumSize => 8;

    public static PerfMetricQuery Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var keys = new PerfMetricKey[PerfMetricCounters.ReadCount(ref reader, PerfMetricKey.MinimumSize)];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = reader.Read<PerfMetricKey>();
        }

        var counters = PerfMetricCounters.Read(ref reader);
        reader.EndStruct(scope);
        return new PerfMetricQuery(keys, counters);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteVarUInt64((ulong)Keys.Count);
        foreach (var key in Keys)
        {
            writer.Write(key);
        }

        PerfMetricCounters.Write(writer, Counters);
        writer.EndStruct(scope);
    }
}
