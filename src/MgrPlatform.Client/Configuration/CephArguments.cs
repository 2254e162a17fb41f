namespace MgrPlatform.Client.Configuration;

/// <summary>The options in the environment variable <c>CEPH_ARGS</c>: <c>--mon-host 10.0.0.1 --keyring=/k --log-to-stderr</c>.</summary>
public static class CephArguments
{
    /// <summary>
    /// By normal name their values; an option without one is <c>true</c>. What is no option is passed over, as Ceph does.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Parse(string? arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var words = (arguments ?? "").Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length == 2)
            {
                continue;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                options[OptionName.Normalize(word[2..equals])] = word[(equals + 1)..];
            }
            else if (i + 1 < words.Length && !words[i + 1].StartsWith('-'))
            {
                options[OptionName.Normalize(word[2..])] = words[++i];
            }
            else
            {
                options[OptionName.Normalize(word[2..])] = "true";
            }
        }

        return options;
    }
}
