namespace MgrPlatform.TestKit.Ceph;

/// <summary>Where a release of Ceph is installed: on this machine, or in a chroot that <c>other-release.sh setup</c> made.</summary>
/// <param name="Root">The folder of the chroot; empty for this machine.</param>
public sealed record CephInstallation(CephRelease Release, string Root)
{
    /// <summary>The folder that holds the chroots <c>ceph18</c> and <c>ceph20</c>; <c>/tmp</c> when it is not set.</summary>
    public const string RootsVariable = "MGRP_CEPH_ROOTS";

    private static readonly string[] Needed =
        ["bin/ceph", "bin/ceph-mon", "bin/ceph-mgr", "bin/ceph-osd", "bin/ceph-mds", "share/ceph/mgr/status/module.py"];

    public static CephInstallation Of(CephRelease release)
    {
        var roots = Environment.GetEnvironmentVariable(RootsVariable) is { Length: > 0 } set ? set : "/tmp";
        return new CephInstallation(release, release == CephRelease.Pacific ? "" : Path.Combine(roots, $"ceph{(int)release}"));
    }

    public bool IsChroot => Root.Length > 0;

    /// <summary>Why no cluster of this release can be started here, or null.</summary>
    public string? FindObstacle()
    {
        if (Needed.FirstOrDefault(file => !File.Exists($"{Root}/usr/{file}")) is { } missing)
        {
            return IsChroot
                ? $"needs {Root}/usr/{missing}; run tests/assets/ceph/other-release.sh setup {Suite} {Root}"
                : $"needs /usr/{missing}; install ceph-mon ceph-mgr ceph-osd ceph-mds ceph-common ceph-mgr-modules-core";
        }

        return IsChroot && !Path.Exists($"{Root}/proc/self") ? $"{Root}/proc is not mounted; run other-release.sh setup {Suite} {Root}"
            : IsChroot && Environment.UserName != "root" ? "a chroot needs root"
            : null;
    }

    private string Suite => Release == CephRelease.Reef ? "trixie" : "forky";
}
