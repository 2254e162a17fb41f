using System.Globalization;

namespace MgrPlatform.Modules.Commands;

/// <summary>The numbers that an argument takes, both ends included; without a maximum there is no upper end.</summary>
public sealed record ArgumentRange(double Minimum, double? Maximum)
{
    public bool Contains(double value) => value >= Minimum && (Maximum is not { } maximum || value <= maximum);

    /// <summary>For people: <c>0 to 10</c>, <c>0 or more</c>.</summary>
    public string Describe() => Maximum is { } maximum ? $"{Text(Minimum)} to {Text(maximum)}" : $"{Text(Minimum)} or more";

    /// <summary>As Ceph's clients read it: <c>0|10</c>, <c>0</c>.</summary>
    public override string ToString() => Maximum is { } maximum ? $"{Text(Minimum)}|{Text(maximum)}" : Text(Minimum);

    /// <summary>Reads <c>0|10</c>, <c>0|</c> or <c>0</c>.</summary>
    internal static bool TryParse(string text, bool wholeNumbers, out ArgumentRange? range)
    {
        range = null;
        var parts = text.Split('|');
        if (parts.Length > 2 || !TryParseEnd(parts[0], wholeNumbers, out var minimum))
        {
            return false;
        }

        if (parts.Length == 1 || parts[1].Length == 0)
        {
            range = new ArgumentRange(minimum, null);
            return true;
        }

        if (!TryParseEnd(parts[1], wholeNumbers, out var maximum) || maximum < minimum)
        {
            return false;
        }

        range = new ArgumentRange(minimum, maximum);
        return true;
    }

    private static bool TryParseEnd(string text, bool wholeNumber, out double value)
    {
        if (wholeNumber)
        {
            var isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            value = number;
            return isWhole;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    // "R" would write 1E+16 for what a whole-number argument reads as digits.
    private static string Text(double value) => double.IsInteger(value) && Math.Abs(value) < 1e18
        ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
