using System.Globalization;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Primitives;

/// <summary>Ceph's time: seconds since 1970 (UTC) and nanoseconds; small values are durations, zero means "never".</summary>
public readonly record struct UTime(uint Seconds, uint Nanoseconds) : IWireType<UTime>, IComparable<UTime>
{
    // Ceph prints what lies within ten years of zero as a duration.
    private const uint OldestDate = 60 * 60 * 24 * 365 * 10;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    public static readonly UTime Zero;

    public static int MinimumSize => 8;

    public bool IsZero => this == Zero;

    public static UTime Decode(ref WireReader reader) => reader.ReadUTime();

    public void Encode(WireWriter writer) => writer.WriteUTime(this);

    public static UTime From(DateTimeOffset time) => From(time - DateTimeOffset.UnixEpoch);

    /// <summary>A duration; what is negative or longer than 136 years is cut to what the format can hold.</summary>
    public static UTime From(TimeSpan duration)
    {
        var ticks = Math.Max(duration.Ticks, 0);
        var seconds = ticks / TimeSpan.TicksPerSecond;
        return seconds > uint.MaxValue
            ? new UTime(uint.MaxValue, 0)
            : new UTime((uint)seconds, (uint)(ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick));
    }

    /// <summary>Nanoseconds since 1970, or of a duration.</summary>
    public long ToNanoseconds() => (Seconds * NanosecondsPerSecond) + Nanoseconds;

    /// <summary>What is negative is zero; what is longer than 136 years is cut to what the format can hold.</summary>
    public static UTime FromNanoseconds(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(Math.Max(nanoseconds, 0), NanosecondsPerSecond);
        return seconds > uint.MaxValue ? new UTime(uint.MaxValue, 0) : new UTime((uint)seconds, (uint)rest);
    }

    public TimeSpan ToTimeSpan() =>
        TimeSpan.FromTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanoseconds / NanosecondsPerTick));

    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch + ToTimeSpan();

    public int CompareTo(UTime other) =>
        ToNanoseconds().CompareTo(other.ToNanoseconds());

    /// <summary>As in Ceph's JSON: <c>2026-11-22T16:10:22.123456+0000</c>, or <c>3.500000</c> for a duration.</summary>
    public override string ToString()
    {
        var microseconds = Nanoseconds / 1000;
        return Seconds < OldestDate
            ? string.Create(CultureInfo.InvariantCulture, $"{Seconds}.{microseconds:D6}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{DateTimeOffset.UnixEpoch.AddSeconds(Seconds):yyyy-MM-ddTHH:mm:ss}.{microseconds:D6}+0000");
    }

    public static bool operator <(UTime left, UTime right) => left.CompareTo(right) < 0;

    public static bool operator >(UTime left, UTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(UTime left, UTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UTime left, UTime right) => left.CompareTo(right) >= 0;
}
