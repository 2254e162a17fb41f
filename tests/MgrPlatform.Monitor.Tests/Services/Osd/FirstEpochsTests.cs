using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services.Osd;

/// <summary>The life of a real cluster, done again: the same commands and messages must give the same maps, to the byte.</summary>
public sealed class FirstEpochsTests
{
    private static readonly OsdMapOptions AsRecorded = new() { ChooseLeafType = 0, PoolDefaultSize = 2 };

    [Fact]
    public void What_a_real_cluster_did_gives_the_same_maps_to_the_byte()
    {
        var leader = new LoneLeader(
            static context => [new OsdMapService(context, AsRecorded)],
            RecordedEpochs.Maps[0].Client.Fsid,
            RecordedEpochs.Maps[0].Client.Created);
        var service = leader.Service<OsdMapService>();
        CheckEpoch(leader, 1);
        for (var epoch = 2; epoch <= RecordedEpochs.Maps.Count; epoch++)
        {
            var before = RecordedEpochs.Maps[epoch - 2];
            var after = RecordedEpochs.Maps[epoch - 1];
            leader.Context.Now = after.Client.Modified;
            Repeat(leader, service, before, after);
            service.Propose();
            leader.Commit();
            CheckEpoch(leader, (uint)epoch);
        }
    }

    // Finds out what was done, and does it through the same doors.
    private static void Repeat(LoneLeader leader, OsdMapService service, OsdMap before, OsdMap after)
    {
        for (var osd = 0; osd < after.Client.MaxOsd; osd++)
        {
            if (!before.Exists(osd) && after.Exists(osd))
            {
                leader.Command("osd new", commit: false, ("uuid", after.Daemons.Uuids[osd].ToString()));
            }

            if (before.Exists(osd)
                && after.Daemons.ExtraInfos[osd].LastPurgedSnapsScrub is var scrub
                    && scrub != before.Daemons.ExtraInfos[osd].LastPurgedSnapsScrub)
            {
                leader.Send(leader.Connect($"osd.{osd}"), commit: false, new MOSDBeacon(after.Epoch - 1, [], 0, scrub, 300));
            }

            if (!before.IsUp(osd) && after.IsUp(osd))
            {
                Boot(leader, service, after, osd);
            }
            else if (before.Exists(osd) && after.Daemons.Infos[osd].UpThru != before.Daemons.Infos[osd].UpThru)
            {
                service.Pending.NewUpThru[osd] = after.Daemons.Infos[osd].UpThru;
            }
        }

        RepeatCrush(leader, before, after);
        RepeatPools(leader, service, before, after);
    }

    private static void Boot(LoneLeader leader, OsdMapService service, OsdMap after, int osd)
    {
        _ = leader;
        OsdBoot.Apply(
            service.Pending,
            new MOSDBoot
            {
                Superblock = new OsdSuperblock { WhoAmI = osd, OsdFsid = after.Daemons.Uuids[osd], NewestMap = 1 },
                HeartbeatBackAddresses = after.Daemons.HeartbeatBackAddresses[osd],
                HeartbeatFrontAddresses = after.Daemons.HeartbeatFrontAddresses[osd],
                ClusterAddresses = after.Daemons.ClusterAddresses[osd],
                Features = after.Daemons.ExtraInfos[osd].Features,
            },
            after.Client.ClientAddresses[osd],
            AsRecorded,
            leader.Context.Now);
    }

    private static void RepeatCrush(LoneLeader leader, OsdMap before, OsdMap after)
    {
        if (before.Client.CrushVersion == after.Client.CrushVersion)
        {
            return;
        }

        for (var osd = 0; osd < after.Client.MaxOsd; osd++)
        {
            if (after.Client.Crush!.ItemClasses.ContainsKey(osd) && !before.Client.Crush!.ItemClasses.ContainsKey(osd))
            {
                leader.Command("osd crush set-device-class", commit: false, ("class", "hdd"), ("ids", new[] { $"{osd}" }));
            }

            if (Holds(after, osd) && !Holds(before, osd))
            {
                leader.Command(
                    "osd crush create-or-move",
                    commit: false,
                    ("id", osd),
                    ("weight", 0.001),
                    ("args", new[] { "host=vm", "root=default" }));
            }
        }
    }

    private static bool Holds(OsdMap map, int osd) =>
        map.Client.Crush!.Buckets.Any(bucket => bucket is not null && bucket.Items.Contains(osd));

    private static void RepeatPools(LoneLeader leader, OsdMapService service, OsdMap before, OsdMap after)
    {
        foreach (var (id, pool) in after.Client.Pools)
        {
            if (!before.Client.Pools.TryGetValue(id, out var old))
            {
                leader.Command("osd pool create", commit: false, ("pool", after.Client.PoolNames[id]), ("pg_num", pool.PgCount));
                service.Pending.NewPools[id] = service.Pending.NewPools[id] with { Options = pool.Options, CreateTime = pool.CreateTime };
                continue;
            }

            if ((old.Flags & PoolCreation.Creating) != 0 && (pool.Flags & PoolCreation.Creating) == 0)
            {
                service.PendingCreations.Forget(id);
            }

            if (pool.LastChange == after.Epoch)
            {
                RepeatPoolChange(leader, service, id, old, pool, after);
            }
        }
    }

    private static void RepeatPoolChange(LoneLeader leader, OsdMapService service, long id, PgPool old, PgPool pool, OsdMap after)
    {
        var name = after.Client.PoolNames[id];
        if (pool.PgCountTarget != old.PgCountTarget)
        {
            leader.Command("osd pool set", commit: false, ("pool", name), ("var", "pg_num"), ("val", $"{pool.PgCountTarget}"));
        }

        if (pool.PgCount != old.PgCount)
        {
            leader.Command("osd pool set", commit: false, ("pool", name), ("var", "pg_num_actual"), ("val", $"{pool.PgCount}"));
        }

        if (pool.PgpCount != old.PgpCount)
        {
            leader.Command("osd pool set", commit: false, ("pool", name), ("var", "pgp_num_actual"), ("val", $"{pool.PgpCount}"));
        }

        // What "fs new" and the manager's module set beside.
        var now = service.Pending.FindPool(id)!;
        if (now.Applications.Count != pool.Applications.Count || now.Options.Values.Count != pool.Options.Values.Count)
        {
            service.Pending.NewPools[id] = now with { Applications = pool.Applications, Options = pool.Options };
        }
    }

    private static void CheckEpoch(LoneLeader leader, uint epoch)
    {
        var made = leader.Store.Get("osdmap", $"full_{epoch}")!;
        var recorded = RecordedEpochs.Bytes[(int)epoch - 1];
        if (!made.AsSpan().SequenceEqual(recorded))
        {
            var (ours, theirs) = (Dump(made), Dump(recorded));
            var at = Math.Max(0, ours.Zip(theirs).TakeWhile(static pair => pair.First == pair.Second).Count() - 60);
            Assert.Fail(
                $"epoch {epoch} differs:\n{ours[at..Math.Min(ours.Length, at + 200)]}\n{theirs[at..Math.Min(theirs.Length, at + 200)]}");
        }

        var changes = new WireReader(leader.Store.Get("osdmap", $"{epoch}")!).Read<OsdMapIncremental>();
        Assert.Equal(OsdMap.CrcOf(recorded), changes.FullCrc);
    }

    private static string Dump(byte[] map)
    {
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            var decoded = new WireReader(map).Read<OsdMap>();
            json.WriteStartArray();
            decoded.Dump(json, Release.Pacific);
            decoded.Client.Crush!.Dump(json, Release.Pacific);
            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
