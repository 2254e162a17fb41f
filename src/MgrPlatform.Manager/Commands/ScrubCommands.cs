using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>Scrub, deep-scrub and repair of a group, an OSD, a pool: messages to the OSDs that lead.</summary>
internal static class ScrubCommands
{
    public static OwnAnswer OfGroup(CommandCall call, OwnContext context)
    {
        var what = LastWord(call);
        var text = call.Text("pgid") ?? "";
        if (!PgId.TryParse(text, out var id))
        {
            return OwnAnswer.Refuse(Errno.Invalid, $"invalid pgid '{text}'");
        }

        var shards = new PrimaryShards(context.Map.OsdMap);
        if (!shards.Exists(id))
        {
            return OwnAnswer.Refuse(Errno.NotFound, $"pg {id} does not exist");
        }

        var (primary, group) = shards.Of(id);
        if (primary == -1)
        {
            return OwnAnswer.Refuse(Errno.TryAgain, $"pg {id} has no primary osd");
        }

        if (!context.IsConnected(primary))
        {
            return OwnAnswer.Refuse(Errno.TryAgain, $"pg {id} primary osd.{primary} is not currently connected");
        }

        return Instruct(
            [Order(context, primary, [group], what)],
            $"instructing pg {PrimaryShards.Text(group)} on osd.{primary} to {what}");
    }

    public static OwnAnswer OfOsd(CommandCall call, OwnContext context)
    {
        var what = LastWord(call);
        var map = context.Map.OsdMap;
        var who = call.Text("who") ?? "";
        SortedSet<int> osds;
        if (who is "*" or "all" or "any")
        {
            osds = [.. Enumerable.Range(0, map.Client.OsdStates.Count).Where(map.IsUp)];
        }
        else if (OsdIds.Parse(who, out var complaint) is not { } osd)
        {
            return OwnAnswer.Refuse(Errno.Invalid, $"{complaint}invalid osd '{who}'");
        }
        else if (!map.IsUp(osd))
        {
            return OwnAnswer.Refuse(Errno.TryAgain, $"osd.{osd} is not up");
        }
        else
        {
            osds = [osd];
        }

        var connected = osds.Where(context.IsConnected).ToArray();
        if (connected.Length == 0 && osds.Count > 0)
        {
            // Ceph says so and answers 0 all the same.
            return OwnAnswer.Text("", $"failed to instruct osd(s) {OsdIds.Join(osds)} to {what} (not connected)");
        }

        var shards = new PrimaryShards(map);
        var led = context.Map.Groups
            .Select(group => shards.Of(group.Key))
            .ToLookup(static shard => shard.Primary, static shard => shard.Group);
        var lost = osds.Except(connected).ToArray();
        return Instruct(
            [.. connected.Select(osd => Order(context, osd, [.. led[osd]], what))],
            $"instructed osd(s) {OsdIds.Join(connected)} to {what}"
            + (lost.Length > 0 ? $"; osd(s) {OsdIds.Join(lost)} were not connected" : ""));
    }

    public static OwnAnswer OfPool(CommandCall call, OwnContext context)
    {
        var names = call.Texts("who");
        if (names.Length == 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, "must specify one or more pool names");
        }

        var groups = new List<PgId>();
        foreach (var name in names)
        {
            if (PoolNames.Find(context.Map.OsdMap, name) is not { } pool)
            {
                return OwnAnswer.Refuse(Errno.NotFound, $"unrecognized pool '{name}'");
            }

            groups.AddRange(Enumerable.Range(0, context.Map.PoolOf(pool)?.Groups.Count ?? 0).Select(seed => new PgId(pool, (uint)seed)));
        }

        var shards = new PrimaryShards(context.Map.OsdMap);
        var byPrimary = groups.Select(shards.Of).Where(static shard => shard.Primary >= 0)
            .ToLookup(static shard => shard.Primary, static shard => shard.Group);
        var orders = new List<OwnEffect>();
        foreach (var led in byPrimary.OrderBy(static group => group.Key))
        {
            if (!context.IsConnected(led.Key))
            {
                return new OwnAnswer(CommandResult.Failure(Errno.TryAgain, $"osd.{led.Key} is not currently connected"), orders);
            }

            orders.Add(Order(context, led.Key, [.. led], LastWord(call)));
        }

        return Instruct(orders, "");
    }

    private static OwnAnswer Instruct(IReadOnlyList<OwnEffect> orders, string status) => new(CommandResult.Success("", status), orders);

    private static OwnEffect.Send Order(OwnContext context, int osd, IReadOnlyList<ShardedPgId> groups, string what) => new(
        osd,
        new MOSDScrub2(
            context.Map.OsdMap.Client.Fsid, context.Map.OsdMap.Epoch, groups, Repair: what == "repair", Deep: what == "deep-scrub"));

    private static string LastWord(CommandCall call) => call.Prefix[(call.Prefix.LastIndexOf(' ') + 1)..];
}
