using System.Globalization;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>Words that change flags of the OSD map and its OSDs: each change makes an epoch.</summary>
internal static class OsdChangeWords
{
    private static readonly string Flags = string.Join('|', OsdMapFlags.Settable);

    /// <summary>What an OSD, or a group, can be told to do with its data.</summary>
    public static readonly string[] Scrubs = ["scrub", "deep-scrub", "repair"];

    public static IEnumerable<Word> All =>
    [
        Word.Write(
            $"osd set name=key,type=CephChoices,strings={Flags} name=yes_i_really_mean_it,type=CephBool,req=false", "set <key>",
            static (call, state) => SetFlag(call, state, true)),
        Word.Write($"osd unset name=key,type=CephChoices,strings={Flags}", "unset <key>", static (call, state) => SetFlag(call, state, false)),
        Word.Write("osd out name=ids,type=CephString,n=N", "set osd(s) <id> [<id>...] out, or use <any|all> to set all osds out", static (call, state) =>
            Each(call, state, "out", static (map, id) => Number(map, id, "in") == 0, static (_, change) => change with { Weight = 0 })),
        Word.Write("osd in name=ids,type=CephString,n=N", "set osd(s) <id> [<id>...] in, can use <any|all> to automatically set all previously out osds in", static (call, state) =>
            Each(call, state, "in", static (map, id) => Number(map, id, "in") == 1, static (_, change) => change with { Weight = 1 })),
        Word.Write(
            "osd down name=ids,type=CephString,n=N name=definitely_dead,type=CephBool,req=false",
            "set osd(s) <id> [<id>...] down, or use <any|all> to set all osds down",
            static (call, state) => Each(call, state, "down", static (map, id) => !map.IsUp(id), static (map, change) => change with { DownAt = map.Epoch + 1, UpFrom = 0 })),
        Word.Write("osd reweight name=id,type=CephOsdName name=weight,type=CephFloat,range=0.0|1.0", "reweight osd to 0.0 < <weight> < 1.0", Reweight),
        Word.Write("osd primary-affinity name=id,type=CephOsdName name=weight,type=CephFloat,range=0.0|1.0", "adjust osd primary-affinity from 0.0 <= <weight> <= 1.0", Affinity),
        .. Scrubs.Select(static what => Word.Read(
            $"osd {what} name=who,type=CephString", $"initiate {what} on osd <who>, or use <all|any> for all", (call, state) => Instruct(call, state, what))),
    ];

    private static ClusterStep SetFlag(WordCall call, ClusterState state, bool isSet)
    {
        var key = call.Needed("key");
        if (!OsdMapFlags.Settable.Contains(key))
        {
            throw new WordException(Errno.Invalid, $"unrecognized flag '{key}'; choose one of {Flags}");
        }

        var flags = OsdMapFlags.Expand(key);
        var changes = state.OsdMap.Changes;
        foreach (var flag in flags)
        {
            changes = changes with { Flags = changes.Flags.SetItem(flag, isSet) };
        }

        // A flag that already is as asked for makes no epoch.
        var present = state.OsdMap.Flags.ToHashSet(StringComparer.Ordinal);
        var next = flags.All(flag => present.Contains(flag) == isSet) ? state : state.With(changes);
        return Done(next, $"{string.Join(',', flags)} is {(isSet ? "set" : "unset")}");
    }

    private static ClusterStep Each(
        WordCall call, ClusterState state, string what, Func<OsdMap, int, bool> already, Func<OsdMap, OsdChange, OsdChange> change)
    {
        var named = call.Texts("ids");
        var all = named is ["all" or "any" or "*"];
        var ids = all ? Enumerable.Range(0, state.OsdMap.Osds.Count) : named.Select(WordCall.OsdId);
        var changes = state.OsdMap.Changes;
        var said = "";
        foreach (var id in ids)
        {
            if (state.OsdMap.FindOsd(id) is null)
            {
                said += $"osd.{id} does not exist. ";
            }
            else if (already(state.OsdMap, id))
            {
                said += all ? "" : $"osd.{id} is already {what}. ";
            }
            else
            {
                changes = changes.With(id, change(state.OsdMap, changes.Osd(id)));
                said += $"marked {what} osd.{id}. ";
            }
        }

        return Done(changes == state.OsdMap.Changes ? state : state.With(changes), said);
    }

    private static ClusterStep Reweight(WordCall call, ClusterState state)
    {
        var (id, weight) = (Known(call, state), call.Fraction("weight"));
        var changes = state.OsdMap.Changes;
        return Done(
            state.With(changes.With(id, changes.Osd(id) with { Weight = weight })),
            $"reweighted osd.{id} to {weight.ToString(CultureInfo.InvariantCulture)} ({(int)(weight * 0x10000):x})");
    }

    private static ClusterStep Affinity(WordCall call, ClusterState state)
    {
        var (id, weight) = (Known(call, state), call.Fraction("weight"));
        var changes = state.OsdMap.Changes;

        // Ceph means to print the number in hexadecimal, and prints 8, the number and 2.
        return Done(
            state.With(changes.With(id, changes.Osd(id) with { PrimaryAffinity = weight })),
            $"set osd.{id} primary-affinity to {weight.ToString(CultureInfo.InvariantCulture)} (8{(int)(weight * 0x10000)}2)");
    }

    private static CommandResult Instruct(WordCall call, ClusterState state, string what)
    {
        var who = call.Needed("who");
        int[] ids = who is "all" or "any" or "*" ? [.. Enumerable.Range(0, state.OsdMap.Osds.Count).Where(state.OsdMap.IsUp)] : [WordCall.OsdId(who)];
        return ids.FirstOrDefault(id => !state.OsdMap.IsUp(id), -1) is >= 0 and var down
            ? CommandResult.Failure(Errno.TryAgain, $"osd.{down} is not up")
            : CommandResult.Success("", $"instructed osd(s) {string.Join(',', ids)} to {what}");
    }

    private static int Known(WordCall call, ClusterState state)
    {
        var id = WordCall.OsdId(call.Needed("id"));
        return state.OsdMap.FindOsd(id) is null ? throw new WordException(Errno.NotFound, $"osd.{id} does not exist") : id;
    }

    private static int Number(OsdMap map, int id, string field) => map.Osds[id]![field]!.Int();

    private static ClusterStep Done(ClusterState state, string said) => new(state, [], CommandResult.Success("", said));
}
