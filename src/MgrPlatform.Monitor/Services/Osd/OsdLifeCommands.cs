using System.Globalization;
using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Commands about single OSDs: they come, go in and out, up and down, and away.</summary>
internal sealed class OsdLifeCommands(OsdMapService service)
{
    private const uint FullWeight = 0x10000;
    private const int UnitWeight = 0x10000;

    private static readonly (string Name, OsdState Bit)[] GroupFlags =
        [("noup", OsdState.NoUp), ("nodown", OsdState.NoDown), ("noin", OsdState.NoIn), ("noout", OsdState.NoOut)];

    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new OsdLifeCommands(service);
        var commands = new DeclaredCommands(OsdCommands.Table)
            .Write("osd new", words.New)
            .Write("osd create", words.New)
            .Write("osd out", words.Out)
            .Write("osd in", words.In)
            .Write("osd down", words.Down)
            .Write("osd stop", words.Stop)
            .Write("osd rm", words.Remove)
            .Write("osd reweight", words.Reweight)
            .Write("osd reweightn", words.ReweightMany)
            .Write("osd primary-affinity", words.PrimaryAffinity)
            .Write("osd lost", words.Lost)
            .Write("osd destroy-actual", words.Destroy)
            .Write("osd purge-actual", words.Purge)
            .Write("osd purge-new", words.PurgeNew)
            .Write("osd set-group", call => words.Group(call, true))
            .Write("osd unset-group", call => words.Group(call, false));
        foreach (var (name, bit) in GroupFlags)
        {
            commands.Write($"osd add-{name}", call => words.Mark(call, bit, true))
                .Write($"osd rm-{name}", call => words.Mark(call, bit, false));
        }

