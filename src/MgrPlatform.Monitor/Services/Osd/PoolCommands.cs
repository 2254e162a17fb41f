using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Commands about pools as a whole: make, rename, remove, list, quotas, applications, snapshots.</summary>
internal sealed class PoolCommands(OsdMapService service)
{
    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new PoolCommands(service);
        return new DeclaredCommands(OsdCommands.Table)
            .Read("osd pool ls", words.List)
            .Read("osd pool get-quota", words.GetQuota)
            .Read("osd pool application get", words.GetApplication)
            .Write("osd pool create", words.Create)
            .Write("osd pool rm", words.Remove)
            .Write("osd pool delete", words.Remove)
            .Write("osd pool rename", words.Rename)
            .Write("osd pool set-quota", words.SetQuota)
            .Write("osd pool application enable", words.EnableApplication)
            .Write("osd pool application disable", words.DisableApplication)
            .Write("osd pool application set", words.SetApplication)
            .Write("osd pool application rm", words.RemoveApplication)
            .Write("osd pool mksnap", words.MakeSnap)
            .Write("osd pool rmsnap", words.RemoveSnap)
            .Commands;
    }

    private PendingOsdMap Pending => service.Pending;

    private CommandResult List(CommandCall call)
    {
        var map = service.Map;
        var detail = call.Arguments.Find("detail") == "detail";
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartArray();
                foreach (var (id, name) in map.Client.PoolNames)
                {
                    if (detail)
                    {
                        map.Client.Pools[id].Dump(json, id, name, Release.Pacific, "pool_id");
                    }
                    else
                    {
                        json.WriteStringValue(name);
                    }
                }

                json.WriteEndArray();
            });
        }

        if (!detail)
        {
            return CommandResult.Text(string.Concat(map.Client.PoolNames.Values.Select(static name => name + "\n")));
        }

        var text = new StringBuilder();
        foreach (var id in map.Client.Pools.Keys)
        {
            text.Append(PoolLine.Of(map, id)).Append('\n');
            foreach (var line in PoolLine.Snapshots(map.Client.Pools[id]))
            {
                text.Append(line).Append('\n');
            }
        }

        return CommandResult.Text(text.Append('\n').ToString());
    }

    private CommandOutcome Create(CommandCall call)
    {
        var arguments = call.Arguments;
        var name = arguments.String("pool");
        if (Pending.FindPool(name) is { } existing)
        {
            var said = CommandResult.Said($"pool '{name}' already exists");
            return service.Map.Client.Pools.ContainsKey(existing) ? CommandOutcome.Answer(said) : CommandOutcome.AfterCommit(said);
        }

        var isErasure = arguments.Find("pool_type") == "erasure";

        // For a replicated pool the word after its type is the rule: clients of old releases send it so.
        var profile = arguments.Find("erasure_code_profile");
        var wish = new PoolCreation.Wish(name)
        {
            PgCount = Count("pg_num"),
            PgpCount = Count("pgp_num"),
            Size = (byte?)Count("size"),
            IsErasure = isErasure,
            Profile = isErasure ? profile : null,
            Rule = arguments.Find("rule") ?? (isErasure ? null : profile),
            ExpectedObjects = (ulong)(arguments.FindInteger("expected_num_objects") ?? 0),
            AutoscaleMode = arguments.Find("autoscale_mode") switch
            {
                "off" => 0,
                "warn" => 1,
                "on" => 2,
                _ => null,
            },
        };
        var id = PoolCreation.Create(Pending, service.PendingCreations, wish, service.Options, service.Context.Now);
        ApplyOptions(arguments, id);
        return After($"pool '{name}' created");

        uint? Count(string key) => arguments.FindInteger(key) is >= 0 and <= uint.MaxValue and var count ? (uint)count : null;
    }

    private void ApplyOptions(CommandArguments arguments, long id)
    {
        foreach (var (key, option) in ((string, int)[])[("pg_num_min", 15), ("pg_num_max", 23), ("target_size_bytes", 16)])
        {
            if (arguments.FindInteger(key) is > 0 and var number)
            {
                Set(option, PoolOption.Of(number));
            }
        }

        if (arguments.FindReal("target_size_ratio") is > 0 and var ratio)
        {
            Set(17, PoolOption.Of(ratio));
        }

        if (arguments.Flag("bulk"))
        {
            Pending.NewPools[id] = Pending.NewPools[id] with { Flags = Pending.NewPools[id].Flags | PoolSetCommands.Bulk };
        }

        void Set(int option, PoolOption value) => Pending.NewPools[id] = PoolSetCommands.With(Pending.NewPools[id], option, value);
    }

    private CommandOutcome Remove(CommandCall call)
    {
        var name = call.Arguments.String("pool");
        if (Pending.FindPool(name) is not { } id)
        {
            return CommandOutcome.Answer(CommandResult.Said($"pool '{name}' does not exist"));
        }

        if (!call.Arguments.Flag("yes_i_really_really_mean_it_not_faking")
            && (call.Arguments.Find("pool2") != name || !call.Arguments.Flag("yes_i_really_really_mean_it")))
        {
            throw new CommandException(
                Errno.Permission,
                $"WARNING: this will *PERMANENTLY DESTROY* all data stored in pool {name}.  "
                + "If you are *ABSOLUTELY CERTAIN* that is what you want, "
                + "pass the pool name *twice*, followed by --yes-i-really-really-mean-it.");
        }

        CheckRemovable(name, id);
        Pending.NewPools.Remove(id);
        Pending.NewPoolNames.Remove(id);
        service.PendingCreations.Forget(id);
        if (!service.Map.Client.Pools.ContainsKey(id))
        {
            return CommandOutcome.Retry; // Made in this very epoch: it must be there before it can go.
        }

        Pending.OldPools.Add(id);
        return After($"pool '{name}' removed");
    }

    private void CheckRemovable(string name, long id)
    {
        var pool = Pending.FindPool(id)!;
        if (service.IsUsedByFilesystem(id))
        {
            throw new CommandException(Errno.Busy, $"pool '{name}' is in use by CephFS");
        }

        if (pool.TierOf >= 0 || pool.Tiers.Count > 0)
        {
            throw new CommandException(Errno.Busy, $"pool '{name}' has tiers or is one");
        }

        if (!service.AllowsPoolDelete)
        {
            throw new CommandException(
                Errno.Permission,
                "pool deletion is disabled; you must first set the mon_allow_pool_delete config option to true "
                + "before you can destroy a pool");
        }

        if ((pool.Flags & PoolSetCommands.NoDelete) != 0)
        {
            throw new CommandException(
                Errno.Permission, $"pool deletion is disabled; you must unset nodelete flag for the pool first");
        }
    }

    private CommandOutcome Rename(CommandCall call)
    {
        var (from, to) = (call.Arguments.String("srcpool"), call.Arguments.String("destpool"));
        var (source, target) = (Pending.FindPool(from), Pending.FindPool(to));
        if (source is null)
        {
            return target is null
                ? throw OsdArguments.NoSuchPool(from)
                : CommandOutcome.Answer(
                    CommandResult.Said($"pool '{from}' does not exist; pool '{to}' does -- assuming successful rename"));
        }

        if (target is not null)
        {
            throw new CommandException(Errno.Exists, $"pool '{to}' already exists");
        }

        Pending.NewPoolNames[source.Value] = to;
        return After($"pool '{from}' renamed to '{to}'");
    }

    private CommandOutcome SetQuota(CommandCall call)
    {
        var name = call.Arguments.String("pool");
        var (id, pool) = Pending.Pool(name);
        var field = call.Arguments.String("field");
        var isBytes = field == "max_bytes";
        var value = OsdArguments.Size(call.Arguments.String("val"), binary: isBytes);
        Pending.NewPools[id] = isBytes ? pool with { QuotaMaxBytes = (ulong)value } : pool with { QuotaMaxObjects = (ulong)value };
        return After($"set-quota {field} = {value} for pool {name}");
    }

    private CommandResult GetQuota(CommandCall call)
    {
        var name = call.Arguments.String("pool");
        var (id, pool) = service.Map.Pool(name);
        var sum = service.Digest()?.Pools.GetValueOrDefault((int)id)?.Stats;
        var (objects, bytes) = (sum?[ObjectStat.Objects] ?? 0, sum?[ObjectStat.Bytes] ?? 0);
        if (call.IsPlain)
        {
            var maxObjects = pool.QuotaMaxObjects == 0
                ? "N/A"
                : $"{Sizes.Count(pool.QuotaMaxObjects)} objects  (current num objects: {objects} objects)";
            var maxBytes = pool.QuotaMaxBytes == 0 ? "N/A" : $"{Sizes.Bytes(pool.QuotaMaxBytes)}  (current num bytes: {bytes} bytes)";
            return CommandResult.Text($"quotas for pool '{name}':\n  max objects: {maxObjects}\n  max bytes  : {maxBytes}\n");
        }

        return call.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("pool_name", name);
            json.WriteNumber("pool_id", id);
            json.WriteNumber("quota_max_objects", pool.QuotaMaxObjects);
            json.WriteNumber("current_num_objects", objects);
            json.WriteNumber("quota_max_bytes", pool.QuotaMaxBytes);
            json.WriteNumber("current_num_bytes", bytes);
            json.WriteEndObject();
        });
    }

    private CommandOutcome EnableApplication(CommandCall call)
    {
        var (poolName, application) = (call.Arguments.String("pool"), call.Arguments.String("app"));
        var (id, pool) = Pending.Pool(poolName);
        if (pool.TierOf >= 0)
        {
            throw new CommandException(Errno.Invalid, "application must be enabled on base tier");
        }

        if (!pool.Applications.ContainsKey(application))
        {
            if (pool.Applications.Count > 0 && !call.Arguments.Flag("yes_i_really_mean_it"))
            {
                throw new CommandException(
                    Errno.Permission,
                    $"Are you SURE? Pool '{poolName}' already has an enabled application; pass --yes-i-really-mean-it to proceed anyway");
            }

            Pending.NewPools[id] = With(pool, application, []);
        }

        return After($"enabled application '{application}' on pool '{poolName}'");
    }

    private CommandOutcome DisableApplication(CommandCall call)
    {
        var (poolName, application) = (call.Arguments.String("pool"), call.Arguments.String("app"));
        var (id, pool) = Pending.Pool(poolName);
        if (!call.Arguments.Flag("yes_i_really_mean_it"))
        {
            throw new CommandException(
                Errno.Permission,
                "Are you SURE? Disabling an application within a pool might result in loss of application functionality; "
                + "pass --yes-i-really-mean-it to proceed anyway");
        }

        if (!pool.Applications.ContainsKey(application))
        {
            return CommandOutcome.Answer(CommandResult.Said($"application '{application}' is not enabled on pool '{poolName}'"));
        }

        Pending.NewPools[id] = With(pool, application, null);
        return After($"disable application '{application}' on pool '{poolName}'");
    }

    private CommandOutcome SetApplication(CommandCall call)
    {
        var (poolName, application) = (call.Arguments.String("pool"), call.Arguments.String("app"));
        var (key, value) = (call.Arguments.String("key"), call.Arguments.String("value"));
        var (id, pool) = Pending.Pool(poolName);
        if (!pool.Applications.TryGetValue(application, out var metadata))
        {
            throw new CommandException(Errno.NotFound, $"application '{application}' is not enabled on pool '{poolName}'");
        }

        Pending.NewPools[id] = With(pool, application, Patched(metadata, key, value));
        return After($"set application '{application}' key '{key}' to '{value}' on pool '{poolName}'");
    }

    private CommandOutcome RemoveApplication(CommandCall call)
    {
        var (poolName, application) = (call.Arguments.String("pool"), call.Arguments.String("app"));
        var key = call.Arguments.String("key");
        var (id, pool) = Pending.Pool(poolName);
        if (!pool.Applications.TryGetValue(application, out var metadata))
        {
            throw new CommandException(Errno.NotFound, $"application '{application}' is not enabled on pool '{poolName}'");
        }

        if (!metadata.ContainsKey(key))
        {
            return CommandOutcome.Answer(CommandResult.Said($"application '{application}' on pool '{poolName}' does not have key '{key}'"));
        }

        Pending.NewPools[id] = With(pool, application, Patched(metadata, key, null));
        return After($"removed application '{application}' key '{key}' on pool '{poolName}'");
    }

    private CommandResult GetApplication(CommandCall call)
    {
        if (call.Arguments.Find("pool") is not { } poolName)
        {
            return call.Json(
                json =>
                {
                    json.WriteStartObject();
                    foreach (var (id, name) in service.Map.Client.PoolNames)
                    {
                        Write(json, name, service.Map.Client.Pools[id]);
                    }

                    json.WriteEndObject();
                },
                prettyByDefault: true);
        }

        var (_, pool) = service.Map.Pool(poolName);
        if (call.Arguments.Find("app") is not { } application)
        {
            return call.Json(json => Write(json, null, pool), prettyByDefault: true);
        }

        if (!pool.Applications.TryGetValue(application, out var metadata))
        {
            throw new CommandException(Errno.NotFound, $"pool '{poolName}' has no application '{application}'");
        }

        if (call.Arguments.Find("key") is not { } key)
        {
            return call.Json(json => WriteTexts(json, null, metadata), prettyByDefault: true);
        }

        return metadata.TryGetValue(key, out var value)
            ? CommandResult.Text(value + "\n")
            : throw new CommandException(Errno.NotFound, $"application '{application}' on pool '{poolName}' does not have key '{key}'");
    }

    private CommandOutcome MakeSnap(CommandCall call)
    {
        var (poolName, snap) = (call.Arguments.String("pool"), call.Arguments.String("snap"));
        var (id, pool) = Pending.Pool(poolName);
        if (pool.Snaps.Values.Any(known => known.Name == snap))
        {
            return CommandOutcome.Answer(CommandResult.Said($"pool {poolName} snap {snap} already exists"));
        }

        if ((pool.Flags & PoolSnapshots.SelfManaged) != 0)
        {
            throw new CommandException(Errno.Invalid, $"pool {poolName} is in unmanaged snaps mode");
        }

        Pending.NewPools[id] = PoolSnapshots.Add(pool, snap, Pending.Epoch, service.Context.Now);
        return After($"created pool {poolName} snap {snap}");
    }

    private CommandOutcome RemoveSnap(CommandCall call)
    {
        var (poolName, snap) = (call.Arguments.String("pool"), call.Arguments.String("snap"));
        var (id, pool) = Pending.Pool(poolName);
        if (!pool.Snaps.Values.Any(known => known.Name == snap))
        {
            return CommandOutcome.Answer(CommandResult.Said($"pool {poolName} snap {snap} does not exist"));
        }

        PoolSnapshots.Remove(Pending, id, pool, snap);
        return After($"removed pool {poolName} snap {snap}");
    }

    private static PgPool With(PgPool pool, string application, OrderedDictionary<string, string>? metadata)
    {
        var applications = new SortedDictionary<string, OrderedDictionary<string, string>>(
            pool.Applications.ToDictionary(), StringComparer.Ordinal);
        if (metadata is null)
        {
            applications.Remove(application);
        }
        else
        {
            applications[application] = metadata;
        }

        return pool with { Applications = applications };
    }

    private static OrderedDictionary<string, string> Patched(IReadOnlyDictionary<string, string> metadata, string key, string? value)
    {
        var sorted = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal);
        if (value is null)
        {
            sorted.Remove(key);
        }
        else
        {
            sorted[key] = value;
        }

        return new OrderedDictionary<string, string>(sorted);
    }

    private static void Write(Utf8JsonWriter json, string? name, PgPool pool)
    {
        if (name is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(name);
        }

        foreach (var (application, metadata) in pool.Applications)
        {
            WriteTexts(json, application, metadata);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string? name, IReadOnlyDictionary<string, string> texts)
    {
        if (name is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(name);
        }

        foreach (var (key, value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static CommandOutcome After(string status) => CommandOutcome.AfterCommit(CommandResult.Said(status));
}
