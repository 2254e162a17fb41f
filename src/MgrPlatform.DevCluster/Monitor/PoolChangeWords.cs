using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>Words that make, change and remove pools: each change makes an epoch.</summary>
internal sealed class PoolChangeWords(ClusterMachine machine, CephConfig config)
{
    private const int LargestSize = 10;
    private const int Erasure = 3;
    private static readonly string[] Deletes = ["delete", "rm"];
    private const string Sure = "yes_i_really_really_mean_it";

    public IEnumerable<Word> All =>
    [
        Word.Write(
            "osd pool create name=pool,type=CephPoolname name=pg_num,type=CephInt,range=0,req=false name=pgp_num,type=CephInt,range=0,req=false "
                + "name=pool_type,type=CephChoices,strings=replicated|erasure,req=false name=erasure_code_profile,type=CephString,goodchars=[A-Za-z0-9-_.],req=false "
                + "name=rule,type=CephString,req=false name=expected_num_objects,type=CephInt,range=0,req=false name=size,type=CephInt,range=0,req=false "
                + "name=pg_num_min,type=CephInt,range=0,req=false name=pg_num_max,type=CephInt,range=0,req=false "
                + "name=autoscale_mode,type=CephChoices,strings=on|off|warn,req=false",
            "create pool",
            Create),
        .. Deletes.Select(verb => Word.Write(
            $"osd pool {verb} name=pool,type=CephPoolname name=pool2,type=CephPoolname,req=false name={Sure},type=CephBool,req=false",
            $"{(verb == "rm" ? "remove" : verb)} pool",
            Delete)),
        Word.Write($"osd pool set name=pool,type=CephPoolname name=var,type=CephChoices,strings={PoolFields.Names} name=val,type=CephString", "set pool parameter <var> to <val>", Set),
        Word.Write("osd pool rename name=srcpool,type=CephPoolname name=destpool,type=CephPoolname", "rename <srcpool> to <destpool>", Rename),
        Word.Write("osd pool set-quota name=pool,type=CephPoolname name=field,type=CephChoices,strings=max_objects|max_bytes name=val,type=CephString", "set object or byte limit on pool", SetQuota),
        Word.Write(
            "osd pool application enable name=pool,type=CephPoolname name=app,type=CephString,goodchars=[A-Za-z0-9-_.] name=yes_i_really_mean_it,type=CephBool,req=false",
            "enable use of an application <app> [cephfs,rbd,rgw] on pool <poolname>",
            EnableApplication),
    ];

    /// <summary>The pool that an argument names.</summary>
    public static JsonObject Known(WordCall call, ClusterState state, string argument) =>
        state.OsdMap.FindPool(call.Needed(argument)) ?? throw new WordException(Errno.NotFound, $"unrecognized pool '{call.Text(argument)}'");

    private ClusterStep Create(WordCall call, ClusterState state)
    {
        var name = call.Needed("pool");
        if (state.OsdMap.FindPool(name) is not null)
        {
            return Done(state, $"pool '{name}' already exists");
        }

        var isErasure = call.Text("pool_type") == "erasure";
        var groups = call.Number("pg_num") is > 0 and var asked ? asked : (int)Option(state, "osd_pool_default_pg_num");
        CheckGroups(state, groups);
        var id = state.OsdMap.Json["pool_max"]!.Int() + 1;
        var pool = state.Scene.OsdMap["pools"]!.AsArray()
            .Last(model => (model!["type"]!.Int() == Erasure) == isErasure)!.DeepClone().AsObject();
        var size = call.Number("size") is > 0 and var copies ? copies : (int)Option(state, "osd_pool_default_size");
        var least = size - (size / 2);
        if (isErasure)
        {
            (size, least) = Profile(call, state, pool);
        }

        pool["pool"] = id;
        pool["pool_name"] = name;
        pool["create_time"] = CephTime.Stamp(state.Now);
        pool["flags"] = 1;
        pool["flags_names"] = "hashpspool";
        pool["size"] = CheckSize(size);
        pool["min_size"] = least;
        pool["crush_rule"] = call.Text("rule") is { } rule ? Rule(rule, $"specified rule {rule} doesn't exist") : pool["crush_rule"]!.Int();
        pool["pg_autoscale_mode"] = call.Text("autoscale_mode") ?? "on";
        pool["options"] = new JsonObject();
        pool["application_metadata"] = new JsonObject();
        pool["last_change"] = $"{state.OsdMap.Epoch + 1}";
        foreach (var field in (string[])["last_force_op_resend", "last_force_op_resend_prenautilus", "last_force_op_resend_preluminous"])
        {
            pool[field] = "0";
        }

        foreach (var (field, value) in Groups(groups))
        {
            pool[field] = value;
        }

        return Done(state.With(state.OsdMap.Changes.WithPool(id, PoolChange.None with { Created = pool })), $"pool '{name}' created");
    }

