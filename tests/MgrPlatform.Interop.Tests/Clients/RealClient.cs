using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>Our client, connected to a real cluster.</summary>
internal static class RealClient
{
    /// <summary>For a crowded machine: it only matters when something hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static CephConfiguration ConfigurationOf(RealCluster cluster, params (string Option, string Value)[] overrides) =>
        CephConfiguration.Load(new CephConfigurationSource
        {
            Path = cluster.Conf,
            Overrides = overrides.ToDictionary(static pair => pair.Option, static pair => pair.Value),
        });

    public static Task<ClusterClient> ConnectAsync(RealCluster cluster, params (string Option, string Value)[] overrides) =>
        ConnectAsync(ConfigurationOf(cluster, overrides));

    public static Task<ClusterClient> ConnectAsync(CephConfiguration configuration) =>
        ClusterClient.ConnectAsync(configuration, Limit, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public static CephConfiguration ConfigurationOf(RealCluster cluster, EntityName name, string key) =>
        CephConfiguration.Load(new CephConfigurationSource
        {
            Path = cluster.Conf,
            Name = name,
            Overrides = new Dictionary<string, string> { ["key"] = key },
        });
}