        return commands.Commands;
    }

    private PendingOsdMap Pending => service.Pending;

    // The same id for the same uuid, whoever asks how often: the tools that prepare disks repeat themselves.
    private CommandOutcome New(CommandCall call)
    {
        if (!CanChangeKeys)
        {
            return CommandOutcome.Retry;
        }

        var uuid = Guid.Empty;
        if (call.Arguments.Find("uuid") is { } text && !Guid.TryParse(text, out uuid))
        {
            throw new CommandException(Errno.Invalid, $"invalid uuid value '{text}'.");
        }

        int? wanted = call.Arguments.Has("id") ? call.Arguments.Osd() : null;
        if (wanted is < 0 or >= OsdArguments.MostOsds)
        {
            throw new CommandException(Errno.Invalid, $"invalid osd id {wanted}: at most {OsdArguments.MostOsds} OSDs are numbered from 0");
        }

        for (var osd = 0; osd < Pending.MaxOsd && uuid != Guid.Empty; osd++)
        {
            var isPending = Pending.NewUuid.TryGetValue(osd, out var pendingUuid);
            var known = isPending ? pendingUuid : UuidOf(osd);
            if (Pending.Exists(osd) && known == uuid)
            {
                if (wanted is { } other && other != osd)
                {
                    throw new CommandException(Errno.Exists, $"uuid {uuid} already in use for different id {osd}");
                }

                return isPending ? CommandOutcome.AfterCommit(Id(call, osd)) : CommandOutcome.Answer(Id(call, osd));
            }
        }

        var id = wanted ?? FirstFree();
        if (wanted is not null && Pending.Exists(id) && !Pending.StateOf(id).HasFlag(OsdState.Destroyed))
        {
            throw new CommandException(Errno.Exists, $"osd.{id} is already in use: destroy it first");
        }

        if (id >= Pending.MaxOsd)
        {
            Pending.NewMaxOsd = id + 1;
        }

        service.Keys?.Make(id, uuid, call.Input);
        if (Pending.Exists(id))
        {
            Pending.SetBits(id, OsdState.Destroyed | OsdState.New);
        }
        else
        {
            // A weight makes it exist.
            Pending.SetBits(id, OsdState.New);
            Pending.NewWeight[id] = FullWeight;
        }

        if (uuid != Guid.Empty)
        {
            Pending.NewUuid[id] = uuid;
        }

        return CommandOutcome.AfterCommit(Id(call, id));
    }

    // Keys and map change in one proposal.
    private bool CanChangeKeys => service.Keys?.IsWriteable ?? true;

    private Guid UuidOf(int osd) => osd < Pending.Current.Daemons.Uuids.Count ? Pending.Current.Daemons.Uuids[osd] : Guid.Empty;

    private static CommandResult Id(CommandCall call, int id) => call.IsPlain
        ? CommandResult.Text($"{id}\n")
        : call.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("osdid", id);
            json.WriteEndObject();
        });

    private int FirstFree()
    {
        var id = 0;
        while (Pending.Exists(id))
        {
            id++;
        }

        return id;
    }

    private CommandOutcome Out(CommandCall call) => ForEach(call, osd => Pending.IsIn(osd), osd =>
    {
        if (!Pending.IsIn(osd))
        {
            return $"osd.{osd} is already out. ";
        }

        Pending.MarkOut(osd, automatically: false);
        return $"marked out osd.{osd}. ";
    });

    private CommandOutcome In(CommandCall call) => ForEach(call, osd => !Pending.IsIn(osd), osd =>
    {
        if (Pending.IsIn(osd))
        {
            return $"osd.{osd} is already in. ";
        }

        Pending.MarkIn(osd);
        return $"marked in osd.{osd}. ";
    });

    private CommandOutcome Down(CommandCall call) => ForEach(call, Pending.IsUp, osd =>
    {
        if (!Pending.IsUp(osd))
        {
            return $"osd.{osd} is already down. ";
        }

        Pending.MarkDown(osd);
        if (call.Arguments.Flag("definitely_dead"))
        {
            Pending.NewExtraInfo[osd] = Pending.ExtraInfoOf(osd) with { DeadEpoch = Pending.Epoch };
        }

        return $"marked down osd.{osd}. ";
    });

    private CommandOutcome Stop(CommandCall call) => ForEach(call, Pending.IsUp, osd =>
    {
        if (!Pending.IsUp(osd))
        {
            return $"osd.{osd} is already down. ";
        }

        Pending.SetBits(osd, OsdState.Up | OsdState.Stop);
        return $"stop osd.{osd}. ";
    });

    private CommandOutcome Remove(CommandCall call)
    {
        var ids = Named(call, Pending.Exists);
        var text = new StringBuilder();
        foreach (var osd in ids)
        {
            if (!Pending.Exists(osd))
            {
                text.Append(CultureInfo.InvariantCulture, $"osd.{osd} does not exist. ");
                continue;
            }

            if (Pending.IsUp(osd))
            {
                throw new CommandException(Errno.Busy, $"osd.{osd} is still up; must be down before removal. ");
            }

            Forget(osd);
            text.Append(text.Length == 0 ? $"removed osd.{osd}" : $", osd.{osd}");
        }

        return After(text.ToString());
    }

    private CommandOutcome ForEach(CommandCall call, Func<int, bool> isMeantByAll, Func<int, string> change)
    {
        var text = new StringBuilder();
        var isChanged = false;
        foreach (var osd in Named(call, isMeantByAll))
        {
            isChanged |= Pending.Exists(osd) && (isMeantByAll(osd) || Pending.Changes(osd));
            text.Append(Pending.Exists(osd) ? change(osd) : $"osd.{osd} does not exist. ");
        }

        // What is so already needs no epoch, unless it became so by a change that is on its way still.
        return isChanged ? After(text.ToString()) : CommandOutcome.Answer(CommandResult.Said(text.ToString()));
    }

    private IReadOnlyList<int> Named(CommandCall call, Func<int, bool> isMeantByAll)
    {
        var words = call.Arguments.Strings("ids");
        return OsdArguments.IsAll(words)
            ? [.. Enumerable.Range(0, Pending.MaxOsd).Where(osd => Pending.Exists(osd) && isMeantByAll(osd))]
            : OsdArguments.Ids(words);
    }

    private CommandOutcome Reweight(CommandCall call)
    {
        var (osd, weight) = (Existing(call), call.Arguments.Real("weight"));
        if (weight is < 0 or > 1)
        {
            throw new CommandException(Errno.Invalid, $"weight {OsdArguments.Number(weight)} must be in the range [0..1]");
        }

        var units = (uint)(weight * UnitWeight);
        Pending.NewWeight[osd] = units;
        return After($"reweighted osd.{osd} to {OsdArguments.Number(weight)} ({units:x})");
    }

    private CommandOutcome ReweightMany(CommandCall call)
    {
        var text = call.Arguments.String("weights");
        var weights = OsdWeights.Read(text) ?? throw new CommandException(Errno.Invalid, $"unable to parse 'weights' value '{text}'");
        if (weights.Keys.Where(osd => !Pending.Exists(osd)).ToList() is [var missing, ..])
        {
            throw OsdArguments.NoSuchOsd(missing);
        }

        foreach (var (osd, weight) in weights)
        {
            Pending.NewWeight[osd] = weight;
        }

        return After("");
    }

    private CommandOutcome PrimaryAffinity(CommandCall call)
    {
        var (osd, weight) = (Existing(call), call.Arguments.Real("weight"));
        if (weight is < 0 or > 1)
        {
            throw new CommandException(Errno.Invalid, $"primary-affinity must be in the range [0..1]");
        }

        var units = (uint)(weight * UnitWeight);
        Pending.NewPrimaryAffinity[osd] = units;

        return After( // Pacific prints the names of its stream's number bases as numbers: an 8 and a 2.
            $"set osd.{osd} primary-affinity to {OsdArguments.Number(weight)} (8{units}2)");
    }

    private CommandOutcome Lost(CommandCall call)
    {
        var osd = call.Arguments.Osd();
        if (!call.Arguments.Flag("yes_i_really_mean_it"))
        {
            throw new CommandException(
                Errno.Permission,
                "are you SURE?  this might mean real, permanent data loss.  pass --yes-i-really-mean-it if you really do.");
        }

        if (!Pending.Exists(osd))
        {
            throw OsdArguments.NoSuchOsd(osd);
        }

        if (Pending.IsUp(osd))
        {
            throw new CommandException(Errno.Busy, $"osd.{osd} is not down");
        }

        Pending.NewLost[osd] = Math.Max(Pending.InfoOf(osd).DownAt, 1);
        return After($"marked osd lost in epoch {Pending.NewLost[osd]}");
    }

    private CommandOutcome Destroy(CommandCall call)
    {
        if (!CanChangeKeys)
        {
            return CommandOutcome.Retry;
        }

        var osd = call.Arguments.Osd();
        if (!Pending.Exists(osd))
        {
            return CommandOutcome.Answer(CommandResult.Said($"osd.{osd} does not exist"));
        }

        RequireConfirmed(call, "Are you SURE?  Did you verify with 'ceph osd safe-to-destroy'?  This will mean real, permanent data loss, "
            + "as well as deletion of cephx and lockbox keys. Pass --yes-i-really-mean-it if you really do.");
        RequireDown(osd);
        if (!Pending.StateOf(osd).HasFlag(OsdState.Destroyed))
        {
            service.Keys?.Remove(osd, UuidOf(osd));
            Pending.SetBits(osd, OsdState.Destroyed);
            Pending.NewUuid[osd] = Guid.Empty;
            service.RemoveMetadata(osd);
        }

        return After($"destroyed osd.{osd}");
    }

    private CommandOutcome Purge(CommandCall call)
    {
        var osd = call.Arguments.Osd();
        if (!Pending.Exists(osd))
        {
            return CommandOutcome.Answer(CommandResult.Said($"osd.{osd} does not exist"));
        }

        RequireConfirmed(call, "Are you SURE?  Did you verify with 'ceph osd safe-to-destroy'?  This will mean real, permanent data loss, "
            + "as well as cephx and lockbox keys. Pass --yes-i-really-mean-it if you really do.");
        return PurgeNow(osd);
    }

    private CommandOutcome PurgeNew(CommandCall call)
    {
        var osd = call.Arguments.Osd();
        if (!Pending.Exists(osd))
        {
            return CommandOutcome.Answer(CommandResult.Said($"osd.{osd} does not exist."));
        }

        return Pending.StateOf(osd).HasFlag(OsdState.New) || Pending.StateOf(osd).HasFlag(OsdState.Destroyed)
            ? PurgeNow(osd)
            : throw new CommandException(Errno.Permission, "osd is not new");
    }

    private CommandOutcome PurgeNow(int osd)
    {
        if (!CanChangeKeys)
        {
            return CommandOutcome.Retry;
        }

        RequireDown(osd);
        var crush = new CrushEditor(Pending.Crush);
        if (crush.FindItem($"osd.{osd}") == osd)
        {
            crush.Remove(osd);
            Pending.NewCrush = crush.Build();
        }

        service.Keys?.Remove(osd, UuidOf(osd));
        Forget(osd);
        return After($"purged osd.{osd}");
    }

    private void Forget(int osd)
    {
        Pending.NewUpClient.Remove(osd);
        Pending.NewUuid.Remove(osd);
        Pending.NewExtraInfo.Remove(osd);
        Pending.NewWeight.Remove(osd);
        if (Pending.Current.Exists(osd))
        {
            Pending.NewState[osd] = (uint)OsdState.Exists; // Whoever stops to exist is cleared of all else.
        }
        else
        {
            Pending.NewState.Remove(osd);
        }

        service.RemoveMetadata(osd);
    }

    private CommandOutcome Mark(CommandCall call, OsdState bit, bool isSet)
    {
        foreach (var osd in Named(call, osd => Pending.StateOf(osd).HasFlag(bit) != isSet))
        {
            if (!Pending.Exists(osd))
            {
                throw OsdArguments.NoSuchOsd(osd);
            }

            Flip(osd, bit, isSet);
        }

        return After("");
    }

    private CommandOutcome Group(CommandCall call, bool isSet)
    {
        var bits = OsdState.None;
        foreach (var name in call.Arguments.String("flags").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var flag = Array.Find(GroupFlags, flag => flag.Name == name);
            bits |= flag.Name is not null
                ? flag.Bit
                : throw new CommandException(Errno.Invalid, $"unrecognized flag '{name}', must be one of {{noup,nodown,noin,noout}}");
        }

        foreach (var who in call.Arguments.Strings("who"))
        {
            Group(who, bits, isSet);
        }

        return After("");
    }

    private void Group(string who, OsdState bits, bool isSet)
    {
        var crush = Pending.Crush;
        if (crush.FindItem(who) is { } item && item < 0)
        {
            var old = Pending.NewCrushNodeFlags.TryGetValue(item, out var pending)
                ? pending
                : Pending.Current.Daemons.CrushNodeFlags.GetValueOrDefault(item);
            Pending.NewCrushNodeFlags[item] = isSet ? old | (uint)bits : old & ~(uint)bits;
            return;
        }

        foreach (var (classId, name) in crush.ClassNames)
        {
            if (name == who)
            {
                var old = Pending.NewDeviceClassFlags.TryGetValue(classId, out var pending)
                    ? pending
                    : Pending.Current.Daemons.DeviceClassFlags.GetValueOrDefault(classId);
                Pending.NewDeviceClassFlags[classId] = isSet ? old | (uint)bits : old & ~(uint)bits;
                return;
            }
        }

        var osd = OsdArguments.Id(who);
        if (!Pending.Exists(osd))
        {
            throw OsdArguments.NoSuchOsd(osd);
        }

        foreach (var (_, bit) in GroupFlags)
        {
            if (bits.HasFlag(bit))
            {
                Flip(osd, bit, isSet);
            }
        }
    }

    private void Flip(int osd, OsdState bit, bool isSet)
    {
        if (Pending.StateOf(osd).HasFlag(bit) != isSet)
        {
            Pending.NewState[osd] = Pending.NewState.GetValueOrDefault(osd) ^ (uint)bit;
        }
    }

    private int Existing(CommandCall call)
    {
        var osd = call.Arguments.Osd();
        return Pending.Exists(osd) ? osd : throw OsdArguments.NoSuchOsd(osd);
    }

    private void RequireDown(int osd)
    {
        if (Pending.IsUp(osd))
        {
            throw new CommandException(Errno.Busy, $"osd.{osd} is not `down`.");
        }
    }

    private static void RequireConfirmed(CommandCall call, string question)
    {
        if (!call.Arguments.Flag("yes_i_really_mean_it"))
        {
            throw new CommandException(Errno.Permission, question);
        }
    }

    private static CommandOutcome After(string status) => CommandOutcome.AfterCommit(CommandResult.Said(status));
}
