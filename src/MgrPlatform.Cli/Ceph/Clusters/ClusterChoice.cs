namespace MgrPlatform.Cli.Ceph.Clusters;

/// <summary>
/// Which cluster words are for. A real one is named by an option such as <c>-c</c>; without one it is the dev cluster of this folder, then
/// whatever CEPH_CONF and Ceph's own places say.
/// </summary>
internal static class ClusterChoice
{
    private const string SystemConf = "/etc/ceph/ceph.conf";

    /// <returns>True for a real cluster, false for a dev cluster or a socket that was named.</returns>
    public static bool IsReal(CephArguments arguments)
    {
        if (arguments.AdminSocket is not null || arguments.Directory is not null)
        {
            return false;
        }

        return arguments.Connection.NamesCluster
            || (!HasDevCluster(Environment.CurrentDirectory) && HasConfiguration());
    }

    private static bool HasDevCluster(string workingDirectory) =>
        ClusterDirectory.Find(workingDirectory) is { } directory && File.Exists(directory.FindAdminSocket());

    private static bool HasConfiguration() =>
        Environment.GetEnvironmentVariable("CEPH_CONF") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("CEPH_ARGS") is { Length: > 0 }
        || File.Exists(SystemConf);
}
