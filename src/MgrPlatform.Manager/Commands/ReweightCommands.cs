using System.Text;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary><c>ceph osd reweight-by-…</c> and their dry runs.</summary>
internal static class ReweightCommands
{
    private const int NotInDomain = 33; // EDOM

    public static OwnAnswer Run(CommandCall call, OwnContext context)
    {
        var map = context.Map;
        SortedSet<long>? pools = null;
        foreach (var name in call.Texts("pools"))
        {
            if (PoolNames.Find(map.OsdMap, name) is not { } pool)
            {
                return OwnAnswer.Refuse(Errno.NotFound, $"pool '{name}' does not exist");
            }

            (pools ??= []).Add(pool);
        }

        var maxChange = call.Real("max_change") ?? context.Reweight.MaxChange;
        if (maxChange <= 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, $"max_change {Numbers.SixDigits(maxChange)} must be positive");
        }

        var maxOsds = call.Integer("max_osds") ?? context.Reweight.MaxOsds;
        if (maxOsds <= 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, $"max_osds {maxOsds} must be positive");
        }

        var overload = call.Integer("oload") ?? 120;
        if (overload <= 100)
        {
            return OwnAnswer.Refuse(
                Errno.Invalid,
                "You must give a percentage higher than 100. The reweighting threshold will be calculated as <average-utilization> times "
                + "<input-percentage>. For example, an argument of 200 would reweight OSDs which are twice as utilized as the average "
                + "OSD.\n"
                + "FAILED reweight-by-pg");
        }

        var reweight = new Reweight(map, context.Reweight)
        {
            Overload = (int)Math.Min(overload, int.MaxValue),
            MaxChange = maxChange,
            MaxOsds = (int)Math.Min(maxOsds, int.MaxValue),
            ByGroups = call.Prefix.EndsWith("by-pg", StringComparison.Ordinal),
            NeverRaises = call.Flag("no_increasing"),
            Pools = pools,
        };
        return reweight.TryRun(out var refusal)
            ? Answer(call, context, reweight, pools)
            : OwnAnswer.Refuse(NotInDomain, refusal + "FAILED reweight-by-pg");
    }

    private static OwnAnswer Answer(CommandCall call, OwnContext context, Reweight reweight, SortedSet<long>? pools)
    {
        var changes = reweight.Changes;
        if (changes.Count > 0 && !call.Prefix.StartsWith("osd test-", StringComparison.Ordinal))
        {
            var weights = string.Join(
                ',', changes.OrderBy(static change => change.Osd).Select(static change => $"'{change.Osd}':'{change.New}'"));
            return OwnAnswer.FromMonitors(Encoding.UTF8.GetString(CommandCall.Json(
                json =>
                {
                    json.WriteStartObject();
                    json.WriteString("prefix", "osd reweightn");
                    json.WriteString("weights", $"{{{weights}}}");
                    json.WriteEndObject();
                },
                isPretty: false).Span));
        }

        var before = context.Map.OsdMap;
        var next = before.Client.OsdWeights.ToArray();
        foreach (var (osd, _, weight, _) in changes)
        {
            next[osd] = weight;
        }

        var mapping = new MappingChange(before, before with { Client = before.Client with { OsdWeights = next } }, pools);
        if (!call.WantsJson)
        {
            return OwnAnswer.Coded(changes.Count, $"{mapping.Text()}\n{reweight.Text()}", "no change");
        }

        // The code is the number of changes: a leftover in Ceph that its tool shows to nobody.
        return OwnAnswer.Coded(
            changes.Count,
            call.Json(json =>
            {
                json.WriteStartObject();
                reweight.WriteMembers(json);
                mapping.Write(json);
                json.WriteEndObject();
            }),
            "no change");
    }
}
