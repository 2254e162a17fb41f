using System.Globalization;

namespace MgrPlatform.Client.Configuration;

/// <summary>Durations as options have them: <c>30</c>, <c>0.5</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>, <c>250ms</c>.</summary>
public static class CephDuration
{
    // Longer is as good as for ever, and a time-out of that length still can be added to a date.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var number = text.AsSpan().Trim();
        var unitStart = number.IndexOfAnyExceptInRange('\u0020', '\u0039');
        var unit = unitStart < 0 ? "" : number[unitStart..].Trim().ToString();
        var seconds = unit switch
        {
            "" or "s" or "sec" or "second" or "seconds" => 1,
            "ms" => 0.001,
            "m" or "min" or "minute" or "minutes" => 60,
            "h" or "hr" or "hour" or "hours" => 3600,
            "d" or "day" or "days" => 86400,
            _ => double.NaN,
        };
        if (unitStart >= 0)
        {
            number = number[..unitStart].TrimEnd();
        }

        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !double.IsFinite(value * seconds)
            || value < 0)
        {
            duration = default;
            return false;
        }

        duration = value * seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(value * seconds);
        return true;
    }
}
