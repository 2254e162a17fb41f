using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>
/// How long heartbeats over one network take, in microseconds. An OSD sends two of them for each of its peers with every report, so they
/// lie within their owner and cost no object.
/// </summary>
public readonly struct PingTimes : IWireType<PingTimes>, IEquatable<PingTimes>
{
    private const int Periods = 3;
    private const int Minimum = Periods;
    private const int Maximum = 2 * Periods;
    private const int Newest = 3 * Periods;
    private const int Count = Newest + 1;

    private static readonly string[] PeriodNames = ["1min", "5min", "15min"];

    private readonly Numbers _numbers;

    /// <param name="average">Over 1, 5 and 15 minutes, as are the next two.</param>
    public PingTimes(ReadOnlySpan<uint> average, ReadOnlySpan<uint> min, ReadOnlySpan<uint> max, uint last)
    {
        average[..Periods].CopyTo(_numbers);
        min[..Periods].CopyTo(_numbers[Minimum..]);
        max[..Periods].CopyTo(_numbers[Maximum..]);
        _numbers[Newest] = last;
    }

    private PingTimes(Numbers numbers) => _numbers = numbers;

    public static int MinimumSize => Count * sizeof(uint);

    /// <summary>Over 1, 5 and 15 minutes.</summary>
    public IReadOnlyList<uint> Average => [_numbers[0], _numbers[1], _numbers[2]];

    public IReadOnlyList<uint> Min => [_numbers[Minimum], _numbers[Minimum + 1], _numbers[Minimum + 2]];

    public IReadOnlyList<uint> Max => [_numbers[Maximum], _numbers[Maximum + 1], _numbers[Maximum + 2]];

    public uint Last => _numbers[Newest];

    /// <summary>The largest of the averages.</summary>
    public uint LongestAverage => Math.Max(_numbers[0], Math.Max(_numbers[1], _numbers[2]));

    /// <summary>Whether the newer averages are the smaller ones.</summary>
    public bool Improves => _numbers[0] < _numbers[1] && _numbers[1] < _numbers[2];

    public static PingTimes Decode(ref WireReader reader)
    {
        var numbers = default(Numbers);
        reader.ReadInt32s(MemoryMarshal.Cast<uint, int>((Span<uint>)numbers));
        return new PingTimes(numbers);
    }

    public void Encode(WireWriter writer)
    {
        for (var i = 0; i < Count; i++)
        {
            writer.WriteUInt32(_numbers[i]);
        }
    }

    public bool Equals(PingTimes other) => ((ReadOnlySpan<uint>)_numbers).SequenceEqual(other._numbers);

    public override bool Equals(object? obj) => obj is PingTimes other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_numbers[0], _numbers[Minimum], _numbers[Maximum], _numbers[Newest]);

    public static bool operator ==(PingTimes left, PingTimes right) => left.Equals(right);

    public static bool operator !=(PingTimes left, PingTimes right) => !left.Equals(right);

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("interface", name);
        DumpPeriods(json, "average", 0);
        DumpPeriods(json, "min", Minimum);
        DumpPeriods(json, "max", Maximum);
        json.WriteNumber("last", Last / 1000m);
        json.WriteEndObject();
    }

    private void DumpPeriods(Utf8JsonWriter json, string name, int at)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < Periods; i++)
        {
            json.WriteNumber(PeriodNames[i], _numbers[at + i] / 1000m);
        }

        json.WriteEndObject();
    }

    [InlineArray(Count)]
    private struct Numbers
    {
        private uint _first;
    }
}
