using System.Globalization;

namespace MgrPlatform.Monitor.Services.Health;

/// <summary>Durations as operators write them: <c>90</c>, <c>10m</c>, <c>1h</c>, <c>1d12h</c>.</summary>
internal static class HealthDuration
{
    private const long LongestSeconds = 100L * 365 * 24 * 3600;

    /// <param name="error">The sentence that Ceph says.</param>
    public static bool TryParse(string text, out TimeSpan duration, out string error)
    {
        duration = TimeSpan.Zero;
        error = "";
        var at = 0;
        decimal total = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == start
                || !long.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                error = $"invalid duration: {text}";
                return false;
            }

            start = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            var unit = text[start..at];
            if (Seconds(unit) is not { } seconds || (start == at && at < text.Length))
            {
                error = $"invalid duration: {text} (unrecogized unit '{unit}')";
                return false;
            }

            total += (decimal)number * seconds;
        }

        if (text.Length == 0 || total > LongestSeconds)
        {
            error = $"invalid duration: {text}";
            return false;
        }

        duration = TimeSpan.FromSeconds((double)total);
        return true;
    }

    /// <summary>The two largest units: <c>59m</c>, <c>2h</c>.</summary>
    public static string Short(TimeSpan duration) => duration switch
    {
        { TotalDays: >= 14 } => Number(duration.TotalDays / 7) + "w",
        { TotalDays: >= 2 } => Number(duration.TotalDays) + "d",
        { TotalHours: >= 2 } => Number(duration.TotalHours) + "h",
        { TotalMinutes: >= 2 } => Number(duration.TotalMinutes) + "m",
        _ => Number(duration.TotalSeconds) + "s",
    };

    private static string Number(double value) => ((long)value).ToString(CultureInfo.InvariantCulture);

    private static long? Seconds(string unit) => unit switch
    {
        "" or "s" or "sec" or "second" or "seconds" => 1,
        "m" or "min" or "minute" or "minutes" => 60,
        "h" or "hr" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 24 * 3600,
        "w" or "wk" or "week" or "weeks" => 7 * 24 * 3600,
        "mo" or "month" or "months" => 30 * 24 * 3600,
        "y" or "yr" or "year" or "years" => 365 * 24 * 3600,
        _ => null,
    };
}
