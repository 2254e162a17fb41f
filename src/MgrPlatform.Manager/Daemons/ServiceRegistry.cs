using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// The service map as it will be next: what the monitors have, and what registered since. For any thread. Times are seconds since 1970.
/// </summary>
public sealed class ServiceRegistry
{
    private static readonly ImmutableSortedDictionary<string, string> NoTexts =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    // What was sent and does not come back from the monitors is sent again.
    private const double ConfirmPatience = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<DaemonKey, double> _heard = [];
    private ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, ServiceDaemon>> _services =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, ServiceDaemon>>(StringComparer.Ordinal);

    private uint _epoch;
    private uint _confirmed;
    private double _sentAt;
    private bool _isLoaded;
    private bool _isChanged;
    private UTime _modified;

    /// <summary>As it was last sent, or with the changes that wait.</summary>
    public ServiceMap Current
    {
        get
        {
            lock (_lock)
            {
                return Build(_epoch, _modified);
            }
        }
    }

    /// <summary>The monitors' map. The first of a term is where we begin; later ones tell that ours has arrived.</summary>
    public void Load(ServiceMap map, double now)
    {
        lock (_lock)
        {
            _confirmed = Math.Max(_confirmed, map.Epoch);
            if (_isLoaded && map.Epoch <= _epoch)
            {
                return;
            }

            var added = _services;
            _isLoaded = true;
            _epoch = map.Epoch;
            _modified = map.Modified;
            _services = map.Services.ToImmutableSortedDictionary(
                static service => service.Key,
                static service => service.Value.Daemons.ToImmutableSortedDictionary(StringComparer.Ordinal),
                StringComparer.Ordinal);
            foreach (var key in Keys(_services))
            {
                _heard[key] = now; // It has the grace time from now on to report to us.
            }

            foreach (var (key, daemon) in added
                .SelectMany(static service => service.Value.Select(daemon => (new DaemonKey(service.Key, daemon.Key), daemon.Value))))
            {
                Set(key, daemon);
            }
        }
    }

    public void Register(DaemonKey key, ulong gid, EntityAddress address, IReadOnlyDictionary<string, string> metadata, double now)
    {
        lock (_lock)
        {
            var known = Find(key);
            var isSame = known is not null && known.Gid == gid;
            Set(key, new ServiceDaemon(
                gid,
                address,
                isSame ? known!.StartEpoch : _epoch + 1,
                isSame ? known!.StartStamp : Time(now),
                metadata,
                known?.TaskStatus ?? NoTexts));
            _heard[key] = now;
        }
    }

    public void Heard(DaemonKey key, double now)
    {
        lock (_lock)
        {
            _heard[key] = now;
        }
    }

    /// <summary>What a daemon is busy with; a metadata server becomes a service by it.</summary>
    public void SetTaskStatus(DaemonKey key, ulong gid, EntityAddress address, IReadOnlyDictionary<string, string> status, double now)
    {
        lock (_lock)
        {
            _heard[key] = now;
            var known = Find(key) ?? new ServiceDaemon(gid, address, _epoch + 1, Time(now), NoTexts, NoTexts);
            Set(key, known with { TaskStatus = status });
        }
    }

    public void Remove(DaemonKey key)
    {
        lock (_lock)
        {
            _heard.Remove(key);
            if (Find(key) is not null)
            {
                var daemons = _services[key.Type].Remove(key.Id);
                _services = daemons.IsEmpty ? _services.Remove(key.Type) : _services.SetItem(key.Type, daemons);
                _isChanged = true;
            }
        }
    }

    /// <summary>Those that have not been heard of for so long.</summary>
    public ImmutableArray<DaemonKey> Silent(double now, double grace)
    {
        lock (_lock)
        {
            return [.. Keys(_services).Where(key => now - _heard.GetValueOrDefault(key) > grace)];
        }
    }

    /// <summary>
    /// The map for the monitors when it has changed, or when they seem to have missed it; null when there is nothing to say.
    /// </summary>
    public ServiceMap? Next(double now)
    {
        lock (_lock)
        {
            if (!_isLoaded)
            {
                return null; // Ours would replace what the monitors have.
            }

            if (_isChanged)
            {
                _epoch = Math.Max(_epoch, _confirmed) + 1;
                _modified = Time(now);
            }
            else if (_confirmed >= _epoch || now - _sentAt < ConfirmPatience)
            {
                return null;
            }

            _isChanged = false;
            _sentAt = now;
            return Build(_epoch, _modified);
        }
    }

    private static UTime Time(double seconds) => UTime.From(DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    private static IEnumerable<DaemonKey> Keys(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, ServiceDaemon>> services) =>
        services.SelectMany(static service => service.Value.Keys.Select(id => new DaemonKey(service.Key, id)));

    private ServiceDaemon? Find(DaemonKey key) => _services.GetValueOrDefault(key.Type)?.GetValueOrDefault(key.Id);

    private void Set(DaemonKey key, ServiceDaemon daemon)
    {
        if (Find(key) is { } known && Same(known, daemon))
        {
            return;
        }

        var daemons = _services.GetValueOrDefault(key.Type)
            ?? ImmutableSortedDictionary.Create<string, ServiceDaemon>(StringComparer.Ordinal);
        _services = _services.SetItem(key.Type, daemons.SetItem(key.Id, daemon));
        _isChanged = true;
    }

    private static bool Same(ServiceDaemon one, ServiceDaemon other) =>
        one.Gid == other.Gid && one.Address == other.Address && one.StartStamp == other.StartStamp
        && Same(one.Metadata, other.Metadata) && Same(one.TaskStatus, other.TaskStatus);

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private ServiceMap Build(uint epoch, UTime modified) => new(
        epoch,
        modified,
        _services.ToImmutableSortedDictionary(
            static service => service.Key, static service => new Service(service.Value, ""), StringComparer.Ordinal));
}
