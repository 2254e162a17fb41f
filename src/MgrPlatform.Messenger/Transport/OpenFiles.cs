using System.Globalization;

namespace MgrPlatform.Messenger.Transport;

/// <summary>How many descriptors this process may have. .NET raises the soft limit to the hard one when it starts.</summary>
public static class OpenFiles
{
    // What Linux gives when nobody has said anything.
    private const int Usual = 1024;

    /// <summary>The limit in force; <see cref="int.MaxValue"/> when there is none.</summary>
    public static int Limit
    {
        get
        {
            try
            {
                return Parse(File.ReadAllText("/proc/self/limits"));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return Usual; // A kernel without /proc, or a jail: the careful guess.
            }
        }
    }

    /// <param name="limits">As <c>/proc/self/limits</c> has it.</param>
    internal static int Parse(string limits)
    {
        const string Name = "Max open files";
        foreach (var line in limits.Split('\n'))
        {
            if (line.StartsWith(Name, StringComparison.Ordinal))
            {
                var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
                return int.TryParse(soft, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
            }
        }

        return Usual;
    }
}
