using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.State;

/// <summary>
/// What the monitors say of the cluster, as typed maps and as the documents of <c>get(name)</c>. One loop writes, anybody reads. A
/// document's version changes with its content only, and it is serialised when somebody asks for it.
/// </summary>
public sealed class ClusterState
{
    private const string KeyPrefix = "mgr/";

    private static readonly JsonNode NoId = JsonValue.Create("");
    private static readonly ImmutableSortedDictionary<string, string> NoTexts =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private static readonly ReadOnlyMemory<byte> EmptyObject = "{}"u8.ToArray();

    private CephOptions _config;
    private volatile IReadOnlyCollection<DaemonState> _daemons = [];
    private ImmutableArray<Func<string, Document?>> _sources = [];

    public ClusterState(CephOptions config)
    {
        _config = config;
        Documents.Replace("config", () => JsonBytes.Write(config.Write));
        Documents.Replace("config_options", static () => CephOptions.Declarations);
        Documents.Replace("have_local_config_map", static () => "{\"have_local_config_map\":true}"u8.ToArray());
        Documents.Replace("osdmap_crush_map_text", static () => "\"\""u8.ToArray()); // Ceph 16.2.15 gives nothing either.
        SetAddresses([]);
        SetDaemons([], []);
    }

    /// <summary>All documents that are not computed elsewhere.</summary>
    public DocumentSet Documents { get; } = new();

    public MonMap? MonMap { get; private set; }

    public OsdMap? OsdMap { get; private set; }

    public FsMap? FsMap { get; private set; }

    public MgrMap? MgrMap { get; private set; }

    public ServiceMap? ServiceMap { get; private set; }

    /// <summary>The monitors' own health and status, as JSON; empty before the first digest.</summary>
    public string Health { get; private set; } = "";

    public string MonStatus { get; private set; } = "";

    public CephOptions Config => Volatile.Read(ref _config);

    /// <summary>Stored options of modules, full keys.</summary>
    public ImmutableSortedDictionary<string, string> ModuleOptions { get; private set; } = NoTexts;

    /// <summary>The modules' key-value pairs, full keys.</summary>
    public ImmutableSortedDictionary<string, string> Store { get; private set; } = NoTexts;

    /// <summary>Whose shapes documents have.</summary>
    public Release Release => MonMap?.MinMonRelease is { } release and > Release.Unknown ? release : Release.Pacific;

    /// <summary>Adds documents that somebody else computes: what this state lacks is looked for there.</summary>
    public void AddSource(Func<string, Document?> find) =>
        ImmutableInterlocked.Update(ref _sources, static (sources, find) => sources.Add(find), find);

    public Document? FindDocument(string name)
    {
        if (Documents.Find(name) is { } document)
        {
            return document;
        }

        foreach (var source in _sources)
        {
            if (source(name) is { } found)
            {
                return found;
            }
        }

        // Ceph's manager tests for the beginning of the name: another name that begins so is empty, not unknown.
        return DeviceList.IsOne(name)
            ? new Document(
                name, Documents.Find("devices")!.Version, () => JsonBytes.Write(json => DeviceList.WriteOne(_daemons, name, json)))
            : name.StartsWith("osd_map", StringComparison.Ordinal) ? new Document(name, 1, static () => EmptyObject)
            : null;
    }

    /// <summary>Takes what the monitors told, and says what modules are to be told of it.</summary>
    public void Apply(MonitorEvent told, ICollection<BackendEvent> events)
    {
        switch (told)
        {
            case MonitorEvent.MonMapChanged changed:
                MonMap = changed.Map;
                Publish("mon_map", json => changed.Map.Dump(json, Release), NotifyTypes.MonMap, events);
                break;
            case MonitorEvent.OsdMapChanged changed:
                Apply(changed.Map, events);
                break;
            case MonitorEvent.FsMapChanged changed:
                FsMap = changed.Map;
                Publish("fs_map", json => changed.Map.Dump(json, Release), NotifyTypes.FsMap, events);
                break;
            case MonitorEvent.ServiceMapChanged changed:
                ServiceMap = changed.Map;
                Publish("service_map", changed.Map.Dump, NotifyTypes.ServiceMap, events);
                break;
            case MonitorEvent.MgrMapChanged { Map.Epoch: > 0 } changed:
                MgrMap = changed.Map;
                Publish("mgr_map", json => changed.Map.Dump(json, Release), null, events);
                break;
            case MonitorEvent.ConfigChanged changed:
                Apply(changed.Options, events);
                break;
            case MonitorEvent.KeysChanged { Keys.Prefix: KeyPrefix } changed:
                Apply(changed.Keys, events);
                break;
            case MonitorEvent.DigestArrived digest:
                MonStatus = digest.MonStatus;
                Health = digest.Health;
                PublishText("mon_status", digest.MonStatus, NotifyTypes.MonStatus, events);
                PublishText("health", digest.Health, NotifyTypes.Health, events);
                break;
            case MonitorEvent.ClusterLogged logged:
                foreach (var entry in logged.Entries)
                {
                    events.Add(new BackendEvent.Notified(NotifyTypes.ClusterLog, Describe(entry), 0));
                }

                break;
            default:
                break;
        }
    }

    /// <summary>A module's option as it is from now on; the monitors will say the same in a moment.</summary>
    public void SetModuleOption(string key, string? value, ICollection<BackendEvent> events)
    {
        if (ModuleOptions.GetValueOrDefault(key) != value)
        {
            ModuleOptions = value is null ? ModuleOptions.Remove(key) : ModuleOptions.SetItem(key, value);
            events.Add(new BackendEvent.OptionsChanged([key]));
        }
    }

