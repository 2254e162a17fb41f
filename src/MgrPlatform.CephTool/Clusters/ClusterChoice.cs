using MgrPlatform.CephTool.Words;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>
/// Which cluster words are for. A real one is named by an option such as <c>-c</c>; without one it is the dev cluster of this folder, then
/// whatever CEPH_CONF and Ceph's own places say.
/// </summary>
internal static class ClusterChoice
{
    private const string SystemConf = "/etc/ceph/ceph.conf";

    /// <returns>
    /// The way to a cluster that is asked over Ceph's protocol, a dev cluster with monitors among them; null for an admin socket: the
    /// recorded dev cluster's, or one that was named.
    /// </returns>
    public static ConnectionArguments? Find(CephArguments arguments)
    {
        if (arguments.AdminSocket is not null)
        {
            return null;
        }

        var connection = arguments.Connection;
        if (arguments.Directory is null && connection.NamesMonitors)
        {
            return connection;
        }

        if (FindDirectory(arguments) is { } directory && ClusterFile.TryRead(directory) is { Conf: { } conf } file && file.IsRunning())
        {
            return connection.With("--conf", conf);
        }

        if (arguments.Directory is not null)
        {
            return null;
        }

        return connection.NamesCluster || (!HasDevCluster(Environment.CurrentDirectory) && HasConfiguration()) ? connection : null;
    }

    private static ClusterDirectory? FindDirectory(CephArguments arguments) => arguments.Directory is { } named
        ? new ClusterDirectory(Path.GetFullPath(named))
        : ClusterDirectory.Find(Environment.CurrentDirectory);

    private static bool HasDevCluster(string workingDirectory) =>
        ClusterDirectory.Find(workingDirectory) is { } directory && File.Exists(directory.FindAdminSocket());

    private static bool HasConfiguration() =>
        Environment.GetEnvironmentVariable("CEPH_CONF") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("CEPH_ARGS") is { Length: > 0 }
        || File.Exists(SystemConf);
}
