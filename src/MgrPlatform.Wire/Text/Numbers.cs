using System.Globalization;

namespace MgrPlatform.Wire.Text;

/// <summary>Real numbers as C++ prints them.</summary>
public static class Numbers
{
    private const int Digits = 6;

    /// <summary>At most six digits, none of them a zero at the end: <c>2.06155</c>, <c>27.5</c>, <c>1e-05</c>.</summary>
    public static string SixDigits(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? "0" : double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var scientific = value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture);
        var at = scientific.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= Digits)
        {
            var sign = exponent < 0 ? '-' : '+';
            return string.Create(CultureInfo.InvariantCulture, $"{Trim(scientific[..at])}e{sign}{Math.Abs(exponent):D2}");
        }

        return Trim(value.ToString($"F{Digits - 1 - exponent}", CultureInfo.InvariantCulture));
    }

    /// <summary>Two decimals in the tables of OSDs; what is too small to print is 0, what is negative is a dash.</summary>
    public static string TwoDecimals(double value) =>
        value < -0.01 ? "-" : value < 0.001 ? "0" : value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>A weight of CRUSH in the same tables.</summary>
    public static string Weight(double value) =>
        value < -0.01 ? "-" : value < 0.000001 ? "0" : value.ToString("F5", CultureInfo.InvariantCulture);

    private static string Trim(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