    /// <inheritdoc cref="SetModuleOption"/>
    public void SetStored(string key, string? value, ICollection<BackendEvent> events)
    {
        if (Store.GetValueOrDefault(key) != value)
        {
            Store = value is null ? Store.Remove(key) : Store.SetItem(key, value);
            events.Add(new BackendEvent.StoreChanged([key]));
        }
    }

    /// <summary>Daemons came, went, or said something new of themselves.</summary>
    /// <param name="modifiedOptions">The options that some daemon does not have at its default.</param>
    public void SetDaemons(IReadOnlyCollection<DaemonState> daemons, IReadOnlyCollection<string> modifiedOptions)
    {
        _daemons = daemons;
        Documents.Replace("osd_metadata", () => Metadata(daemons, "osd"));
        Documents.Replace("mds_metadata", () => Metadata(daemons, "mds"));
        Documents.Replace("devices", () => JsonBytes.Write(json => DeviceList.Write(daemons, json)));
        Documents.Publish("modified_config_options", JsonBytes.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("options");
            foreach (var name in modifiedOptions)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>Where this manager listens.</summary>
    public void SetAddresses(IReadOnlyCollection<string> addresses) => Documents.Publish("mgr_ips", JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("ips");
        foreach (var address in addresses)
        {
            json.WriteStringValue(address);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static ReadOnlyMemory<byte> Metadata(IReadOnlyCollection<DaemonState> daemons, string type) => JsonBytes.Write(json =>
    {
        json.WriteStartObject();
        foreach (var daemon in daemons.Where(daemon => daemon.Key.Type == type))
        {
            json.WriteStartObject(daemon.Key.Id);
            foreach (var (key, value) in daemon.Metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static JsonObject Describe(LogEntry entry) => new()
    {
        ["name"] = entry.Name.ToString(),
        ["rank"] = entry.Rank.ToString(),
        ["addrs"] = new JsonObject
        {
            ["addrvec"] = new JsonArray([.. entry.Addresses.Addresses.Select(static address => (JsonNode)new JsonObject
            {
                ["type"] = EntityAddress.ToTypeName(address.Type), ["addr"] = address.ToAddress(), ["nonce"] = address.Nonce,
            })]),
        },
        ["stamp"] = entry.Stamp.ToString(),
        ["seq"] = entry.Sequence,
        ["channel"] = entry.Channel,
        ["priority"] = entry.Level switch
        {
            LogLevel.Debug => "[DBG]",
            LogLevel.Security => "[SEC]",
            LogLevel.Warning => "[WRN]",
            LogLevel.Error => "[ERR]",
            _ => "[INF]",
        },
        ["message"] = entry.Message,
    };

    private void Apply(OsdMap map, ICollection<BackendEvent> events)
    {
        var before = OsdMap;
        OsdMap = map;
        var release = Release;
        var document = Documents.Replace("osd_map", () => RealNumbers.Restore(JsonBytes.Write(json => map.Dump(json, release))));
        Documents.Replace("osd_map_tree", () => RealNumbers.Restore(JsonBytes.Write(json => OsdTree.Write(map, json))));
        if (before is null || !ReferenceEquals(before.Client.Crush, map.Client.Crush))
        {
            Documents.Replace("osd_map_crush", () => JsonBytes.Write(json => (map.Client.Crush ?? new CrushMap()).Dump(json, release)));
        }

        events.Add(new BackendEvent.Notified(NotifyTypes.OsdMap, NoId, document.Version));
    }

    private void Apply(IReadOnlyDictionary<string, string> options, ICollection<BackendEvent> events)
    {
        var modules = options.Where(static option => option.Key.StartsWith(KeyPrefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        var config = Config.With(options);
        Volatile.Write(ref _config, config);
        Documents.Replace("config", () => JsonBytes.Write(config.Write));
        var changed = Differences(ModuleOptions, modules);
        ModuleOptions = modules;
        if (!changed.IsEmpty)
        {
            events.Add(new BackendEvent.OptionsChanged(changed));
        }
    }

    private void Apply(MKVData keys, ICollection<BackendEvent> events)
    {
        var store = (keys.Incremental ? Store : NoTexts).ToBuilder();
        foreach (var (key, value) in keys.Values)
        {
            if (value is null)
            {
                store.Remove(key);
            }
            else
            {
                store[key] = Encoding.UTF8.GetString(value);
            }
        }

        var next = store.ToImmutable();
        var changed = Differences(Store, next);
        Store = next;
        if (!changed.IsEmpty)
        {
            events.Add(new BackendEvent.StoreChanged(changed));
        }
    }

    private static ImmutableArray<string> Differences(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after) =>
        [.. before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Order(StringComparer.Ordinal)];

    private void Publish(string name, Action<System.Text.Json.Utf8JsonWriter> write, string? notify, ICollection<BackendEvent> events)
    {
        if (Documents.Publish(name, JsonBytes.Write(write)) && notify is not null)
        {
            events.Add(new BackendEvent.Notified(notify, NoId, Documents.Find(name)!.Version));
        }
    }

    /// <summary>As in ceph-mgr the text stays text: a module parses it itself.</summary>
    private void PublishText(string name, string text, string notify, ICollection<BackendEvent> events) => Publish(
        name,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("json", text);
            json.WriteEndObject();
        },
        notify,
        events);
}
