using System.Collections.Immutable;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What operators changed in the OSD map. It stays while the story goes on, and is laid over every moment.</summary>
internal sealed record OsdMapChanges(
    ImmutableSortedDictionary<string, bool> Flags,
    ImmutableSortedDictionary<int, OsdChange> Osds,
    ImmutableSortedDictionary<int, PoolChange> Pools)
{
    public static readonly OsdMapChanges None = new(
        ImmutableSortedDictionary<string, bool>.Empty.WithComparers(StringComparer.Ordinal),
        ImmutableSortedDictionary<int, OsdChange>.Empty,
        ImmutableSortedDictionary<int, PoolChange>.Empty);

    public OsdChange Osd(int id) => Osds.GetValueOrDefault(id) ?? new OsdChange();

    public OsdMapChanges With(int id, OsdChange change) => this with { Osds = Osds.SetItem(id, change) };

    public PoolChange Pool(int id) => Pools.GetValueOrDefault(id) ?? PoolChange.None;

    public OsdMapChanges WithPool(int id, PoolChange change) => this with { Pools = Pools.SetItem(id, change) };
}
