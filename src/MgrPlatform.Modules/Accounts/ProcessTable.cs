using System.Globalization;
using MgrPlatform.Modules.Runtimes.Child;

namespace MgrPlatform.Modules.Accounts;

/// <summary>Reads processor time and memory of processes from /proc.</summary>
internal static class ProcessTable
{
    private const double TicksPerSecond = 100; // USER_HZ is 100 on every Linux that .NET runs on.

    /// <summary>What a child with its descendants uses; null when it is gone.</summary>
    public static ProcessUsage? UsageOfFamily(int processId)
    {
        var cpu = TimeSpan.Zero;
        long resident = 0;
        var processes = 0;
        var runnable = false;
        foreach (var member in ChildFamily.Descendants(processId))
        {
            if (TryRead(member) is { } usage)
            {
                cpu += usage.CpuTime;
                resident += usage.ResidentBytes;
                processes++;
                runnable |= usage.HasRunnable;
            }
        }

        return processes == 0 ? null : new ProcessUsage(cpu, resident, processes, runnable);
    }

    /// <summary>Proportional set size: memory shared with other processes counts by its share. Slower than the resident size.</summary>
    public static long? ProportionalBytes(int processId)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool HasRunnableThread(int processId) =>
        Directory.EnumerateDirectories($"/proc/{processId}/task").Any(thread =>
        {
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 2).StartsWith("R");
        });

    private static ProcessUsage? TryRead(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            // The name in parentheses may hold anything; fields are counted from behind it: utime is the 12th, stime to cstime follow, rss the 22nd.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
            var pages = long.Parse(fields[21], CultureInfo.InvariantCulture);
            return new ProcessUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), pages * Environment.SystemPageSize, 1, HasRunnableThread(processId));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null; // It ended meanwhile.
        }
    }
}
