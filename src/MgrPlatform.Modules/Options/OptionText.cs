using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Options;

/// <summary>Reads an option's text as the monitors of Ceph read it for each type.</summary>
internal static class OptionText
{
    private const string Letters = "KMGTPE";

    /// <returns>The value, or null when the text is none of that type.</returns>
    internal static OptionValue? Read(string type, string text) => type switch
    {
        "str" => new OptionValue(text, text),
        "bool" => ReadBool(text),
        "int" => ReadScaled(text, 1000, "") is { } value && value >= long.MinValue && value <= long.MaxValue ? Whole((long)value) : null,
        "uint" => ReadScaled(text, 1000, "") is { } value ? Natural(value) : null,
        "size" => ReadSize(text) is { } value ? Natural(value) : null,
        "secs" => DurationText.ReadSeconds(text) is { } value ? Natural(value) : null,
        "millisecs" => DurationText.ReadMilliseconds(text) is { } value ? Natural(value) : null,
        "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new OptionValue(value.ToString("R", CultureInfo.InvariantCulture), NumberText.FloatNode(value))
            : null,
        "addr" => text == "-" || AddressText.CheckEntity(text).Length == 0 ? new OptionValue(text, text) : null,
        "addrvec" => text == "-" || AddressText.CheckVector(text).Length == 0 ? new OptionValue(text, text) : null,
        "uuid" => Guid.TryParseExact(text, "D", out var value) ? new OptionValue(value.ToString("D"), value.ToString("D")) : null,
        _ => null,
    };

    /// <summary>What a type takes, for errors.</summary>
    internal static string Describe(string type) => type switch
    {
        "str" => "text",
        "bool" => "true or false",
        "int" => "a whole number such as -5 or 10K (K is 1000)",
        "uint" => "a whole number from 0 up such as 5 or 10K (K is 1000)",
        "size" => "a size in bytes such as 4096, 4K or 1G (K is 1024)",
        "secs" => "seconds, or a time such as 5m or 1h 30m",
        "millisecs" => "milliseconds, or a time such as 500ms or 5m",
        "float" => "a number",
        "addr" => "an address such as 10.0.0.1:6800",
        "addrvec" => "an address, or several as [v2:10.0.0.1:3300,v1:10.0.0.1:6789]",
        "uuid" => "a UUID",
        _ => type,
    };

    private static OptionValue? ReadBool(string text)
    {
        // Ceph reads any number but 0 as true.
        bool? value = bool.TryParse(text, out var word) ? word
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number != 0 : null;
        return value is { } flag ? new OptionValue(flag ? "true" : "false", flag) : null;
    }

    private static Int128? ReadSize(string text)
    {
        // 4K, 4KB and 4Ki are the same; B alone is bytes.
        var isLong = text.Length > 1 && text[^1] is 'B' or 'i' && Letters.Contains(text[^2], StringComparison.Ordinal);
        var value = isLong ? ReadScaled(text[..^1], 1024, "") : ReadScaled(text, 1024, "B");
        return value >= 0 ? value : null;
    }

    private static Int128? ReadScaled(string text, int step, string plainUnit)
    {
        var power = text.Length > 1 ? Letters.IndexOf(text[^1], StringComparison.Ordinal) + 1 : 0;
        var digits = power > 0 ? text[..^1]
            : plainUnit.Length > 0 && text.EndsWith(plainUnit, StringComparison.Ordinal) ? text[..^plainUnit.Length]
            : text;
        if (digits.Length > 20 || !Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        for (var i = 0; i < power; i++)
        {
            value *= step; // 20 digits and six steps of 1024 stay within 128 bits.
        }

        return value;
    }

    private static OptionValue Whole(long value) => new(value.ToString(CultureInfo.InvariantCulture), NumberText.IntNode(value));

    private static OptionValue? Natural(Int128 value) => value < 0 || value > ulong.MaxValue ? null
        : value <= long.MaxValue ? Whole((long)value)
        : new OptionValue(value.ToString(CultureInfo.InvariantCulture), (ulong)value);
}
