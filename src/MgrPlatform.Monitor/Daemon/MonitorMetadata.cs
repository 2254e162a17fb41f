using System.Globalization;
using System.Runtime.InteropServices;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>What a monitor says of itself and its host, under Ceph's names.</summary>
internal static class MonitorMetadata
{
    /// <summary>
    /// A key that Ceph's monitors do not have: this one takes the active manager's command table from any beacon. Managers look for it.
    /// </summary>
    public const string TakesCommandTables = "mgrp_command_table";

    private const string Release = "/etc/os-release";

    public static IReadOnlyDictionary<string, string> OfThisHost(
        EntityAddressVector addresses) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["addrs"] = addresses.ToString(),
        ["arch"] = RuntimeInformation.OSArchitecture == Architecture.X64
            ? "x86_64"
            : RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        ["ceph_release"] = "pacific",
        ["ceph_version"] = $"ceph version {Commands.TellCommands.CephVersion} "
            + $"(MgrPlatform {typeof(MonitorMetadata).Assembly.GetName().Version?.ToString(3)}) pacific (stable)",
        ["ceph_version_short"] = Commands.TellCommands.CephVersion,
        ["compression_algorithms"] = "none",
        ["cpu"] = FirstValue("/proc/cpuinfo", "model name", ':'),
        ["distro"] = FirstValue(Release, "ID", '='),
        ["distro_description"] = FirstValue(Release, "PRETTY_NAME", '='),
        ["distro_version"] = FirstValue(Release, "VERSION_ID", '='),
        ["hostname"] = Environment.MachineName,
        ["kernel_description"] = FirstLine("/proc/sys/kernel/version"),
        ["kernel_version"] = FirstLine("/proc/sys/kernel/osrelease"),
        ["mem_swap_kb"] = FirstValue("/proc/meminfo", "SwapTotal", ':').Replace(" kB", "", StringComparison.Ordinal),
        ["mem_total_kb"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024).ToString(CultureInfo.InvariantCulture),
        [TakesCommandTables] = "any beacon",
        ["os"] = "Linux",
    };

    private static string FirstLine(string path) => Lines(path).FirstOrDefault("");

    private static string FirstValue(string path, string name, char separator)
    {
        foreach (var line in Lines(path))
        {
            var at = line.IndexOf(separator, StringComparison.Ordinal);
            if (at > 0 && line[..at].Trim() == name)
            {
                return line[(at + 1)..].Trim().Trim('"');
            }
        }

        return "";
    }

    // What cannot be read is not known; nobody's work depends on it.
    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
