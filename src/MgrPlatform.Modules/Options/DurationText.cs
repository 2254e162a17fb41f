using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MgrPlatform.Modules.Options;

/// <summary>Reads times as Ceph's options take them: <c>90</c>, <c>5m</c>, <c>1h 30m</c>.</summary>
internal static partial class DurationText
{
    private const int MaximumLength = 100;

    private static readonly FrozenDictionary<string, int> SecondsByUnit = new Dictionary<string, int>
    {
        ["s"] = 1, ["sec"] = 1, ["second"] = 1, ["seconds"] = 1,
        ["m"] = 60, ["min"] = 60, ["minute"] = 60, ["minutes"] = 60,
        ["h"] = 3600, ["hr"] = 3600, ["hour"] = 3600, ["hours"] = 3600,
        ["d"] = 86400, ["day"] = 86400, ["days"] = 86400,
        ["w"] = 604800, ["wk"] = 604800, ["week"] = 604800, ["weeks"] = 604800,
        ["mo"] = 2592000, ["month"] = 2592000, ["months"] = 2592000,
        ["y"] = 31536000, ["yr"] = 31536000, ["year"] = 31536000, ["years"] = 31536000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static Int128? ReadSeconds(string text) =>
        Read(text, static unit => unit.Length == 0 ? 1 : SecondsByUnit.GetValueOrDefault(unit));

    internal static Int128? ReadMilliseconds(string text) =>
        Read(text, static unit => unit.Length == 0 || unit == "ms" ? 1 : SecondsByUnit.GetValueOrDefault(unit) * 1000L);

    private static Int128? Read(string text, Func<string, long> factorOf)
    {
        Int128 sum = 0;
        var end = 0;
        foreach (Match part in Part().Matches(text.Length <= MaximumLength ? text : ""))
        {
            var factor = factorOf(part.Groups[2].Value);
            if (factor == 0 || !ulong.TryParse(part.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            sum += (Int128)number * factor;
            end = part.Index + part.Length;
        }

        return end > 0 && end == text.Length ? sum : null;
    }

    [GeneratedRegex(@"\G\s*([0-9]+)\s*([a-z]*)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
