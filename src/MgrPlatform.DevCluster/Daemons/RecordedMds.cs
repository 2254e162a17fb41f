using System.Text.Json.Nodes;
using System.Threading.Channels;
using MgrPlatform.Client;
using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>
/// A metadata server without a file system: it logs in with its own key, sends beacons, takes the rank that it is given, and reports recorded
/// counters, those of a busy one while it is active. Taken out of the map it begins anew, as Ceph's does. It serves no clients.
/// </summary>
public sealed partial class RecordedMds : IRecordedDaemon, IManagerReporter
{
    private const int InputLimit = 1024;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private static readonly PlayedCounters Busy = new("mds.n");
    private static readonly PlayedCounters Idle = new("mds.m");

    private readonly string _name;
    private readonly RecordedDaemonOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task<string> _running = Task.FromResult("");
    private volatile Channel<MdsInput> _inputs = NewQueue();
    private volatile bool _isActive;

    private RecordedMds(RecordedDaemonOptions options, ILoggerFactory loggers)
    {
        (_name, _options, _loggers, _time) = (options.Configuration.Name.Id, options, loggers, options.Time);
        _logger = loggers.CreateLogger<RecordedMds>();
        _started = _time.GetTimestamp();
    }

    public Task<string> Completion => _running;

    public Task WhenUpAsync(CancellationToken cancellationToken) => _known.Task.WaitAsync(cancellationToken);

    /// <summary>Logs in and sends its first beacon.</summary>
    /// <exception cref="ClientException">The cluster refuses it, or is not there.</exception>
    public static async Task<RecordedMds> StartAsync(RecordedDaemonOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var mds = new RecordedMds(options, loggers);
        var link = await mds.OpenAsync(cancellationToken);
        mds._running = Task.Run(() => mds.RunAsync(link), CancellationToken.None);
        return mds;
    }

    public MMgrOpen Introduce() => new(_name, "", false, null, null, null, null);

    public DaemonReport Collect(MMgrConfigure wanted) => new() { Counters = (_isActive ? Busy : Idle).After(Uptime) };

    /// <summary>Tells the monitors, waits a little for their answer, and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _inputs.Writer.TryWrite(new MdsInput.StopRequested());
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private TimeSpan Uptime => _time.GetElapsedTime(_started);

    private static Channel<MdsInput> NewQueue() => Channel.CreateBounded<MdsInput>(new BoundedChannelOptions(InputLimit) { SingleReader = true });

    private Task<DaemonLink> OpenAsync(CancellationToken cancellationToken)
    {
        var inputs = NewQueue();
        _inputs = inputs;
        return DaemonLink.OpenAsync(
            _options, ["mdsmap"], Words(), this, (link, told) => Hear(inputs.Writer, link, told), _loggers, cancellationToken);
    }

    private static void Hear(ChannelWriter<MdsInput> inputs, DaemonLink link, MonitorEvent told)
    {
        MdsInput? input = told switch
        {
            MonitorEvent.MessageArrived { Message: MMDSMap map } => new MdsInput.MapSeen(map.Map),
            MonitorEvent.MessageArrived { Message: MMDSBeacon beacon } when beacon.GlobalId == link.Monitors.GlobalId =>
                new MdsInput.Acknowledged(beacon.Sequence),
            MonitorEvent.SessionOpened => new MdsInput.SessionOpened(),
            _ => null,
        };
        if (input is not null)
        {
            inputs.TryWrite(input); // One that finds no room is followed by another.
        }
    }

    /// <summary>One life after the other, until it is asked to stop.</summary>
    private async Task<string> RunAsync(DaemonLink link)
    {
        while (true)
        {
            string reason;
            bool restarts;
            await using (link)
            {
                (reason, restarts) = await LiveAsync(link);
            }

            _isActive = false;
            Log.Ended(_logger, _name, reason);
            if (!restarts || _stopping.IsCancellationRequested)
            {
                return reason;
            }

            try
            {
                link = await OpenAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return reason;
            }
            catch (ClientException error)
            {
                return error.Message;
            }
        }
    }

    private async Task<(string Reason, bool Restarts)> LiveAsync(DaemonLink link)
    {
        var inputs = _inputs;
        var machine = new MdsMachine(link.Monitors.GlobalId);
        await using var timer = _time.CreateTimer(_ => inputs.Writer.TryWrite(new MdsInput.TimePassed()), null, TickInterval, TickInterval);
        if (_stopping.IsCancellationRequested)
        {
            inputs.Writer.TryWrite(new MdsInput.StopRequested());
        }

        List<MdsEffect> effects = [];
        await foreach (var input in inputs.Reader.ReadAllAsync())
        {
            effects.Clear();
            machine.Step(input, Uptime, effects);
            _isActive = machine.IsActive;
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case MdsEffect.Beacon beacon:
                        await link.Monitors.SendAsync(Message(link, beacon));
                        break;
                    case MdsEffect.Moved moved:
                        Log.Moved(_logger, _name, moved.State);
                        _known.TrySetResult();
                        break;
                    case MdsEffect.Ended ended:
                        return (ended.Reason, ended.Restarts);
                    default:
                        throw new InvalidOperationException($"a metadata server does not know {effect.GetType().Name}");
                }
            }
        }

        return ("stopped", false);
    }

    private MMDSBeacon Message(DaemonLink link, MdsEffect.Beacon beacon) => new()
    {
        PaxosVersion = beacon.Epoch,
        Fsid = link.Monitors.Maps.MonMap!.Fsid,
        GlobalId = link.Monitors.GlobalId,
        Name = _name,
        State = beacon.State,
        Sequence = beacon.Sequence,
        Compat = beacon.Compat,
        Features = (ulong)Features.Default,
        Metadata = _options.Metadata,
    };

    private DaemonWords Words() => new(new Dictionary<string, (string, Func<JsonNode>)>
    {
        ["version"] = ("report version of the daemon", () => new JsonObject { ["version"] = _options.Metadata.GetValueOrDefault("ceph_version", "") }),
        ["perf dump"] = ("dump the counters", () => CounterJson.Dump((_isActive ? Busy : Idle).After(Uptime))),
        ["status"] = ("high-level status of MDS", () => new JsonObject
        {
            ["name"] = _name,
            ["state"] = _isActive ? "up:active" : "up:standby",
            ["recorded"] = true,
        }),
    });
}
