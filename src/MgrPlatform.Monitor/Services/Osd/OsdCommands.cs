using System.Globalization;
using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Commands that show the OSD map.</summary>
internal sealed class OsdCommands(OsdMapService service)
{
    public const string Table = "osd-commands.tsv";

    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new OsdCommands(service);
        return new DeclaredCommands(Table)
            .Read("osd stat", words.Stat)
            .Read("osd dump", words.Dump)
            .Read("osd info", words.Info)
            .Read("osd tree", call => words.Tree(call, null))
            .Read("osd tree-from", call => words.Tree(call, call.Arguments.String("bucket")))
            .Read("osd ls", words.List)
            .Read("osd ls-tree", words.ListTree)
            .Read("osd getmap", words.GetMap)
            .Read("osd getcrushmap", words.GetCrush)
            .Read("osd getmaxosd", words.GetMaxOsd)
            .Read("osd find", words.Find)
            .Read("osd metadata", words.Metadata)
            .Read("osd count-metadata", call => words.CountMetadata(call, call.Arguments.String("property")))
            .Read("osd versions", call => words.CountMetadata(call, "ceph_version"))
            .Read("osd map", words.MapObject)
            .Read("pg map", words.MapPg)
            .Read("osd lspools", words.ListPools)
            .Read("osd blocklist ls", words.Blocklist)
            .Read("osd blacklist ls", words.Blocklist)
            .Read("osd get-require-min-compat-client", call => call.IsPlain
                ? CommandResult.Text(Wire.Maps.ReleaseNames.ToName(service.Map.Daemons.RequireMinCompatClient) + "\n")
                : call.Json(json =>
                {
                    json.WriteStartObject();
                    json.WriteString(
                        "require_min_compat_client", Wire.Maps.ReleaseNames.ToName(service.Map.Daemons.RequireMinCompatClient));
                    json.WriteEndObject();
                }))
            .Read("osd utilization", call => OsdUtilization.Answer(call, service.Map, service.Mapper))
            .Commands;
    }

    /// <summary>The map of the epoch that a command asks for; the newest without one.</summary>
    private OsdMap MapOf(CommandCall call)
    {
        if (call.Arguments.FindInteger("epoch") is not { } epoch || (ulong)epoch == service.Map.Epoch || epoch == 0)
        {
            return service.Map;
        }

        return service.FindMap((ulong)epoch) ?? throw new CommandException(Errno.NotFound, $"there is no map for epoch {epoch}");
    }

    private CommandResult Stat(CommandCall call)
    {
        var summary = new OsdSummary(service.Map, service.Context.Now);
        return call.IsPlain
            ? CommandResult.Text(summary.ToLine(withEpoch: true) + "\n")
            : call.Json(json => summary.Write(json));
    }

    private CommandResult Dump(CommandCall call)
    {
        var map = MapOf(call);
        return call.IsPlain
            ? CommandResult.Text(OsdMapText.Of(map))
            : call.Json(json => map.Dump(json, Release.Pacific));
    }

    private CommandResult Info(CommandCall call)
    {
        IReadOnlyList<int> osds = call.Arguments.Has("id") ? [call.Arguments.Osd()] : [.. Existing()];
        foreach (var osd in osds)
        {
            Require(osd);
        }

        return call.IsPlain
            ? CommandResult.Text(string.Concat(osds.Select(osd => OsdMapText.OsdLine(service.Map, osd) + "\n")))
            : call.Json(json => WriteOsds(json, osds, isList: !call.Arguments.Has("id")));
    }

    private void WriteOsds(Utf8JsonWriter json, IReadOnlyList<int> osds, bool isList)
    {
        if (isList)
        {
            json.WriteStartArray();
        }

        foreach (var osd in osds)
        {
            service.Map.DumpOsd(json, osd);
        }

        if (isList)
        {
            json.WriteEndArray();
        }
    }

    private CommandResult Tree(CommandCall call, string? from)
    {
        var map = MapOf(call);
        if (from is not null && map.Client.Crush?.FindItem(from) is null)
        {
            throw new CommandException(Errno.NotFound, $"bucket '{from}' does not exist");
        }

        var tree = new OsdTree(map, call.Arguments.Strings("states"), from);
        return call.IsPlain ? CommandResult.Text(tree.ToText()) : call.Json(json => tree.Write(json));
    }

    private CommandResult List(CommandCall call) => Ids(call, Existing(MapOf(call)));

    private CommandResult ListTree(CommandCall call)
    {
        var map = MapOf(call);
        var name = call.Arguments.String("name");
        var item = map.Client.Crush?.FindItem(name) ?? throw new CommandException(Errno.NotFound, $"\"{name}\" does not exist");
        return Ids(call, map.Client.Crush!.DevicesBelow(item).Where(map.Exists).Order());
    }

    private static CommandResult Ids(CommandCall call, IEnumerable<int> ids) => call.IsPlain
        ? CommandResult.Text(string.Concat(ids.Select(static id => $"{id}\n")))
        : call.Json(
            json =>
            {
                json.WriteStartArray();
                foreach (var id in ids)
                {
                    json.WriteNumberValue(id);
                }

                json.WriteEndArray();
            });

    private CommandResult GetMap(CommandCall call)
    {
        var map = MapOf(call);
        return new CommandResult(0, $"got osdmap epoch {map.Epoch}", WireWriter.Encode(map, service.Context.QuorumFeatures));
    }

    private CommandResult GetCrush(CommandCall call)
    {
        var map = MapOf(call);
        return new CommandResult(
            0,
            map.Client.CrushVersion.ToString(CultureInfo.InvariantCulture),
            map.Client.Crush is { } crush ? WireWriter.Encode(crush) : default);
    }

    private CommandResult GetMaxOsd(CommandCall call)
    {
        var map = service.Map;
        return call.IsPlain
            ? CommandResult.Text($"max_osd = {map.Client.MaxOsd} in epoch {map.Epoch}\n")
            : call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("epoch", map.Epoch);
                json.WriteNumber("max_osd", map.Client.MaxOsd);
                json.WriteEndObject();
            });
    }

    private CommandResult Find(CommandCall call)
    {
        var osd = call.Arguments.Osd();
        Require(osd);
        var map = service.Map;
        return call.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("osd", osd);
                json.WriteAddresses("addrs", map.Client.ClientAddresses[osd]);
                json.WriteString("osd_fsid", map.Daemons.Uuids[osd]);
                if (service.FindMetadata(osd) is { } metadata)
                {
                    foreach (var key in (string[])["hostname", "pod_name", "pod_namespace", "container_name", "container_hostname"])
                    {
                        if (metadata.TryGetValue(key, out var value))
                        {
                            json.WriteString(key == "hostname" ? "host" : key, value);
                        }
                    }
                }

                json.WriteStartObject("crush_location");
                foreach (var (type, name) in map.Client.Crush?.LocationOf(osd) ?? [])
                {
                    json.WriteString(type, name);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            },
            prettyByDefault: true);
    }

    private CommandResult Metadata(CommandCall call)
    {
        if (call.Arguments.Has("id"))
        {
            var osd = call.Arguments.Osd();
            Require(osd);
            return call.Json(json => WriteMetadata(json, osd), prettyByDefault: true);
        }

        return call.Json(
            json =>
            {
                json.WriteStartArray();
                foreach (var osd in Existing())
                {
                    WriteMetadata(json, osd);
                }

                json.WriteEndArray();
            },
            prettyByDefault: true);
    }

    private void WriteMetadata(Utf8JsonWriter json, int osd)
    {
        json.WriteStartObject();
        json.WriteNumber("id", osd);
        foreach (var (key, value) in service.FindMetadata(osd) ?? new SortedDictionary<string, string>())
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private CommandResult CountMetadata(CommandCall call, string property)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var osd in Existing())
        {
            var value = service.FindMetadata(osd)?.GetValueOrDefault(property) ?? "unknown";
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

    private CommandResult MapObject(CommandCall call)
    {
        var (poolName, name) = (call.Arguments.String("pool"), call.Arguments.String("object"));
        var (id, pool) = service.Map.Pool(poolName);
        var space = call.Arguments.String("nspace", "");
        var hash = ObjectHash.Of(space, name);
        var group = PgMapper.GroupOf(id, pool, hash);
        var placement = service.Mapper.Map(group);
        if (call.IsPlain)
        {
            var shown = space.Length > 0 ? $"{space}/{name}" : name;
            return CommandResult.Text(
                $"osdmap e{service.Map.Epoch} pool '{poolName}' ({id}) object '{shown}' -> pg {id}.{hash:x} ({group}) -> "
                + $"up ([{Join(placement.Up)}], p{placement.UpPrimary}) acting ([{Join(placement.Acting)}], p{placement.ActingPrimary})\n");
        }

        return call.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", service.Map.Epoch);
            json.WriteString("pool", poolName);
            json.WriteNumber("pool_id", id);
            json.WriteString("objname", space.Length > 0 ? $"{space}/{name}" : name);
            json.WriteString("raw_pgid", $"{id}.{hash:x}");
            json.WriteString("pgid", group.ToString());
            WriteOsds(json, "up", placement.Up);
            json.WriteNumber("up_primary", placement.UpPrimary);
            WriteOsds(json, "acting", placement.Acting);
            json.WriteNumber("acting_primary", placement.ActingPrimary);
            json.WriteEndObject();
        });
    }

    private CommandResult MapPg(CommandCall call)
    {
        var pg = call.Arguments.Pg();
        if (!service.Map.Client.Pools.TryGetValue(pg.Pool, out var pool))
        {
            throw new CommandException(Errno.NotFound, $"pg '{pg}' does not exist");
        }

        var mapped = PgMapper.GroupOf(pg.Pool, pool, pg.Seed);
        var placement = service.Mapper.Map(mapped);
        return call.IsPlain
            ? CommandResult.Text(
                $"osdmap e{service.Map.Epoch} pg {pg} ({mapped}) -> up [{Join(placement.Up)}] acting [{Join(placement.Acting)}]\n")
            : call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("epoch", service.Map.Epoch);
                json.WriteString("raw_pgid", pg.ToString());
                json.WriteString("pgid", mapped.ToString());
                WriteOsds(json, "up", placement.Up);
                WriteOsds(json, "acting", placement.Acting);
                json.WriteEndObject();
            });
    }

    private CommandResult ListPools(CommandCall call)
    {
        var names = service.Map.Client.PoolNames;
        return call.IsPlain
            ? CommandResult.Text(string.Concat(names.Select(static pair => $"{pair.Key} {pair.Value}\n")))
            : call.Json(
                json =>
                {
                    json.WriteStartArray();
                    foreach (var (id, name) in names)
                    {
                        json.WriteStartObject();
                        json.WriteNumber("poolnum", id);
                        json.WriteString("poolname", name);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
    }

    private CommandResult Blocklist(CommandCall call)
    {
        var entries = service.Map.Daemons.Blocklist;
        var status = $"listed {entries.Count} entries";
        if (call.IsPlain)
        {
            var text = new StringBuilder();
            foreach (var (address, until) in entries)
            {
                text.Append(address.ToAddressAndNonce()).Append(' ').Append(until).Append('\n');
            }

            return CommandResult.Text(text.ToString(), status);
        }

        return call.Json(
            json =>
            {
                json.WriteStartArray();
                foreach (var (address, until) in entries)
                {
                    json.WriteStartObject();
                    json.WriteString("addr", address.ToAddressAndNonce());
                    json.WriteString("until", until.ToString());
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            status);
    }

    private IEnumerable<int> Existing(OsdMap? map = null)
    {
        map ??= service.Map;
        return Enumerable.Range(0, map.Client.MaxOsd).Where(map.Exists);
    }

    private void Require(int osd)
    {
        if (!service.Map.Exists(osd))
        {
            throw OsdArguments.NoSuchOsd(osd);
        }
    }

    private static string Join(IReadOnlyList<int> osds) => string.Join(',', osds);

    private static void WriteOsds(Utf8JsonWriter json, string name, IReadOnlyList<int> osds)
    {
        json.WriteStartArray(name);
        foreach (var osd in osds)
        {
            json.WriteNumberValue(osd);
        }

        json.WriteEndArray();
    }
}
