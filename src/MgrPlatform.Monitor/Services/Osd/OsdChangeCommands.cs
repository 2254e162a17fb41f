using System.Globalization;
using MgrPlatform.Monitor.Commands;

using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Commands that change the map as a whole: flags, ratios, releases, blocklist, profiles.</summary>
internal sealed class OsdChangeCommands(OsdMapService service)
{
    private const string Unset = "unset";

    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new OsdChangeCommands(service);
        return new DeclaredCommands(OsdCommands.Table)
            .Write("osd set", call => words.SetFlag(call.Arguments.String("key"), true))
            .Write("osd unset", call => words.SetFlag(call.Arguments.String("key"), false))
            .Write("osd pause", _ => words.SetFlag("pause", true))
            .Write("osd unpause", _ => words.SetFlag("pause", false))
            .Write("osd set-full-ratio", call => words.SetRatio(call, "set-full-ratio", static (map, ratio) => map.NewFullRatio = ratio))
            .Write(
                "osd set-nearfull-ratio",
                call => words.SetRatio(call, "set-nearfull-ratio", static (map, ratio) => map.NewNearFullRatio = ratio))
            .Write(
                "osd set-backfillfull-ratio",
                call => words.SetRatio(call, "set-backfillfull-ratio", static (map, ratio) => map.NewBackfillFullRatio = ratio))
            .Write("osd setmaxosd", words.SetMaxOsd)
            .Write("osd require-osd-release", words.RequireOsdRelease)
            .Write("osd set-require-min-compat-client", words.RequireMinCompatClient)
            .Write("osd blocklist", call => words.Blocklist(call, "blocklistop", "blocklist"))
            .Write("osd blacklist", call => words.Blocklist(call, "blacklistop", "blocklist"))
            .Write("osd blocklist clear", words.ClearBlocklist)
            .Write("osd blacklist clear", words.ClearBlocklist)
            .Write("osd pg-temp", words.PgTemp)
            .Write("osd primary-temp", words.PrimaryTemp)
            .Write("osd pg-upmap", words.PgUpmap)
            .Write("osd rm-pg-upmap", words.RemovePgUpmap)
            .Write("osd pg-upmap-items", words.PgUpmapItems)
            .Write("osd rm-pg-upmap-items", words.RemovePgUpmapItems)
            .Commands;
    }

    private PendingOsdMap Pending => service.Pending;

    private CommandOutcome SetFlag(string key, bool isSet)
    {
        var flag = key switch
        {
            "pause" => OsdMapFlags.PauseReads | OsdMapFlags.PauseWrites,
            "noup" => OsdMapFlags.NoUp,
            "nodown" => OsdMapFlags.NoDown,
            "noout" => OsdMapFlags.NoOut,
            "noin" => OsdMapFlags.NoIn,
            "nobackfill" => OsdMapFlags.NoBackfill,
            "norebalance" => OsdMapFlags.NoRebalance,
            "norecover" => OsdMapFlags.NoRecover,
            "noscrub" => OsdMapFlags.NoScrub,
            "nodeep-scrub" => OsdMapFlags.NoDeepScrub,
            "notieragent" => OsdMapFlags.NoTierAgent,
            "nosnaptrim" => OsdMapFlags.NoSnapTrim,
            _ => throw new CommandException(Errno.Invalid, $"unrecognized flag '{key}'"),
        };
        var names = key == "pause" ? "pauserd,pausewr" : key;
        Pending.NewFlags = isSet ? Pending.Flags | flag : Pending.Flags & ~flag;
        return After($"{names} is {(isSet ? "set" : Unset)}");
    }

    private CommandOutcome SetRatio(CommandCall call, string words, Action<PendingOsdMap, float> set)
    {
        var ratio = call.Arguments.Real("ratio");
        set(Pending, (float)ratio);
        return After($"osd {words} {OsdArguments.Number(ratio)}");
    }

    private CommandOutcome SetMaxOsd(CommandCall call)
    {
        var count = call.Arguments.Integer("newmax");
        if (count is < 0 or > 10000)
        {
            throw new CommandException(34, $"'newmax' must be greater than 0 and less than or equal to 10000 (adjust mon_max_osd)");
        }

        for (var osd = (int)count; osd < Pending.MaxOsd; osd++)
        {
            if (Pending.Exists(osd))
            {
                throw new CommandException(
                    Errno.Busy, $"cannot shrink max_osd to {count} because osd.{osd} (and possibly others) still in use");
            }
        }

        Pending.NewMaxOsd = (int)count;
        return After($"set new max_osd = {count}");
    }

    private CommandOutcome RequireOsdRelease(CommandCall call)
    {
        var name = call.Arguments.String("release");
        var release = FindRelease(name);
        if (release is null or < Release.Luminous or > Release.Pacific)
        {
            throw new CommandException(Errno.Invalid, $"unrecognized release {name}");
        }

        if (release < Pending.Current.Daemons.RequireOsdRelease)
        {
            throw new CommandException(Errno.Permission, "require_osd_release cannot be lowered once it has been set");
        }

        Pending.NewRequireOsdRelease = release;
        return After("");
    }

    private CommandOutcome RequireMinCompatClient(CommandCall call)
    {
        var name = call.Arguments.String("version");
        var release = FindRelease(name) ?? throw new CommandException(Errno.Invalid, $"version {name} is not recognized");
        var needed = Pending.Preview().MinimumClient();
        if (needed > release)
        {
            throw new CommandException(
                Errno.Permission,
                $"osdmap current utilizes features that require {Wire.Maps.ReleaseNames.ToName(needed)}; "
                + $"cannot set require_min_compat_client below that to {name}");
        }

        Pending.NewRequireMinCompatClient = release;
        return After($"set require_min_compat_client to {name}");
    }

    private static Release? FindRelease(string name)
    {
        for (var release = 1; release <= (int)Release.Tentacle; release++)
        {
            if (Wire.Maps.ReleaseNames.ToName((Release)release) == name)
            {
                return (Release)release;
            }
        }

        return null;
    }

    private CommandOutcome Blocklist(CommandCall call, string operationName, string words)
    {
        var text = call.Arguments.String("addr");
        if (!EntityAddressParser.TryParse(text, EntityAddressType.Any, out EntityAddress? parsed))
        {
            throw new CommandException(Errno.Invalid, $"unable to parse address {text}");
        }

        // What is locked out is an address of any protocol.
        var address = parsed with { Type = EntityAddressType.Any };
        var shown = address.ToAddressAndNonce();
        if (call.Arguments.String(operationName) == "add")
        {
            var seconds = call.Arguments.FindReal("expire") is { } given ? given : service.Options.BlocklistExpiry.TotalSeconds;
            var until = UTime.From(service.Context.Now.ToDateTimeOffset() + TimeSpan.FromSeconds(seconds));
            Pending.NewBlocklist[address] = until;
            Pending.OldBlocklist.Remove(address);
            return After($"{words}ing {shown} until {until} ({OsdArguments.Number(seconds)} sec)");
        }

        var isNew = Pending.NewBlocklist.Remove(address);
        if (!isNew && !Pending.Current.Daemons.Blocklist.ContainsKey(address))
        {
            return CommandOutcome.Answer(CommandResult.Said($"{shown} isn't {words}ed"));
        }

        if (Pending.Current.Daemons.Blocklist.ContainsKey(address))
        {
            Pending.OldBlocklist.Add(address);
        }

        return After($"un-{words}ing {shown}");
    }

    private CommandOutcome ClearBlocklist(CommandCall call)
    {
        Pending.NewBlocklist.Clear();
        Pending.OldBlocklist.UnionWith(Pending.Current.Daemons.Blocklist.Keys);
        return After(" removed all blocklist entries");
    }

    private CommandOutcome PgTemp(CommandCall call)
    {
        var pg = RequirePg(call);
        var osds = call.Arguments.Strings("id").Select(OsdArguments.Id).ToArray();
        RequireOsds(osds);
        Pending.NewPgTemp[pg] = osds;
        return After($"set {pg} pg_temp mapping to [{string.Join(',', osds)}]");
    }

    private CommandOutcome PrimaryTemp(CommandCall call)
    {
        var pg = RequirePg(call);
        var osd = call.Arguments.Osd();
        if (osd != -1)
        {
            RequireOsds([osd]);
        }

        Pending.NewPrimaryTemp[pg] = osd;
        return After($"set {pg} primary_temp mapping to {osd}");
    }

    private CommandOutcome PgUpmap(CommandCall call)
    {
        var pg = RequireUpmap(call);
        var osds = call.Arguments.Strings("id").Select(OsdArguments.Id).ToArray();
        RequireOsds(osds);
        Pending.OldPgUpmap.Remove(pg);
        Pending.NewPgUpmap[pg] = osds;
        return After($"set {pg} pg_upmap mapping to [{string.Join(',', osds)}]");
    }

    private CommandOutcome RemovePgUpmap(CommandCall call)
    {
        var pg = RequireUpmap(call);
        Pending.NewPgUpmap.Remove(pg);
        Pending.OldPgUpmap.Add(pg);
        return After($"clear {pg} pg_upmap mapping");
    }

    private CommandOutcome PgUpmapItems(CommandCall call)
    {
        var pg = RequireUpmap(call);
        var osds = call.Arguments.Strings("id").Select(OsdArguments.Id).ToArray();
        if (osds.Length == 0 || osds.Length % 2 != 0)
        {
            throw new CommandException(Errno.Invalid, "you must specify pairs of osds to be remapped");
        }

        RequireOsds(osds);
        var pairs = osds.Chunk(2).Select(static pair => (From: pair[0], To: pair[1])).ToArray();
        Pending.OldPgUpmapItems.Remove(pg);
        Pending.NewPgUpmapItems[pg] = pairs;
        return After($"set {pg} pg_upmap_items mapping to [{string.Join(',', pairs.Select(static pair => $"{pair.From}->{pair.To}"))}]");
    }

    private CommandOutcome RemovePgUpmapItems(CommandCall call)
    {
        var pg = RequireUpmap(call);
        Pending.NewPgUpmapItems.Remove(pg);
        Pending.OldPgUpmapItems.Add(pg);
        return After($"clear {pg} pg_upmap_items mapping");
    }

    private PgId RequireUpmap(CommandCall call)
    {
        var least = Pending.NewRequireMinCompatClient ?? Pending.Current.Daemons.RequireMinCompatClient;
        return least >= Release.Luminous
            ? RequirePg(call)
            : throw new CommandException(
                Errno.Permission,
                $"min_compat_client {Wire.Maps.ReleaseNames.ToName(least)} < luminous, which is required for pg-upmap. "
                + "Try 'ceph osd set-require-min-compat-client luminous' before using the new interface");
    }

    private PgId RequirePg(CommandCall call)
    {
        var pg = call.Arguments.Pg();
        return Pending.FindPool(pg.Pool) is { } pool && pg.Seed < pool.PgCount
            ? pg
            : throw new CommandException(Errno.NotFound, $"pgid '{pg}' does not exist");
    }

    private void RequireOsds(IReadOnlyList<int> osds)
    {
        foreach (var osd in osds)
        {
            if (!Pending.Exists(osd))
            {
                throw OsdArguments.NoSuchOsd(osd);
            }
        }
    }

    private static CommandOutcome After(string status) => CommandOutcome.AfterCommit(CommandResult.Said(status));
}