    private ClusterStep Delete(WordCall call, ClusterState state)
    {
        var name = call.Needed("pool");
        if (state.OsdMap.FindPool(name) is not { } pool)
        {
            return Done(state, $"pool '{name}' does not exist");
        }

        if (call.Text("pool2") != name || !call.Flag(Sure))
        {
            throw new WordException(
                Errno.PermissionDenied,
                $"WARNING: this will *PERMANENTLY DESTROY* all data stored in pool {name}.  If you are *ABSOLUTELY CERTAIN* that is what you want, "
                    + "pass the pool name *twice*, followed by --yes-i-really-really-mean-it.");
        }

        if (config.Value(state.Config, "mon", "mon_allow_pool_delete") != "true")
        {
            throw new WordException(
                Errno.PermissionDenied,
                "pool deletion is disabled; you must first set the mon_allow_pool_delete config option to true before you can destroy a pool");
        }

        var id = pool["pool"]!.Int();
        var map = machine.Maps.FsMap(state)["filesystems"]![0]!["mdsmap"]!;
        if (map["metadata_pool"]!.Int() == id || map["data_pools"]!.AsArray().Any(data => data!.Int() == id))
        {
            throw new WordException(Errno.Busy, $"pool '{name}' is in use by CephFS");
        }

        return Done(state.With(state.OsdMap.Changes.WithPool(id, state.OsdMap.Changes.Pool(id) with { Deleted = true })), $"pool '{name}' removed");
    }

    private ClusterStep Set(WordCall call, ClusterState state)
    {
        var pool = Known(call, state, "pool");
        var (name, text) = (call.Needed("var"), call.Needed("val"));
        var fields = Fields(state, pool, name, text);
        return Done(Change(state, pool, fields), $"set pool {pool["pool"]} {name} to {text}");
    }

    private (string Field, JsonNode Value)[] Fields(ClusterState state, JsonObject pool, string name, string text)
    {
        if (PoolFields.Flags.TryGetValue(name, out var bit))
        {
            var flags = pool["flags"]!.Long() & ~(1L << bit) | (Switch(text) ? 1L << bit : 0);
            return [("flags", flags), ("flags_names", string.Join(',', PoolFields.Flags.Where(flag => (flags & (1L << flag.Value)) != 0).Select(flag => flag.Key)))];
        }

        switch (name)
        {
            case "size":
                var size = CheckSize((int)Whole(text));
                return [("size", size), ("min_size", size - (size / 2))];
            case "min_size":
                var most = pool["size"]!.Int();
                return Whole(text) is var least && least >= 1 && least <= most
                    ? [("min_size", least)]
                    : throw new WordException(Errno.Invalid, $"pool min_size must be between 1 and size, which is set to {most}");
            case "pg_num":
                CheckGroups(state, Whole(text));
                return Groups((int)Whole(text));
            case "pgp_num":
                var groups = pool["pg_num"]!.Int();
                return Whole(text) is var placed && placed >= 1 && placed <= groups
                    ? [("pg_placement_num", placed), ("pg_placement_num_target", placed)]
                    : throw new WordException(Errno.Invalid, $"specified pgp_num {text} > pg_num {groups}");
            case "crush_rule":
                return [("crush_rule", Rule(text, $"crush rule {text} does not exist"))];
            case "fast_read":
                return [("fast_read", Switch(text))];
            case "pg_autoscale_mode":
                return text is "on" or "off" or "warn"
                    ? [("pg_autoscale_mode", text)]
                    : throw new WordException(Errno.Invalid, $"specified invalid mode {text}");
            case var _ when PoolFields.Numbers.TryGetValue(name, out var field):
                return [(field, Whole(text))];
            case var _ when PoolFields.Options.Contains(name):
                var options = pool["options"]!.DeepClone();
                options[name] = double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? (number % 1 == 0 ? (long)number : number) : text;
                return [("options", options)];
            default:
                throw new WordException(Errno.Invalid, $"unrecognized variable '{name}'; choose one of {PoolFields.Names}");
        }
    }

    private ClusterStep Rename(WordCall call, ClusterState state)
    {
        var pool = Known(call, state, "srcpool");
        var name = call.Needed("destpool");
        if (state.OsdMap.FindPool(name) is not null)
        {
            throw new WordException(Errno.Exists, $"pool '{name}' already exists");
        }

        return Done(Change(state, pool, [("pool_name", name)]), $"pool '{call.Text("srcpool")}' renamed to '{name}'");
    }

