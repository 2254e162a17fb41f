using System.Text;

namespace MgrPlatform.Client.Configuration;

/// <summary>
/// An option's name may be written with blanks, underscores or dashes: <c>mon host</c>, <c>mon_host</c>, <c>mon-host</c>.
/// </summary>
public static class OptionName
{
    /// <summary>With underscores, one for each run of blanks.</summary>
    public static string Normalize(string name)
    {
        var normal = new StringBuilder(name.Length);
        var wasBlank = false;
        foreach (var letter in name.AsSpan().Trim())
        {
            var isBlank = char.IsWhiteSpace(letter);
            if (!isBlank || !wasBlank)
            {
                normal.Append(isBlank || letter == '-' ? '_' : letter);
            }

            wasBlank = isBlank;
        }

        return normal.ToString();
    }
}
