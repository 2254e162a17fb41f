using System.Text;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.ConfigKey;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>
/// The options that operators set for daemons. They lie in the key-value store under <c>config/</c>, and every change in its history; a
/// version of this service is one change.
/// </summary>
public sealed class ConfigService(MonitorContext monitor) : PaxosService(monitor, "config")
{
    private const string HistoryPrefix = "config-history/";

    private readonly List<ConfigChange> _pending = [];
    private List<ConfigEntry> _entries = [];
    private string _pendingWho = "";

    public override IReadOnlyList<MonitorCommand> Commands => [.. ConfigCommands.Of(this), .. ConfigShowCommands.Of(this)];

    /// <summary>By section (global, kinds, daemons), then by name.</summary>
    public IReadOnlyList<ConfigEntry> Entries => _entries;

    internal MonitorContext Context => Monitor;

    private KvService Kv => Monitor.Service<KvService>();

    public override bool Offers(string subscription) => subscription == "config";

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        var options = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, entry) in Resolve(session.Name))
        {
            options[name] = entry.Value;
        }

        // Every client waits for one, even if nothing is set. Later ones come only when something is different.
        if (subscription.Sent is OrderedDictionary<string, string> sent && sent.SequenceEqual(options))
        {
            return;
        }

        subscription.Sent = options;
        Monitor.Deliver(session, subscription, new MConfig(options), LastCommitted);
    }

    /// <summary>
    /// What holds for an entity, by name. Of several the one for the fewest daemons wins; masks that we cannot judge do not hold.
    /// </summary>
    public SortedDictionary<string, ConfigEntry> Resolve(EntityName entity)
    {
        var resolved = new SortedDictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (var entry in _entries.Where(entry => entry.IsFor(entity)).OrderBy(static entry => entry.Rank)
            .ThenBy(static entry => entry.Section.Length))
        {
            if (entry.Mask.Length == 0 || (Monitor.MatchesMask?.Invoke(entity, entry.Mask) ?? false))
            {
                resolved[entry.Name] = entry;
            }
        }

        return resolved;
    }

    /// <summary>The committed entry; null when it is not set.</summary>
    public ConfigEntry? Find(string section, string mask, string name) =>
        _entries.FirstOrDefault(entry => entry.Section == section && entry.Mask == mask && entry.Name == name);

    /// <summary>Changes of a version, the newest first, from the store.</summary>
    internal IEnumerable<(ulong Version, UTime Stamp, string Who, IReadOnlyList<ConfigChange> Changes)> History(int count)
    {
        for (var version = LastCommitted; version > 0 && count > 0; version--, count--)
        {
            if (ReadHistory(version) is { } known)
            {
                yield return known;
            }
        }
    }

    internal void Set(string who, string name, string? value, string byWhom)
    {
        var (section, mask) = ConfigEntry.SplitWho(who);
        var key = $"{who}/{name}";
        var before = Find(section, mask, name)?.Value;
        _pending.Add(new ConfigChange(key, before, value));
        _pendingWho = byWhom;
        if (value is null)
        {
            Kv.Remove(new ConfigEntry(section, mask, name, "").Key);
        }
        else
        {
            Kv.Set(new ConfigEntry(section, mask, name, value).Key, Encoding.UTF8.GetBytes(value));
        }

        Propose();
    }

    /// <summary>Whether both this service and the one that keeps the values may be changed now.</summary>
    internal bool CanChange => IsWriteable && Kv.IsWriteable;

    protected override void UpdateFromStore()
    {
        _entries =
        [
            .. Kv.Entries("config/").Select(static entry => ConfigEntry.FromStore(entry.Key, Encoding.UTF8.GetString(entry.Value!)))
                .OfType<ConfigEntry>()
                .OrderBy(static entry => entry.Rank).ThenBy(static entry => entry.Section, StringComparer.Ordinal)
                .ThenBy(static entry => entry.Name, StringComparer.Ordinal).ThenBy(static entry => entry.Mask, StringComparer.Ordinal),
        ];
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this);

    protected override void CreatePending()
    {
        _pending.Clear();
        _pendingWho = "";
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
        var version = LastCommitted + 1;
        var prefix = $"{HistoryPrefix}{MonitorTransaction.Version(version)}/";
        var writer = new WireWriter();
        writer.WriteUTime(_pending.Count == 0 ? UTime.Zero : Monitor.Now);
        writer.WriteString(_pendingWho);
        transaction.Put(KvService.ValuesPrefix, prefix, writer.ToArray());
        foreach (var change in _pending)
        {
            if (change.Before is { } before)
            {
                transaction.Put(KvService.ValuesPrefix, $"{prefix}-{change.Key}", Encoding.UTF8.GetBytes(before));
            }

            if (change.After is { } after)
            {
                transaction.Put(KvService.ValuesPrefix, $"{prefix}+{change.Key}", Encoding.UTF8.GetBytes(after));
            }
        }

        PutLastCommitted(transaction);
    }

    private (ulong Version, UTime Stamp, string Who, IReadOnlyList<ConfigChange> Changes)? ReadHistory(ulong version)
    {
        var prefix = $"{HistoryPrefix}{MonitorTransaction.Version(version)}/";
        if (Kv.Find(prefix) is not { } head)
        {
            return null;
        }

        var (stamp, who) = StoreReading.Decode(KvService.ValuesPrefix, prefix, head, static (ref r) => (r.ReadUTime(), r.ReadString()));
        var changes = new SortedDictionary<string, ConfigChange>(StringComparer.Ordinal);
        foreach (var (key, value) in Kv.Entries(prefix).Where(entry => entry.Key.Length > prefix.Length))
        {
            var name = key[(prefix.Length + 1)..];
            var text = Encoding.UTF8.GetString(value!);
            var known = changes.GetValueOrDefault(name, new ConfigChange(name, null, null));
            changes[name] = key[prefix.Length] == '-' ? known with { Before = text } : known with { After = text };
        }

        return (version, stamp, who, [.. changes.Values]);
    }
}
