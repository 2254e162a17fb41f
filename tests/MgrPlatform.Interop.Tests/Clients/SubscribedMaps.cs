using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>Everything that one client was told, with maps as our JSON by kind and epoch.</summary>
internal sealed class SubscribedMaps(Release release) : IDisposable
{
    private readonly ConcurrentDictionary<(string Kind, uint Epoch), string> _maps = [];
    private IDisposable? _listening;

    public ConcurrentQueue<MonitorEvent> Events { get; } = [];

    public SortedDictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>How many OSD maps came as changes to the one before.</summary>
    public int Incrementals { get; private set; }

    public async Task FollowAsync(MonitorClient monitors, params string[] names)
    {
        _listening = monitors.Listen(Take);
        if (monitors.Maps.MonMap is { } map)
        {
            Take(new MonitorEvent.MonMapChanged(map)); // It came before we listened.
        }

        foreach (var name in names)
        {
            await monitors.SubscribeAsync(name);
        }
    }

    public IEnumerable<(uint Epoch, string Json)> Of(string kind) =>
        _maps.Where(pair => pair.Key.Kind == kind).OrderBy(static pair => pair.Key.Epoch)
            .Select(static pair => (pair.Key.Epoch, pair.Value));

    public uint Newest(string kind) => Of(kind).Select(static map => map.Epoch).DefaultIfEmpty().Max();

    public void Dispose() => _listening?.Dispose();

    public static string Text(Action<Utf8JsonWriter> dump)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            dump(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Take(MonitorEvent what)
    {
        Events.Enqueue(what);
        switch (what)
        {
            case MonitorEvent.MonMapChanged { Map: var map }:
                _maps[("mon", map.Epoch)] = Text(json => map.Dump(json, release));
                break;
            case MonitorEvent.MgrMapChanged { Map: var map }:
                _maps[("mgr", map.Epoch)] = Text(json => map.Dump(json, release));
                break;
            case MonitorEvent.FsMapChanged { Map: var map }:
                _maps[("fs", map.Epoch)] = Text(json => map.Dump(json, release));
                break;
            case MonitorEvent.ServiceMapChanged { Map: var map }:
                _maps[("service", map.Epoch)] = Text(map.Dump);
                break;
            case MonitorEvent.OsdMapChanged { Map: var map, IsWhole: var isWhole }:
                _maps[("osd", map.Epoch)] = Text(json => map.Dump(json, release));
                Incrementals += isWhole ? 0 : 1;
                break;
            case MonitorEvent.KeysChanged { Keys: var keys }:
                TakeKeys(keys.Values, keys.Incremental);
                break;
        }
    }

    private void TakeKeys(IReadOnlyDictionary<string, byte[]?> values, bool isIncremental)
    {
        lock (Keys)
        {
            if (!isIncremental)
            {
                Keys.Clear();
            }

            foreach (var (key, value) in values)
            {
                if (value is null)
                {
                    Keys.Remove(key);
                }
                else
                {
                    Keys[key] = System.Text.Encoding.UTF8.GetString(value);
                }
            }
        }
    }
}
