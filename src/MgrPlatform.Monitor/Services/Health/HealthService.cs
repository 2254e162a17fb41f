using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Monmap;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Health;

/// <summary>
/// How the cluster is: the checks of all services together, the monitors' own (who is missing, whose clock is off, whose disk is full), and
/// what the operator does not want to hear of.
/// </summary>
public sealed class HealthService(MonitorContext monitor) : PaxosService(monitor, "health")
{
    private const string MutesKey = "mutes";
    private const string LeaderKey = "leader";

    private static readonly Codec<OrderedDictionary<string, HealthMute>> MutesCodec = Codecs.Map(Codecs.String, Codecs.Of<HealthMute>());

    private readonly SortedDictionary<string, HealthMute> _pendingMutes = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, HealthCheck> _leaderChecks = new SortedDictionary<string, HealthCheck>();
    private SortedDictionary<string, string> _logged = new(StringComparer.Ordinal);
    private string? _loggedStatus;

    public IReadOnlyDictionary<string, HealthMute> Mutes { get; private set; } = new SortedDictionary<string, HealthMute>();

    /// <summary>What the store takes and what its disk has; the driver tells it now and then.</summary>
    public StoreSpace Space { get; internal set; } = StoreSpace.Unknown;

    public override IReadOnlyList<MonitorCommand> Commands => HealthCommands.Of(this);

    internal MonitorContext Context => Monitor;

    internal SortedDictionary<string, HealthMute> PendingMutes => _pendingMutes;

    /// <summary>All checks by code, muted ones too.</summary>
    public SortedDictionary<string, HealthCheck> Checks()
    {
        var all = new SortedDictionary<string, HealthCheck>(_leaderChecks.ToDictionary(), StringComparer.Ordinal);
        foreach (var (code, check) in Monitor.Services.Where(service => service != this).SelectMany(static service => service.HealthChecks))
        {
            all[code] = check;
        }

        return all;
    }

    /// <summary>The worst of the checks that are not muted.</summary>
    public HealthSeverity Status() =>
        Checks().Where(check => !Mutes.ContainsKey(check.Key)).Select(static check => check.Value.Severity)
            .DefaultIfEmpty(HealthSeverity.Ok).Min();

    internal void MutesChanged() => Propose();

    public override void Tick()
    {
        if (!IsWriteable)
        {
            return;
        }

        var checks = MonitorChecks.Of(Monitor, Space, Monitor.Service<TimeCheck.TimeCheckService>());
        if (!IsSame(checks, _leaderChecks) || TrimMutes())
        {
            Propose();
        }

        LogChanges();
    }

    protected override void UpdateFromStore()
    {
        Mutes = Store.Get(Name, MutesKey) is { } mutes
            ? StoreReading.Decode(Name, MutesKey, mutes, static (ref r) => MutesCodec.Read(ref r))
            : Mutes;
        _leaderChecks = Store.Get(Name, LeaderKey) is { } checks
            ? StoreReading.Decode(Name, LeaderKey, checks, static (ref r) => r.Read<HealthCheckMap>()).Checks
            : _leaderChecks;
    }

    protected override void CreatePending()
    {
        _pendingMutes.Clear();
        foreach (var (code, mute) in Mutes)
        {
            _pendingMutes[code] = mute;
        }
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
        var writer = new WireWriter();
        writer.WriteMap(_pendingMutes, Codecs.String, Codecs.Of<HealthMute>());
        transaction.Put(Name, MutesKey, writer.ToArray());
        transaction.Put(Name, LeaderKey, WireWriter.Encode(
            new HealthCheckMap(MonitorChecks.Of(Monitor, Space, Monitor.Service<TimeCheck.TimeCheckService>()))));
        PutLastCommitted(transaction);
    }

    /// <summary>Mutes end by time, and the others that are not sticky when their check is gone or has got worse.</summary>
    private bool TrimMutes()
    {
        var checks = Checks();
        var ended = _pendingMutes.Values.Where(mute =>
            (!mute.Until.IsZero && mute.Until < Monitor.Now)
            || (!mute.Sticky && (!checks.TryGetValue(mute.Code, out var check) || check.Count > mute.Count))).ToList();
        foreach (var mute in ended)
        {
            _pendingMutes.Remove(mute.Code);
            Monitor.Log(
                LogLevel.Information,
                !mute.Until.IsZero && mute.Until < Monitor.Now ? $"Health alert mute {mute.Code} expired"
                : checks.ContainsKey(mute.Code) ? $"Health alert mute {mute.Code} cleared, count increased"
                : $"Health alert mute {mute.Code} cleared, health alert cleared");
        }

        return ended.Count > 0;
    }

    private void LogChanges()
    {
        var checks = Checks();
        var now = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (code, check) in checks)
        {
            now[code] = check.Summary;
            if (!_logged.TryGetValue(code, out var before))
            {
                Monitor.Log(Level(check), $"Health check failed: {check.Summary} ({code})");
            }
            else if (before != check.Summary)
            {
                Monitor.Log(Level(check), $"Health check update: {check.Summary} ({code})");
            }
        }

        foreach (var (code, summary) in _logged.Where(logged => !checks.ContainsKey(logged.Key)))
        {
            Monitor.Log(LogLevel.Information, $"Health check cleared: {code} (was: {summary})");
        }

        var status = HealthText.Name(Status());
        if (_loggedStatus is not null && _loggedStatus != status && status == HealthText.Name(HealthSeverity.Ok))
        {
            Monitor.Log(LogLevel.Information, "Cluster is now healthy");
        }

        (_logged, _loggedStatus) = (now, status);
    }

    private static LogLevel Level(HealthCheck check) => check.Severity == HealthSeverity.Error ? LogLevel.Error : LogLevel.Warning;

    private static bool IsSame(SortedDictionary<string, HealthCheck> some, IReadOnlyDictionary<string, HealthCheck> others) =>
        some.Count == others.Count && some.All(check =>
            others.TryGetValue(check.Key, out var other) && other.Severity == check.Value.Severity && other.Summary == check.Value.Summary
            && other.Count == check.Value.Count && other.Detail.SequenceEqual(check.Value.Detail));
}
