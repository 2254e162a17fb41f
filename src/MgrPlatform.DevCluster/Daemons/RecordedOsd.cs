using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>
/// An OSD without a disk: it logs in with its own key, boots, reports recorded counters and the groups that it leads to the active manager, and is
/// marked down when it stops. It serves no data.
/// </summary>
public sealed partial class RecordedOsd : IRecordedDaemon, IManagerReporter
{
    private const int InputLimit = 1024;
    private const uint BeaconSeconds = 300;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly int _osd;
    private readonly Guid _uuid;
    private readonly RecordedDaemonOptions _options;
    private readonly PlacementGroups _groups;
    private readonly PlayedCounters _counters;
    private readonly OsdMachine _machine;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Channel<OsdInput> _inputs = Channel.CreateBounded<OsdInput>(new BoundedChannelOptions(InputLimit) { SingleReader = true });
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DaemonLink? _link;
    private Task<string> _loop = Task.FromResult("");
    private volatile OsdMap? _reported;
    private ulong _sequence;

    private RecordedOsd(Guid uuid, PlacementGroups groups, RecordedDaemonOptions options, ILoggerFactory loggers)
    {
        _osd = int.Parse(options.Configuration.Name.Id, CultureInfo.InvariantCulture);
        (_uuid, _groups, _options, _time) = (uuid, groups, options, options.Time);
        _counters = new PlayedCounters($"osd.{_osd % 3}");
        _machine = new OsdMachine(_osd, map => groups.Creating(_osd, map));
        _logger = loggers.CreateLogger<RecordedOsd>();
        _started = _time.GetTimestamp();
    }

    public Task<string> Completion => _loop;

    /// <summary>Completes when the map says that it is up.</summary>
    public Task WhenUpAsync(CancellationToken cancellationToken) => _up.Task.WaitAsync(cancellationToken);

    /// <summary>Logs in and boots; the map does not say yet that it is up.</summary>
    /// <param name="uuid">What <c>osd new</c> was told.</param>
    /// <param name="groups">The data of all OSDs of this process.</param>
    /// <exception cref="Client.ClientException">The cluster refuses it, or is not there.</exception>
    public static async Task<RecordedOsd> StartAsync(
        Guid uuid, PlacementGroups groups, RecordedDaemonOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var osd = new RecordedOsd(uuid, groups, options, loggers);
        osd._link = await DaemonLink.OpenAsync(options, ["osdmap"], osd.Words(), osd, osd.Hear, loggers, cancellationToken);
        osd._loop = Task.Run(osd.RunAsync, CancellationToken.None);
        return osd;
    }

    public MMgrOpen Introduce() => new($"{_osd}", "", false, null, null, null, null);

    public DaemonReport Collect(MMgrConfigure wanted) => new()
    {
        Counters = _counters.After(Uptime),
        PgStats = _reported is { } map ? _groups.Report(_osd, map, ++_sequence) : null,
    };

    /// <summary>Asks to be marked down, waits for it a little, and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_inputs.Writer.TryWrite(new OsdInput.StopRequested()) || _loop.IsCompleted)
        {
            await ((Task)_loop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _inputs.Writer.TryComplete();
        await (_link?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private TimeSpan Uptime => _time.GetElapsedTime(_started);

    private void Hear(DaemonLink link, MonitorEvent told)
    {
        OsdInput? input = told switch
        {
            MonitorEvent.OsdMapChanged changed => new OsdInput.MapSeen(changed.Map),
            MonitorEvent.SessionOpened => new OsdInput.SessionOpened(),
            _ => null,
        };
        if (input is not null && !_inputs.Writer.TryWrite(input))
        {
            Log.Overrun(_logger, _osd); // A thousand maps behind: the next one will do.
        }
    }

    private async Task<string> RunAsync()
    {
        _machine.ListensAt(_link!.Addresses);
        await using var timer = _time.CreateTimer(_ => _inputs.Writer.TryWrite(new OsdInput.TimePassed()), null, TickInterval, TickInterval);
        List<OsdEffect> effects = [];
        await foreach (var input in _inputs.Reader.ReadAllAsync())
        {
            effects.Clear();
            var wasUp = _machine.IsUp;
            _machine.Step(input, Uptime, effects);
            _reported = _machine.IsUp ? _machine.Map : null;
            foreach (var effect in effects)
            {
                if (effect is OsdEffect.Ended ended)
                {
                    Log.Ended(_logger, _osd, ended.Reason);
                    return ended.Reason;
                }

                await ExecuteAsync(effect);
            }

            if (_machine.IsUp && (!wasUp || input is OsdInput.MapSeen))
            {
                _up.TrySetResult();
                _link.Manager.ReportSoon(); // Groups that moved should not wait for the next period.
            }
        }

        return "stopped";
    }

    private async ValueTask ExecuteAsync(OsdEffect effect)
    {
        switch (effect)
        {
            case OsdEffect.Boot boot:
                Log.Booting(_logger, _osd, boot.Epoch);
                await _link!.Monitors.SendAsync(Boot(boot.Epoch));
                break;
            case OsdEffect.MarkMeDown down:
                await _link!.Monitors.SendAsync(new MOSDMarkMeDown(
                    down.Epoch, _machine.Map!.Client.Fsid, _osd, _link.Addresses, down.Epoch, RequestAck: true, DownAndDead: true));
                break;
            case OsdEffect.Beacon beacon:
                await _link!.Monitors.SendAsync(new MOSDBeacon(beacon.Epoch, [], beacon.Epoch, UTime.Zero, BeaconSeconds));
                break;
            case OsdEffect.Created created:
                await _link!.Monitors.SendAsync(new MOSDPGCreated(created.Epoch, created.Group));
                break;
            case OsdEffect.Noted noted:
                Log.Noted(_logger, _osd, noted.Text);
                break;
            default:
                throw new InvalidOperationException($"an OSD does not know {effect.GetType().Name}");
        }
    }

    private MOSDBoot Boot(uint epoch) => new()
    {
        PaxosVersion = epoch,
        Superblock = new OsdSuperblock
        {
            ClusterFsid = _machine.Map!.Client.Fsid,
            OsdFsid = _uuid,
            WhoAmI = _osd,
            CurrentEpoch = epoch,
            OldestMap = 1,
            NewestMap = epoch,
            Weight = 1,
        },
        ClusterAddresses = _link!.Addresses,
        HeartbeatBackAddresses = _link.Addresses,
        HeartbeatFrontAddresses = _link.Addresses,
        Metadata = RecordedMetadata.WithAddresses(_options.Metadata, _link.Addresses),
        Features = Features.Default,
    };

    private DaemonWords Words() => new(new Dictionary<string, (string, Func<JsonNode>)>
    {
        ["version"] = ("report version of the daemon", () => new JsonObject { ["version"] = _options.Metadata.GetValueOrDefault("ceph_version", "") }),
        ["perf dump"] = ("dump the counters", () => CounterJson.Dump(_counters.After(Uptime))),
        ["status"] = ("high-level status of OSD", () => new JsonObject
        {
            ["whoami"] = _osd,
            ["osd_fsid"] = _uuid.ToString(),
            ["state"] = _reported is null ? "booting" : "active",
            ["newest_map"] = _machine.Map?.Epoch ?? 0,
            ["recorded"] = true,
        }),
    });
}
