using System.Globalization;
using System.Runtime.InteropServices;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>What a monitor says of itself and its host, under Ceph's names.</summary>
internal static class MonitorMetadata
{
    public static IReadOnlyDictionary<string, string> OfThisHost(EntityAddressVector addresses) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["addrs"] = addresses.ToString(),
        ["arch"] = RuntimeInformation.OSArchitecture == Architecture.X64 ? "x86_64" : RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        ["ceph_release"] = "pacific",
        ["ceph_version"] = $"ceph version {Commands.TellCommands.CephVersion} (MgrPlatform {typeof(MonitorMetadata).Assembly.GetName().Version?.ToString(3)}) pacific (stable)",
        ["ceph_version_short"] = Commands.TellCommands.CephVersion,
        ["hostname"] = Environment.MachineName,
        ["kernel_version"] = Environment.OSVersion.Version.ToString(),
        ["mem_total_kb"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024).ToString(CultureInfo.InvariantCulture),
        ["os"] = "Linux",
    };
}
