using System.Globalization;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Numbers as the official tool reads them from a word, and as Ceph wants them in JSON.</summary>
internal static class NumberText
{
    /// <summary>Reads <c>5</c>, <c>-5</c>, <c>0x1f</c>, <c>0o17</c>, <c>0b101</c>; not <c>010</c>, which may mean 8 or 10.</summary>
    internal static bool TryParseInt(string text, out long value)
    {
        value = 0;
        var digits = text.Trim();
        var negative = digits.StartsWith('-');
        digits = negative || digits.StartsWith('+') ? digits[1..] : digits;
        if (!TryRemoveUnderscores(ref digits))
        {
            return false;
        }

        var radix = digits.Length < 2 || digits[0] != '0' ? 10
            : char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 };
        if (radix == 10)
        {
            return !(digits.Length > 1 && digits[0] == '0' && digits.AsSpan().ContainsAnyExcept('0'))
                && long.TryParse(negative ? "-" + digits : digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                && char.IsAsciiDigit(digits[0]);
        }

        return TryParseDigits(digits.AsSpan(2), radix, negative, out value);
    }

    internal static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        var digits = text.Trim();
        return TryRemoveUnderscores(ref digits)
            && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value); // JSON has no word for infinity.
    }

    /// <summary>A whole number that can be read as <c>int</c>, <c>long</c> or <c>double</c> alike.</summary>
    internal static JsonNode IntNode(long value) => JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;

    /// <summary>A float that stays one: Ceph's daemons refuse <c>5</c> where they expect <c>5.0</c>.</summary>
    internal static JsonNode FloatNode(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0")!;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> digits, int radix, bool negative, out long value)
    {
        value = 0;
        if (digits.IsEmpty)
        {
            return false;
        }

        Int128 sum = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit) || Convert.ToInt32(digit.ToString(), 16) is var number && number >= radix)
            {
                return false;
            }

            sum = (sum * radix) + number;
            if (sum > (Int128)long.MaxValue + 1)
            {
                return false;
            }
        }

        sum = negative ? -sum : sum;
        value = sum > long.MaxValue ? 0 : (long)sum;
        return sum <= long.MaxValue;
    }

    // 1_000 is a number, _1, 1_ and 1__0 are not.
    private static bool TryRemoveUnderscores(ref string digits)
    {
        if (digits.Length == 0 || digits[0] == '_' || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        digits = digits.Replace("_", "", StringComparison.Ordinal);
        return true;
    }
}
