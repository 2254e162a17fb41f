using System.Globalization;

namespace MgrPlatform.Benchmarks.Endurance;

/// <summary>What the kernel says of a process and of all that it started, at one moment.</summary>
/// <param name="OwnMemory">Resident, in bytes.</param>
/// <param name="ChildMemory">The same of its descendants, summed; what they share counts for each.</param>
/// <param name="OpenFiles">Of the process itself.</param>
/// <param name="Cpu">Of the process itself, since it began.</param>
internal sealed record ProcessFigures(long OwnMemory, long ChildMemory, int Children, int OpenFiles, TimeSpan Cpu)
{
    private const double TicksPerSecond = 100; // What Linux counts in, on every machine that .NET runs on.

    /// <exception cref="IOException">There is no such process (any more).</exception>
    public static ProcessFigures Of(int process)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat)
            {
                parents[id] = int.Parse(stat[1], CultureInfo.InvariantCulture);
            }
        }

        var descendants = parents.Keys.Where(id => IsBelow(id, process, parents)).ToArray();
        var own = Stat(process) ?? throw new IOException($"process {process} is gone");
        var ticks = long.Parse(own[11], CultureInfo.InvariantCulture) + long.Parse(own[12], CultureInfo.InvariantCulture);
        return new ProcessFigures(
            Memory(process),
            descendants.Sum(Memory),
            descendants.Length,
            Directory.GetFiles($"/proc/{process}/fd").Length,
            TimeSpan.FromSeconds(ticks / TicksPerSecond));
    }

    private static bool IsBelow(int id, int ancestor, Dictionary<int, int> parents)
    {
        for (var depth = 0; depth < parents.Count && parents.TryGetValue(id, out var parent); depth++)
        {
            if (parent == ancestor)
            {
                return true;
            }

            id = parent;
        }

        return false;
    }

    /// <summary>The fields of <c>stat</c> behind the program's name: state, parent, …</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // It ended while we looked.
        }
    }

    private static long Memory(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
