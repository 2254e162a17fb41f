using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>How long heartbeats over one network take, in microseconds.</summary>
/// <param name="Average">Over 1, 5 and 15 minutes, as are the next two.</param>
public sealed record PingTimes(IReadOnlyList<uint> Average, IReadOnlyList<uint> Min, IReadOnlyList<uint> Max, uint Last)
    : IWireType<PingTimes>
{
    private const int Periods = 3;

    private static readonly string[] PeriodNames = ["1min", "5min", "15min"];

    public static int MinimumSize => 10 * sizeof(uint);

    public static PingTimes Decode(ref WireReader reader)
    {
        var average = ReadPeriods(ref reader);
        var min = ReadPeriods(ref reader);
        var max = ReadPeriods(ref reader);
        var last = reader.ReadUInt32();
        return new PingTimes(average, min, max, last);
    }

    public void Encode(WireWriter writer)
    {
        WritePeriods(writer, Average);
        WritePeriods(writer, Min);
        WritePeriods(writer, Max);
        writer.WriteUInt32(Last);
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("interface", name);
        DumpPeriods(json, "average", Average);
        DumpPeriods(json, "min", Min);
        DumpPeriods(json, "max", Max);
        json.WriteNumber("last", Last / 1000m);
        json.WriteEndObject();
    }

    private static uint[] ReadPeriods(ref WireReader reader) => [reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32()];

    private static void WritePeriods(WireWriter writer, IReadOnlyList<uint> values)
    {
        for (var i = 0; i < Periods; i++)
        {
            writer.WriteUInt32(values[i]);
        }
    }

    private static void DumpPeriods(Utf8JsonWriter json, string name, IReadOnlyList<uint> values)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < Periods; i++)
        {
            json.WriteNumber(PeriodNames[i], values[i] / 1000m);
        }

        json.WriteEndObject();
    }
}
