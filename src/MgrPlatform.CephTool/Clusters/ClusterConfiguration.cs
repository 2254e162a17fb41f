using MgrPlatform.CephTool.Words;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Wire.Primitives;
using EnvironmentArguments = MgrPlatform.Client.Configuration.CephArguments;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>Where the options of a real cluster come from: the command line, then CEPH_ARGS and CEPH_CONF, then Ceph's places.</summary>
internal static class ClusterConfiguration
{
    /// <exception cref="CommandLineException">The name is no entity.</exception>
    public static CephConfigurationSource Source(ConnectionArguments arguments)
    {
        var more = EnvironmentArguments.Parse(Environment.GetEnvironmentVariable("CEPH_ARGS"));
        var name =
            arguments.Name ?? more.GetValueOrDefault("name") ?? (more.TryGetValue("id", out var id) ? $"client.{id}" : "client.admin");
        if (!EntityName.TryParse(name, out var entity))
        {
            throw new CommandLineException($"ceph: '{name}' is not a name such as client.admin", ExitCode.Failure);
        }

        return CephConfigurationSource.FromEnvironment(entity) with
        {
            Path = arguments.Conf ?? more.GetValueOrDefault("conf"),
            Cluster = arguments.Cluster ?? more.GetValueOrDefault("cluster") ?? CephConfigurationSource.DefaultCluster,
            Overrides = arguments.Overrides,
        };
    }
}
