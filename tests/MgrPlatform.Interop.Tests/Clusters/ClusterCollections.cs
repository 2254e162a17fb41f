using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Clusters;

/// <summary>16.2.15, one monitor, cephx; offers crc and secure.</summary>
public sealed class PacificFixture() : ClusterFixture(new ClusterPlan(CephRelease.Pacific) { Osds = 3 });

/// <summary>16.2.15 with three monitors.</summary>
public sealed class PacificQuorumFixture() : ClusterFixture(new ClusterPlan(CephRelease.Pacific) { Monitors = 3 });

/// <summary>16.2.15 without cephx.</summary>
public sealed class PacificOpenFixture() : ClusterFixture(new ClusterPlan(CephRelease.Pacific) { HasCephx = false });

/// <summary>18.2.7, one monitor.</summary>
public sealed class ReefFixture() : ClusterFixture(new ClusterPlan(CephRelease.Reef));

/// <summary>20.2.4, one monitor; its keys are aes256k.</summary>
public sealed class TentacleFixture() : ClusterFixture(new ClusterPlan(CephRelease.Tentacle));

[CollectionDefinition(Name)]
public sealed class PacificCollection : ICollectionFixture<PacificFixture>
{
    public const string Name = "16.2.15, one monitor";
}

[CollectionDefinition(Name)]
public sealed class PacificQuorumCollection : ICollectionFixture<PacificQuorumFixture>
{
    public const string Name = "16.2.15, three monitors";
}

[CollectionDefinition(Name)]
public sealed class PacificOpenCollection : ICollectionFixture<PacificOpenFixture>
{
    public const string Name = "16.2.15, no cephx";
}

[CollectionDefinition(Name)]
public sealed class ReefCollection : ICollectionFixture<ReefFixture>
{
    public const string Name = "18.2.7";
}

[CollectionDefinition(Name)]
public sealed class TentacleCollection : ICollectionFixture<TentacleFixture>
{
    public const string Name = "20.2.4";
}

/// <summary>A manager of ours listens for the REST module on one port of the machine: one class that starts any at a time.</summary>
[CollectionDefinition(Name)]
public sealed class OwnManagerCollection
{
    public const string Name = "our managers";
}
