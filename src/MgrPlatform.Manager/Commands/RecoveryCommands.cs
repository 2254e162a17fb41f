using System.Text;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>Which groups recover or backfill first.</summary>
internal static class RecoveryCommands
{
    private const byte Recovery = 1;
    private const byte Backfill = 2;
    private const byte Cancel = 4;

    private const PgState NeedsRecovery = PgState.Degraded | PgState.RecoveryWait | PgState.Recovering;
    private const PgState NeedsBackfill = PgState.Degraded | PgState.BackfillWait | PgState.Backfilling;

    public static OwnAnswer Force(CommandCall call, OwnContext context)
    {
        var text = new StringBuilder();
        var code = 0;
        var candidates = new SortedSet<PgId>();
        if (call.Prefix.StartsWith("pg ", StringComparison.Ordinal))
        {
            foreach (var word in call.Texts("pgid"))
            {
                if (PgId.TryParse(word, out var id))
                {
                    candidates.Add(id);
                }
                else
                {
                    text.Append($"invlaid pgid '{word}'; "); // Ceph's spelling; scripts may look for it.
                    code = -Errno.Invalid;
                }
            }
        }
        else if (AddPools(call, context, candidates) is { } refusal)
        {
            return refusal;
        }

        var option = OptionOf(call.Prefix[(call.Prefix.LastIndexOf(' ') + 1)..]);
        var chosen = Choose(context, candidates, option, text, ref code);
        if (chosen.Count > 0)
        {
            code = 0; // As long as something is done, Ceph reports no error.
        }

        var orders = Orders(call, context, chosen, option, text, ref code);
        text.Append('\n');
        return new OwnAnswer(new CommandResult(code, ReadOnlyMemory<byte>.Empty, text.ToString()), orders);
    }

    private static byte OptionOf(string word) => word switch
    {
        "force-recovery" => Recovery,
        "force-backfill" => Backfill,
        "cancel-force-recovery" => Recovery | Cancel,
        _ => Backfill | Cancel,
    };

    private static OwnAnswer? AddPools(CommandCall call, OwnContext context, SortedSet<PgId> candidates)
    {
        var names = call.Texts("who");
        if (names.Length == 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, "must specify one or more pool names");
        }

        foreach (var name in names)
        {
            if (PoolNames.Find(context.Map.OsdMap, name) is not { } pool)
            {
                return OwnAnswer.Refuse(Errno.NotFound, $"unrecognized pool '{name}'");
            }

            for (var seed = 0; seed < (context.Map.PoolOf(pool)?.Groups.Count ?? 0); seed++)
            {
                candidates.Add(new PgId(pool, (uint)seed));
            }
        }

        return null;
    }

    private static List<PgId> Choose(OwnContext context, SortedSet<PgId> candidates, byte option, StringBuilder text, ref int code)
    {
        var chosen = new List<PgId>();
        foreach (var id in candidates)
        {
            if (context.Map.Find(id) is not { } stat)
            {
                text.Append($"pg {id} does not exist; ");
                code = -Errno.NotFound;
                continue;
            }

            var (objection, isError) = Objection(stat.State, option);
            if (objection.Length == 0)
            {
                chosen.Add(id);
                continue;
            }

            text.Append($"pg {id} {objection}; ");
            code = isError ? -Errno.Invalid : code;
        }

        return chosen;
    }

    private static (string Text, bool IsError) Objection(PgState state, byte option) => option switch
    {
        Recovery when (state & NeedsRecovery) == 0 => ("doesn't require recovery", false),
        Recovery when (state & PgState.ForcedRecovery) != 0 => ("recovery already forced", true),
        Backfill when (state & NeedsBackfill) == 0 => ("doesn't require backfilling", false),
        Backfill when (state & PgState.ForcedBackfill) != 0 => ("backfill already forced", true),
        Recovery | Cancel when (state & PgState.ForcedRecovery) == 0 => ("recovery not forced", false),
        Backfill | Cancel when (state & PgState.ForcedBackfill) == 0 => ("backfill not forced", false),
        _ => ("", false),
    };

    private static List<OwnEffect> Orders(
        CommandCall call, OwnContext context, List<PgId> chosen, byte option, StringBuilder text, ref int code)
    {
        var what = call.Prefix[(call.Prefix.LastIndexOf(' ') + 1)..];
        var shards = new PrimaryShards(context.Map.OsdMap);
        var orders = new List<OwnEffect>();
        foreach (var led in chosen.Select(shards.Of).GroupBy(static shard => shard.Primary).OrderBy(static group => group.Key))
        {
            if (!context.Map.OsdMap.IsUp(led.Key))
            {
                continue;
            }

            if (!context.IsConnected(led.Key))
            {
                text.Append($"osd.{led.Key} is not currently connected");
                code = -Errno.TryAgain;
                continue;
            }

            ShardedPgId[] groups = [.. led.Select(static shard => shard.Group)];
            orders.Add(new OwnEffect.Send(led.Key, new MOSDForceRecovery(context.Map.OsdMap.Client.Fsid, groups, option)));
            text.Append($"instructing pg(s) [{string.Join(',', groups.Select(PrimaryShards.Text))}] on osd.{led.Key} to {what}; ");
        }

        return orders;
    }
}
