using System.Globalization;
using System.Numerics;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>Checks a value against its option, and brings it to the form in which it is kept.</summary>
internal static class ConfigValue
{
    /// <param name="error">Ceph's words.</param>
    public static bool TryParse(ConfigOption option, string text, out string value, out string error)
    {
        value = text;
        error = "";
        switch (option.Type)
        {
            case "int" or "uint" or "size":
                return TryInteger(option, text, out value, out error);
            case "secs" or "millisecs":
                return TryDuration(text, out value, out error);
            case "float":
                return TryReal(text, out value, out error);
            case "bool":
                return TryBoolean(text, out value, out error);
            case ConfigSchema.DebugType:
                return Judge(
                    text.Split('/') is { Length: 1 or 2 } levels && levels.All(static level => byte.TryParse(level, out _)), text,
                    $"value must take the form N or N/M, where N and M are integers", out error);
            case "uuid":
                return Judge(Guid.TryParse(text, out _), text, "invalid uuid", out error);
            default:
                return option.Choices.Count == 0
                    || Judge(
                        option.Choices.Contains(text),
                        text,
                        $"'{text}' is not one of the permitted values: {string.Join(", ", option.Choices)}",
                        out error);
        }
    }

    private static bool TryInteger(ConfigOption option, string text, out string value, out string error)
    {
        value = text;
        var digits = text.AsSpan().TrimEnd("KMGTPEiBkmgtpe");
        var unit = text.AsSpan(digits.Length);
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            error = digits.Length < text.Length || !text.Any(char.IsAsciiDigit)
                ? "strict_si_cast: unit prefix not recognized"
                : $"strict_si_cast: value '{text}' is not an integer";
            return false;
        }

        if (Shift(unit) is not { } shift)
        {
            error = "strict_si_cast: unit prefix not recognized";
            return false;
        }

        number <<= shift;
        if (number < (option.Type == "int" ? long.MinValue : 0) || number > (option.Type == "int" ? long.MaxValue : ulong.MaxValue))
        {
            error = "strict_si_cast: value seems to be too large or too small";
            return false;
        }

        value = number.ToString(CultureInfo.InvariantCulture);
        error = "";
        return true;
    }

    private static int? Shift(ReadOnlySpan<char> unit) => unit switch
    {
        "" or "B" => 0,
        "K" or "Ki" or "KB" or "KiB" or "k" => 10,
        "M" or "Mi" or "MB" or "MiB" => 20,
        "G" or "Gi" or "GB" or "GiB" => 30,
        "T" or "Ti" or "TB" or "TiB" => 40,
        "P" or "Pi" or "PB" or "PiB" => 50,
        "E" or "Ei" or "EB" or "EiB" => 60,
        _ => null,
    };

    private static bool TryDuration(string text, out string value, out string error)
    {
        var isValid = Health.HealthDuration.TryParse(text, out var duration, out error);
        value = ((long)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return isValid;
    }

    private static bool TryReal(string text, out string value, out string error)
    {
        var isValid = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = number.ToString("F6", CultureInfo.InvariantCulture);
        error = isValid ? "" : $"strict_strtod: expected double, got: '{text}'";
        return isValid;
    }

    private static bool TryBoolean(string text, out string value, out string error)
    {
        // The two words, or a number.
        var isTrue = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        var isFalse = text.Equals("false", StringComparison.OrdinalIgnoreCase);
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = isTrue || number != 0 ? "true" : "false";
        return Judge(isTrue || isFalse || isNumber, value, $"Expected option value to be integer, got '{text}'", out error);
    }

    private static bool Judge(bool isValid, string text, string otherwise, out string error)
    {
        error = isValid ? "" : otherwise;
        return isValid;
    }
}
