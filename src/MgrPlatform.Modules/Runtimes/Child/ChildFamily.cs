using System.Globalization;
using System.Text;

namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>
/// A child and all that it started, found in /proc: by parenthood, and by a mark in the environment for those that detached themselves.
/// </summary>
internal static class ChildFamily
{
    /// <summary>In the environment of every runner: <c>&lt;state directory&gt;:&lt;host process&gt;:&lt;run&gt;</c>.</summary>
    public const string Mark = "MGRP_RUN";

    private const int LooksForMarked = 50;
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>The process and its descendants.</summary>
    public static List<int> Descendants(int processId)
    {
        List<int> found = [processId];
        for (var i = 0; i < found.Count && found.Count < 4096; i++)
        {
            AddChildren(found[i], found);
        }

        return found;
    }

    /// <summary>Kills whatever carries a mark that begins so, and looks again until nothing does: a fork may have been under way.</summary>
    public static async Task EndMarkedAsync(string markPrefix)
    {
        for (var look = 0; look < LooksForMarked && KillMarked(markPrefix) > 0; look++)
        {
            await Task.Delay(PauseBetweenLooks);
        }
    }

    /// <summary>Kills whatever carries a mark that begins so; tells how many there were.</summary>
    public static int KillMarked(string markPrefix)
    {
        var wanted = Encoding.UTF8.GetBytes($"{Mark}={markPrefix}");
        var killed = 0;
        foreach (var processId in AllProcesses().Where(id => id != Environment.ProcessId))
        {
            if (HasMark(processId, wanted))
            {
                Posix.Signal(processId, Posix.SignalKill);
                killed++;
            }
        }

        return killed;
    }

    private static bool HasMark(int processId, byte[] wanted)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{processId}/environ").AsSpan();
            while (!environment.IsEmpty)
            {
                var end = environment.IndexOf((byte)0);
                var variable = end < 0 ? environment : environment[..end];
                if (variable.StartsWith(wanted))
                {
                    return true;
                }

                environment = end < 0 ? [] : environment[(end + 1)..];
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended, or belongs to somebody else.
        }

        return false;
    }

    private static IEnumerable<int> AllProcesses() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    private static void AddChildren(int processId, List<int> found)
    {
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{processId}/task"))
            {
                foreach (var child in File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    found.Add(int.Parse(child, CultureInfo.InvariantCulture));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
        }
    }
}