    private static ClusterStep SetQuota(WordCall call, ClusterState state)
    {
        var pool = Known(call, state, "pool");
        var field = call.Needed("field");
        var value = field switch
        {
            "max_objects" => Sized(call.Needed("val"), 1000),
            "max_bytes" => Sized(call.Needed("val"), 1024),
            _ => throw new WordException(Errno.Invalid, $"unrecognized option '{field}'; choose one of max_objects|max_bytes"),
        };
        return Done(Change(state, pool, [($"quota_{field}", value)]), $"set-quota {field} = {value} for pool {call.Text("pool")}");
    }

    private static ClusterStep EnableApplication(WordCall call, ClusterState state)
    {
        var pool = Known(call, state, "pool");
        var name = call.Needed("app");
        var applications = pool["application_metadata"]!.DeepClone().AsObject();
        if (applications.Count > 0 && !applications.ContainsKey(name) && !call.Flag("yes_i_really_mean_it"))
        {
            throw new WordException(
                Errno.PermissionDenied, $"Are you SURE? Pool '{call.Text("pool")}' already has an enabled application; pass --yes-i-really-mean-it to proceed anyway");
        }

        applications[name] ??= new JsonObject();
        return Done(Change(state, pool, [("application_metadata", applications)]), $"enabled application '{name}' on pool '{call.Text("pool")}'");
    }

    private static ClusterState Change(ClusterState state, JsonObject pool, IEnumerable<(string Field, JsonNode Value)> fields)
    {
        var id = pool["pool"]!.Int();
        var change = fields.Aggregate(state.OsdMap.Changes.Pool(id), (all, field) => all.Set(field.Field, field.Value));
        return state.With(state.OsdMap.Changes.WithPool(id, change.Set("last_change", $"{state.OsdMap.Epoch + 1}")));
    }

    private static (string Field, JsonNode Value)[] Groups(int count) =>
        [("pg_num", count), ("pg_num_target", count), ("pg_num_pending", count), ("pg_placement_num", count), ("pg_placement_num_target", count)];

    private static (int Size, int Least) Profile(WordCall call, ClusterState state, JsonObject pool)
    {
        var name = call.Text("erasure_code_profile") ?? "default";
        if (state.OsdMap.Json["erasure_code_profiles"]![name] is not { } profile)
        {
            throw new WordException(Errno.NotFound, $"unknown erasure code profile '{name}'");
        }

        var (k, m) = (int.Parse(profile["k"]!.GetValue<string>(), CultureInfo.InvariantCulture), int.Parse(profile["m"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        pool["erasure_code_profile"] = name;
        pool["stripe_width"] = k * 4096;
        return (k + m, k + Math.Min(1, m - 1));
    }

    private int Rule(string name, string refusal) =>
        machine.Maps.Crush["rules"]!.AsArray().FirstOrDefault(rule => rule!["rule_name"]!.GetValue<string>() == name)?["rule_id"]!.Int()
        ?? throw new WordException(Errno.NotFound, refusal);

    private void CheckGroups(ClusterState state, long groups)
    {
        var most = Option(state, "mon_max_pool_pg_num");
        if (groups < 1 || groups > most)
        {
            throw new WordException(
                Errno.OutOfRange,
                $"'pg_num' must be greater than 0 and less than or equal to {most} (you may adjust 'mon max pool pg num' for higher values)");
        }
    }

    private static int CheckSize(int size) =>
        size is >= 1 and <= LargestSize ? size : throw new WordException(Errno.Invalid, $"pool size must be between 1 and {LargestSize}");

    private long Option(ClusterState state, string name) => long.Parse(config.Value(state.Config, "mon", name)!, CultureInfo.InvariantCulture);

    private static long Whole(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new WordException(Errno.Invalid, $"error parsing integer value '{text}': Expected option value to be integer, got '{text}'");

    private static bool Switch(string text) => text is "true" or "1" or "yes"
        || (text is "false" or "0" or "no" ? false : throw new WordException(Errno.Invalid, $"expecting value 'true', 'false', '0', or '1', not '{text}'"));

    private static long Sized(string text, long factor)
    {
        var power = "kMGTPE".IndexOf(text.Length > 0 ? char.ToUpperInvariant(text[^1]) == 'K' ? 'k' : char.ToUpperInvariant(text[^1]) : ' ', StringComparison.Ordinal) + 1;
        var number = Whole(power > 0 ? text[..^1] : text);
        for (var i = 0; i < power; i++)
        {
            number = checked(number * factor);
        }

        return number;
    }

    private static ClusterStep Done(ClusterState state, string said) => new(state, [], CommandResult.Success("", said));
}
