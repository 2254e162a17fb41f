using System.Globalization;

namespace MgrPlatform.Wire.Text;

/// <summary>Durations as Ceph prints them: one number and one letter.</summary>
public static class Ages
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// <c>1.5s</c> below two seconds, then <c>119s</c>, <c>119m</c>, <c>47h</c>, <c>13d</c>, <c>11w</c>, <c>23M</c>, <c>2y</c>.
    /// </summary>
    public static string Short(long nanoseconds)
    {
        if (nanoseconds < 2 * NanosecondsPerSecond)
        {
            return Numbers.SixDigits((float)nanoseconds / NanosecondsPerSecond) + "s";
        }

        var seconds = nanoseconds / NanosecondsPerSecond;
        var minutes = seconds / 60;
        var hours = minutes / 60;
        var days = hours / 24;
        return (seconds, minutes, hours, days) switch
        {
            ( < 120, _, _, _) => Number(seconds, 's'),
            (_, < 120, _, _) => Number(minutes, 'm'),
            (_, _, < 48, _) => Number(hours, 'h'),
            (_, _, _, < 14) => Number(days, 'd'),
            _ when days / 7 < 12 => Number(days / 7, 'w'),
            _ when days / 30 < 24 => Number(days / 30, 'M'),
            _ => Number(days / 365, 'y'),
        };
    }

    private static string Number(long value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
}
