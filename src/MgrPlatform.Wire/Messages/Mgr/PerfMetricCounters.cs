using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>Lists of counter numbers, each in a structure of its own, behind a count of variable length.</summary>
internal static class PerfMetricCounters
{
    private const byte Version = 1;
    private const int CounterSize = 7;

    public static byte[] Read(ref WireReader reader)
    {
        var counters = new byte[ReadCount(ref reader, CounterSize)];
        for (var i = 0; i < counters.Length; i++)
        {
            counters[i] = ReadOne(ref reader);
        }

        return counters;
    }

    public static void Write(WireWriter writer, IReadOnlyList<byte> counters)
    {
        writer.WriteVarUInt64((ulong)counters.Count);
        foreach (var counter in counters)
        {
            WriteOne(writer, counter);
        }
    }

    public static byte ReadOne(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var counter = reader.ReadByte();
        reader.EndStruct(scope);
        return counter;
    }

    public static void WriteOne(WireWriter writer, byte counter)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteByte(counter);
        writer.EndStruct(scope);
    }

    public static int ReadCount(ref WireReader reader, int minimumSize)
    {
        var count = reader.ReadVarUInt64();
        if (count > (ulong)(reader.Remaining / minimumSize))
        {
            throw new WireFormatException(
                $"{count} elements of at least {minimumSize} bytes where {reader.Remaining} are left", reader.Position);
        }

        return (int)count;
    }
}
