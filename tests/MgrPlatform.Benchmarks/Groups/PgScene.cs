using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Benchmarks.Groups;

/// <summary>Three pools with 10,041 placement groups on so many OSDs, each of which leads its share.</summary>
internal sealed class PgScene(int osds)
{
    private const int Pools = 3;
    private const uint GroupsPerPool = 3347;

    public OsdMap Map(UTime now)
    {
        var client = new OsdMapClientPart
        {
            Modified = now,
            MaxOsd = osds,
            OsdStates = [.. Enumerable.Repeat((uint)(OsdState.Exists | OsdState.Up), osds)],
            OsdWeights = [.. Enumerable.Repeat(0x10000u, osds)],
            Pools = Enumerable.Range(1, Pools).ToDictionary(
                static id => (long)id,
                static _ =>
                    new PgPool { PgCount = GroupsPerPool, Size = 3, PgCountTarget = GroupsPerPool, PgpCountTarget = GroupsPerPool }),
            PoolNames = Enumerable.Range(1, Pools).ToDictionary(static id => (long)id, static id => $"pool{id}"),
        };
        return new OsdMap(client, new OsdMapDaemonPart(), 0);
    }

    /// <summary>What each OSD reports in this round, encoded: the groups that it leads.</summary>
    public byte[][] Reports(int round)
    {
        var groups = from pool in Enumerable.Range(1, Pools)
                     from seed in Enumerable.Range(0, (int)GroupsPerPool)
                     select new PgId(pool, (uint)seed);
        var byPrimary = groups
            .Select((id, at) => (Id: id, Osd: at % osds))
            .ToLookup(static group => group.Osd, static group => group.Id);
        return [.. Enumerable.Range(0, osds).Select(osd => MessageCodec.EncodeFront(new MPGStats
        {
            OsdStat = Osd(osd, round),
            PgStats = byPrimary[osd].ToDictionary(static id => id, id => Group(osd, round)),
            Pools = Enumerable.Range(1, Pools)
                .ToDictionary(static id => (long)id, _ => StoreStatfs.Zero with { Allocated = 1 << 20, DataStored = 1 << 20 }),
        }))];
    }

    private OsdStat Osd(int osd, int round) => new()
    {
        OsdCount = 1,
        PerPoolOsdCount = 1,
        Sequence = (ulong)round,
        PgCount = 30,
        HeartbeatPeers = [.. Enumerable.Range(osd, 20).Select(peer => peer % osds)],
        Statfs = StoreStatfs.Zero with { Total = 1UL << 40, Available = 1UL << 39 },
        Pings = [.. Enumerable.Range(0, 20).Select(static peer => new OsdPing(peer, 1, Times, Times))],
    };

    private static readonly PingTimes Times = new([900, 900, 900], [800, 800, 800], [1000, 1000, 1000], 900);

    private PgStat Group(int osd, int round)
    {
        int[] places = [osd, (osd + 1) % osds, (osd + 2) % osds];
        return new PgStat
        {
            State = PgState.Active | PgState.Clean,
            ReportedEpoch = 1,
            ReportedSequence = 1, // The same each round, so that every round is taken.
            Up = places,
            Acting = places,
            UpPrimary = osd,
            ActingPrimary = osd,
            LogSize = 1000,
            Stats = ObjectStatSum.Of(
                (ObjectStat.Objects, 1000),
                (ObjectStat.Bytes, 4L << 30),
                (ObjectStat.Writes, 1000 * round),
                (ObjectStat.WriteKb, 4000 * round)),
        };
    }
}
