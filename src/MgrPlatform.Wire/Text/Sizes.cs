using System.Globalization;

namespace MgrPlatform.Wire.Text;

/// <summary>Numbers as Ceph's monitors print them: at most seven places with the unit.</summary>
public static class Sizes
{
    private const int Places = 7;
    private static readonly string[] ByteUnits = [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"];
    private static readonly string[] CountUnits = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary><c>2.9 GiB</c>.</summary>
    public static string Bytes(double value) => Short(value, 1024, ByteUnits);

    /// <summary><c>1.03k</c>.</summary>
    public static string Count(double value) => Short(value, 1000, CountUnits);

    /// <summary>A share of one as percent: <c>2.36</c>; <c>0</c> for what would print as nothing.</summary>
    public static string Percent(double share) => share * 100 < 0.01 ? "0" : (share * 100).ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>A weight in the five places of the tables.</summary>
    public static string Weight(double value) => value.ToString("F5", CultureInfo.InvariantCulture);

    private static string Short(double value, long factor, string[] units)
    {
        var whole = (long)Math.Max(0, value);
        var (unit, scale, rest) = (0, 1L, whole);
        while (rest >= factor && unit < units.Length - 1)
        {
            rest /= factor;
            scale *= factor;
            unit++;
        }

        if (unit == 0 || whole % scale == 0)
        {
            return $"{rest}{units[unit]}";
        }

        for (var digits = 2; digits > 0; digits--)
        {
            var text = (whole / (double)scale).ToString($"F{digits}", CultureInfo.InvariantCulture) + units[unit];
            if (text.Length <= Places)
            {
                return text;
            }
        }

        return (whole / (double)scale).ToString("F0", CultureInfo.InvariantCulture) + units[unit];
    }
}
