using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>Commands that show file systems and metadata servers.</summary>
internal sealed class FsCommands(FsMapService service)
{
    public const string Table = "fs-commands.tsv";

    public static IReadOnlyList<MonitorCommand> Of(FsMapService service)
    {
        var words = new FsCommands(service);
        return new DeclaredCommands(Table)
            .Read("fs ls", words.List)
            .Read("fs dump", words.Dump)
            .Read("fs get", words.Get)
            .Read("mds stat", words.Stat)
            .Read("mds metadata", words.Metadata)
            .Read("mds count-metadata", call => words.Count(call, call.Arguments.String("property")))
            .Read("mds versions", call => words.Count(call, "ceph_version"))
            .Read("mds compat show", words.ShowCompat)
            .Read("fs compat show", words.ShowFsCompat)
            .Read("fs feature ls", ListFeatures)
            .Read("mds ok-to-stop", words.OkToStop)
            .Commands;
    }

    private CommandResult List(CommandCall call)
    {
        var map = service.Map;
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartArray();
                foreach (var filesystem in map.Filesystems)
                {
                    Write(json, filesystem.MdsMap);
                }

                json.WriteEndArray();
            });
        }

        return CommandResult.Text(map.Filesystems.Count == 0
            ? "No filesystems enabled\n"
            : string.Concat(map.Filesystems.Select(filesystem =>
                $"name: {filesystem.MdsMap.FsName}, metadata pool: {PoolName(filesystem.MdsMap.MetadataPool)}, "
                + $"data pools: [{string.Concat(filesystem.MdsMap.DataPools.Select(pool => PoolName(pool) + " "))}]\n")));
    }

    private void Write(Utf8JsonWriter json, MdsMap map)
    {
        json.WriteStartObject();
        json.WriteString("name", map.FsName);
        json.WriteString("metadata_pool", PoolName(map.MetadataPool));
        json.WriteNumber("metadata_pool_id", map.MetadataPool);
        json.WriteStartArray("data_pool_ids");
        foreach (var pool in map.DataPools)
        {
            json.WriteNumberValue(pool);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_pools");
        foreach (var pool in map.DataPools)
        {
            json.WriteStringValue(PoolName(pool));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string PoolName(long pool) => service.Osds.Map.Client.PoolNames.TryGetValue(pool, out var name) ? name : "";

    private CommandResult Dump(CommandCall call)
    {
        var map = service.Map;
        if (call.Arguments.FindInteger("epoch") is { } epoch && (ulong)epoch != map.Epoch)
        {
            map = service.FindMap((ulong)epoch) ?? throw new CommandException(Errno.NotFound, $"there is no fsmap of epoch {epoch}");
        }

        var status = $"dumped fsmap epoch {map.Epoch}";
        return call.IsPlain ? CommandResult.Text(FsText.Dump(map), status) : call.Json(json => map.Dump(json, Release.Pacific), status);
    }

    private CommandResult Get(CommandCall call)
    {
        var filesystem = Find(call.Arguments.String("fs_name"));
        return call.IsPlain ? CommandResult.Text(FsText.Filesystem(filesystem)) : call.Json(json => filesystem.Dump(json, Release.Pacific));
    }

    private CommandResult Stat(CommandCall call) => call.IsPlain
        ? CommandResult.Text(FsText.Stat(service.Map) + "\n")
        : call.Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("fsmap");
            service.Map.Dump(json, Release.Pacific);
            json.WriteNumber("mdsmap_first_committed", service.FirstCommitted);
            json.WriteNumber("mdsmap_last_committed", service.LastCommitted);
            json.WriteEndObject();
        });

    private CommandResult Metadata(CommandCall call)
    {
        if (call.Arguments.Find("who") is { Length: > 0 } who)
        {
            var info = Resolve(who) ?? throw new CommandException(Errno.Invalid, $"mds.{who} does not exist");
            return call.Json(json => WriteMetadata(json, info), prettyByDefault: true);
        }

        return call.Json(
            json =>
            {
                json.WriteStartArray();
                foreach (var info in PendingFsMap.All(service.Map))
                {
                    WriteMetadata(json, info);
                }

                json.WriteEndArray();
            },
            prettyByDefault: true);
    }

    private void WriteMetadata(Utf8JsonWriter json, MdsInfo info)
    {
        json.WriteStartObject();
        json.WriteString("name", info.Name);
        foreach (var (key, value) in service.FindMetadata(info.Gid) ?? new OrderedDictionary<string, string>())
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private MdsInfo? Resolve(string who) => PendingFsMap.All(service.Map).FirstOrDefault(info =>
        info.Name == who || info.Gid.ToString(System.Globalization.CultureInfo.InvariantCulture) == who);

    private CommandResult Count(CommandCall call, string property)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var info in PendingFsMap.All(service.Map))
        {
            var value = service.FindMetadata(info.Gid)?.GetValueOrDefault(property) ?? "unknown";
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        return call.Json(
            json =>
            {
                json.WriteStartObject();
                foreach (var (value, count) in counts)
                {
                    json.WriteNumber(value, count);
                }

                json.WriteEndObject();
            },
            prettyByDefault: true);
    }

    private CommandResult ShowCompat(CommandCall call) => call.IsPlain
        ? CommandResult.Text(MdsCompat.Text(service.Map.Compat) + "\n")
        : call.Json(json => service.Map.Compat.Dump(json));

    private CommandResult ShowFsCompat(CommandCall call)
    {
        var compat = Find(call.Arguments.String("fs_name")).MdsMap.Compat;
        return call.IsPlain ? CommandResult.Text(MdsCompat.Text(compat) + "\n") : call.Json(json => compat.Dump(json));
    }

    private static CommandResult ListFeatures(CommandCall call)
    {
        const int Known = 19; // Of Pacific.
        return call.IsPlain
            ? CommandResult.Text(string.Concat(Enumerable.Range(0, Known).Select(static bit => $"{bit} {MdsMap.ClientFeatureName(bit)}\n")))
            : call.Json(static json =>
            {
                json.WriteStartArray();
                for (var bit = 0; bit < Known; bit++)
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", bit);
                    json.WriteString("name", MdsMap.ClientFeatureName(bit));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
    }

    private CommandResult OkToStop(CommandCall call)
    {
        var names = call.Arguments.Strings("ids");
        var stopping = PendingFsMap.All(service.Map).Where(info => names.Contains(info.Name)).ToList();
        var standbys = service.Map.Standbys.Values.Count(info => !names.Contains(info.Name));
        var active = stopping.Count(static info => info.Rank >= 0 && info.State != MdsState.StandbyReplay);
        return active == 0 ? CommandResult.Said("should be safe to stop " + string.Join(',', names.Select(static name => "mds." + name)))
            : active <= standbys ? CommandResult.Said("should be safe to stop "
                + string.Join(',', names.Select(static name => "mds." + name)))
            : CommandResult.Failed(Errno.Busy, "insufficient standby daemons to stop active gids");
    }

    private Filesystem Find(string name) => service.Map.Filesystems.FirstOrDefault(filesystem => filesystem.MdsMap.FsName == name)
        ?? throw new CommandException(Errno.NotFound, $"filesystem '{name}' not found");
}
