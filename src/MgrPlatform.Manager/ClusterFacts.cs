using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager;

/// <summary>What the monitors' own metadata tells of a cluster, and what ours says in answer.</summary>
/// <param name="Version">As the monitors print it; a manager shows the version whose words it speaks.</param>
/// <param name="Release">In lower case: <c>pacific</c>.</param>
/// <param name="TakesTables">
/// All monitors are this project's own: they take a changed command table at any time. They say so with the key
/// <see cref="OwnMonitorKey"/> in <c>mon metadata</c>, which Ceph's do not have.
/// </param>
internal sealed record ClusterFacts(string Version, string Release, bool TakesTables)
{
    public const string OwnMonitorKey = "mgrp_command_table";

    /// <summary>When the monitors tell nothing.</summary>
    public static readonly ClusterFacts Unknown = new(
        "ceph version 16.2.15 (618f440892089921c3e944a991122ddc44e60516) pacific (stable)", "pacific", TakesTables: false);

    public static ClusterFacts Read(IEnumerable<(DaemonKey Key, Dictionary<string, string> Metadata)> monitors)
    {
        var known =
            monitors.Select(static monitor => monitor.Metadata).Where(static metadata => metadata.ContainsKey("ceph_version")).ToArray();
        if (known.Length == 0)
        {
            return Unknown;
        }

        var version = known.Select(static metadata => metadata["ceph_version"]).Order(StringComparer.Ordinal).First();
        var release = known.Select(static metadata => metadata.GetValueOrDefault("ceph_release", "")).Order(StringComparer.Ordinal).First();
        return new ClusterFacts(
            version, release.Length > 0 ? release : ReleaseIn(version), known.All(static metadata => metadata.ContainsKey(OwnMonitorKey)));
    }

    /// <summary>What <c>mgr metadata</c> shows of us.</summary>
    public ImmutableSortedDictionary<string, string> Describe(string productVersion, string addresses)
    {
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        metadata["addr"] = addresses;
        metadata["addrs"] = addresses;
        metadata["arch"] = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString(),
        };
        metadata["ceph_release"] = Release;
        metadata["ceph_version"] = Version;
        metadata["ceph_version_short"] = Version.Split(' ') is [_, _, var number, ..] ? number : "";
        metadata["hostname"] = Environment.MachineName;
        metadata["kernel_description"] = RuntimeInformation.OSDescription;
        metadata["kernel_version"] = Environment.OSVersion.Version.ToString();
        metadata["mem_total_kb"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024).ToString(CultureInfo.InvariantCulture);
        metadata["mgrp_version"] = productVersion;
        metadata["os"] = "Linux";
        return metadata.ToImmutable();
    }

    // "ceph version 16.2.15 (618f…) pacific (stable)"
    private static string ReleaseIn(string version) => version.Split(' ') is [.., var name, _] ? name : Unknown.Release;
}
