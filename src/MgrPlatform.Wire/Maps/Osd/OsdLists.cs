using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>The lists of a map that have one element for each OSD, copied so that they can be changed together.</summary>
internal sealed class OsdLists
{
    // No cluster comes near it; a number beyond would only cost memory.
    private const int MaxOsds = 1_000_000;
    private const uint FullAffinity = 0x10000;

    public OsdLists(OsdMap map, int newMaxOsd)
    {
        Count = newMaxOsd == OsdIncrementalClientPart.Unchanged ? map.Client.MaxOsd : newMaxOsd;
        if (Count is < 0 or > MaxOsds)
        {
            throw new WireFormatException($"{Count} OSDs, we allow {MaxOsds}", 0);
        }

        States = Resize(map.Client.OsdStates, 0u);
        Weights = Resize(map.Client.OsdWeights, 0u);
        ClientAddresses = Resize(map.Client.ClientAddresses, EntityAddressVector.Empty);
        PrimaryAffinity = map.Client.PrimaryAffinity.Count == 0 ? [] : Resize(map.Client.PrimaryAffinity, FullAffinity);
        HeartbeatBackAddresses = Resize(map.Daemons.HeartbeatBackAddresses, EntityAddressVector.Empty);
        HeartbeatFrontAddresses = Resize(map.Daemons.HeartbeatFrontAddresses, EntityAddressVector.Empty);
        ClusterAddresses = Resize(map.Daemons.ClusterAddresses, EntityAddressVector.Empty);
        Infos = Resize(map.Daemons.Infos, default(OsdInfo));
        ExtraInfos = Resize(map.Daemons.ExtraInfos, OsdExtraInfo.None);
        Uuids = Resize(map.Daemons.Uuids, Guid.Empty);
    }

    public int Count { get; }

    public uint[] States { get; }

    public uint[] Weights { get; }

    public EntityAddressVector[] ClientAddresses { get; }

    public uint[] PrimaryAffinity { get; private set; }

    public EntityAddressVector[] HeartbeatBackAddresses { get; }

    public EntityAddressVector[] HeartbeatFrontAddresses { get; }

    public EntityAddressVector[] ClusterAddresses { get; }

    public OsdInfo[] Infos { get; }

    public OsdExtraInfo[] ExtraInfos { get; }

    public Guid[] Uuids { get; }

    /// <summary>The order matters: an OSD that is created anew in one epoch is cleared first and filled then.</summary>
    public void Apply(OsdMapIncremental incremental)
    {
        foreach (var (osd, weight) in incremental.Client.NewWeight)
        {
            SetWeight(osd, weight);
        }

        foreach (var (osd, affinity) in incremental.Client.NewPrimaryAffinity)
        {
            SetAffinity(osd, affinity);
        }

        foreach (var (osd, bits) in incremental.Client.NewState)
        {
            FlipState(osd, bits == 0 ? OsdState.Up : (OsdState)bits, incremental);
        }

        foreach (var (osd, addresses) in incremental.Client.NewUpClient)
        {
            SetUp(osd, addresses, incremental);
        }

        foreach (var (osd, addresses) in incremental.Daemons.NewUpCluster)
        {
            ClusterAddresses[Check(osd)] = addresses;
        }

        ApplyHistory(incremental.Daemons);
    }

    private void SetWeight(int osd, uint weight)
    {
        Weights[Check(osd)] = weight;
        if (weight != 0)
        {
            States[osd] = (States[osd] | (uint)OsdState.Exists) & ~(uint)(OsdState.AutoOut | OsdState.New);
            ExtraInfos[osd] = ExtraInfos[osd] with { OldWeight = 0 };
        }
    }

    private void SetAffinity(int osd, uint affinity)
    {
        Check(osd);
        if (PrimaryAffinity.Length == 0)
        {
            // Ceph has the list from the first time that anything is set, be it what holds anyway: without it the map's checksum is another.
            PrimaryAffinity = Resize([], FullAffinity);
        }

        PrimaryAffinity[osd] = affinity;
    }

    private void FlipState(int osd, OsdState bits, OsdMapIncremental incremental)
    {
        var old = (OsdState)States[Check(osd)];
        if (old.HasFlag(OsdState.Up) && bits.HasFlag(OsdState.Up))
        {
            Infos[osd] = Infos[osd] with { DownAt = incremental.Epoch };
            ExtraInfos[osd] = ExtraInfos[osd] with { DownStamp = incremental.Client.Modified };
        }

        if (old.HasFlag(OsdState.Exists) && bits.HasFlag(OsdState.Exists))
        {
            Clear(osd);
        }
        else
        {
            States[osd] = (uint)(old ^ bits);
        }
    }

    private void Clear(int osd)
    {
        States[osd] = 0;
        Uuids[osd] = Guid.Empty;
        Infos[osd] = default;
        ExtraInfos[osd] = OsdExtraInfo.None;
        SetAffinity(osd, FullAffinity);
        ClientAddresses[osd] = EntityAddressVector.Empty;
        ClusterAddresses[osd] = EntityAddressVector.Empty;
        HeartbeatBackAddresses[osd] = EntityAddressVector.Empty;
        HeartbeatFrontAddresses[osd] = EntityAddressVector.Empty;
    }

    private void SetUp(int osd, EntityAddressVector addresses, OsdMapIncremental incremental)
    {
        States[Check(osd)] = (States[osd] | (uint)(OsdState.Exists | OsdState.Up)) & ~(uint)OsdState.Stop;
        ClientAddresses[osd] = addresses;
        HeartbeatBackAddresses[osd] = incremental.Daemons.NewHeartbeatBackUp.GetValueOrDefault(osd, EntityAddressVector.Empty);
        HeartbeatFrontAddresses[osd] = incremental.Daemons.NewHeartbeatFrontUp.GetValueOrDefault(osd, EntityAddressVector.Empty);
        Infos[osd] = Infos[osd] with { UpFrom = incremental.Epoch };
    }

    private void ApplyHistory(OsdIncrementalDaemonPart changes)
    {
        foreach (var (osd, epoch) in changes.NewUpThru)
        {
            Infos[Check(osd)] = Infos[osd] with { UpThru = epoch };
        }

        foreach (var (osd, (begin, end)) in changes.NewLastCleanInterval)
        {
            Infos[Check(osd)] = Infos[osd] with { LastCleanBegin = begin, LastCleanEnd = end };
        }

        foreach (var (osd, epoch) in changes.NewLost)
        {
            Infos[Check(osd)] = Infos[osd] with { LostAt = epoch };
        }

        foreach (var (osd, info) in changes.NewExtraInfo)
        {
            ExtraInfos[Check(osd)] = info;
        }

        foreach (var (osd, uuid) in changes.NewUuid)
        {
            Uuids[Check(osd)] = uuid;
        }
    }

    private int Check(int osd) =>
        (uint)osd < (uint)Count ? osd : throw new WireFormatException($"changes to osd.{osd} where OSDs are numbered below {Count}", 0);

    private T[] Resize<T>(IReadOnlyList<T> list, T filler)
    {
        var resized = new T[Count];
        for (var i = 0; i < Count; i++)
        {
            resized[i] = i < list.Count ? list[i] : filler;
        }

        return resized;
    }
}
