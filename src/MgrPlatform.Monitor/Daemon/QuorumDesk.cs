using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Monitor.Answers;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Monmap;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>Drives the quorum's machine within a step of the core, and keeps the services' view of it.</summary>
internal sealed class QuorumDesk
{
    private static readonly TimeSpan StrangerInterval = TimeSpan.FromMinutes(10);

    private readonly MonitorContext _monitor;
    private readonly QuorumMachine _machine;
    private readonly ProposalDesk _proposals;
    private readonly RequestDesk _requests;
    private readonly Sessions.SubscriptionDesk _subscriptions;
    private readonly AnswerBook _answers;
    private readonly Queue<QuorumInput> _inputs = [];
    private readonly List<QuorumEffect> _effects = [];
    private QuorumMap? _map;
    private IReadOnlyDictionary<int, MemberTraits> _members = new SortedDictionary<int, MemberTraits>();
    private bool _isActive;
    private bool _isRunning;
    private long _strange;
    private TimeSpan _nextStranger;

    public QuorumDesk(
        MonitorContext monitor,
        QuorumMachine machine,
        ProposalDesk proposals,
        RequestDesk requests,
        Sessions.SubscriptionDesk subscriptions,
        AnswerBook answers)
    {
        _monitor = monitor;
        _machine = machine;
        _proposals = proposals;
        _requests = requests;
        _subscriptions = subscriptions;
        _answers = answers;
    }

    /// <summary>Asks the machine what may be done at this moment.</summary>
    public void Look()
    {
        _monitor.IsReadable = _machine.IsReadable(_machine.LastCommitted, _monitor.Elapsed);
        _monitor.Rank = _machine.Rank;
        _monitor.State = _machine.Role switch
        {
            QuorumRole.Probing => "probing",
            QuorumRole.Synchronizing => "synchronizing",
            QuorumRole.Electing => "electing",
            QuorumRole.Leader => "leader",
            QuorumRole.Peon => "peon",
            _ => "shutdown",
        };
    }

    /// <summary>Gives an input to the machine, and carries out what comes of it, with all that follows.</summary>
    public void Step(QuorumInput input)
    {
        _inputs.Enqueue(input);
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        try
        {
            do
            {
                while (_inputs.TryDequeue(out var next))
                {
                    _effects.Clear();
                    _machine.Step(next, _monitor.Elapsed, _effects);
                    Carry();
                }

                if (_proposals.Take() is { } proposed)
                {
                    _inputs.Enqueue(proposed);
                }
            }
            while (_inputs.Count > 0);
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>Proposes what is due.</summary>
    public void Propose()
    {
        if (_proposals.Take() is { } proposed)
        {
            Step(proposed);
        }
    }

    public void OnMessage(string address, Message message)
    {
        try
        {
            if (WireMapping.FromWire(message) is { } known)
            {
                Step(new QuorumInput.Received(address, known));
                NoteStranger(address);
            }
        }
        catch (WireFormatException error)
        {
            _monitor.Effects.Add(
                new MonitorEffect.Report(LogLevel.Warning, $"{message.Kind.Type} from {address} cannot be read: {error.Message}"));
        }
    }

    /// <summary>A monitor of another cluster with our key goes on asking for ever: said now and then.</summary>
    private void NoteStranger(string address)
    {
        var strange = _machine.Dropped(DropReason.WrongCluster);
        if (strange == _strange)
        {
            return;
        }

        _strange = strange;
        if (_monitor.Elapsed >= _nextStranger)
        {
            _nextStranger = _monitor.Elapsed + StrangerInterval;
            _monitor.Effects.Add(new MonitorEffect.Report(
                LogLevel.Warning, $"{address} is a monitor of another cluster; {strange} messages of such monitors were dropped"));
        }
    }

    private void Carry()
    {
        var isReady = false;
        HashSet<string>? prefixes = null;
        foreach (var effect in _effects.ToList())
        {
            switch (effect)
            {
                case QuorumEffect.Send send:
                    _monitor.Effects.Add(
                        new MonitorEffect.SendToMonitor(send.Address, WireMapping.ToWire(send.Message, _monitor.Addresses)));
                    break;
                case QuorumEffect.Write write:
                    _monitor.Store.Apply(QuorumCodec.ToMonitor(write.Transaction));
                    _monitor.Effects.Add(write.Durable ? new MonitorEffect.Sync(write.Number) : new MonitorEffect.SyncSoon());
                    break;
                case QuorumEffect.SetTimer timer:
                    _monitor.Effects.Add(new MonitorEffect.SetTimer(timer.Timer, timer.Due));
                    break;
                case QuorumEffect.CancelTimer timer:
                    _monitor.Effects.Add(new MonitorEffect.CancelTimer(timer.Timer));
                    break;
                case QuorumEffect.RoleChanged changed:
                    OnRoleChanged(changed);
                    break;
                case QuorumEffect.Committed:
                    Refresh(prefixes ??= ChangedPrefixes(_effects));
                    break;
                case QuorumEffect.Reloaded:
                    Refresh(null);
                    break;
                case QuorumEffect.ProposalFinished finished:
                    Look();
                    _proposals.Finish(finished.Ticket, finished.Outcome);
                    isReady = true;
                    break;
                case QuorumEffect.ReadinessChanged:
                    isReady = true;
                    break;
                case QuorumEffect.MapAdopted:
                    break; // Seen below, as every change of the machine's map.
                case QuorumEffect.DropConnections:
                    _monitor.Effects.Add(new MonitorEffect.DropMonitors());
                    break;
                case QuorumEffect.Exit exit:
                    _monitor.Effects.Add(new MonitorEffect.Exit(exit.Reason is not (ExitReason.Stopped or ExitReason.Removed), exit.Text));
                    break;
                case QuorumEffect.Cleared or QuorumEffect.Passed:
                    break;
            }
        }

        FollowMap();
        Look();
        if (isReady)
        {
            OnReadiness();
        }
    }

    /// <summary>
    /// Of all that is committed in this step: what services see of each other must not be of different versions. Most commits concern one
    /// or two services, and asking all of them would cost more than the commit.
    /// </summary>
    private static HashSet<string> ChangedPrefixes(List<QuorumEffect> effects) => effects.OfType<QuorumEffect.Committed>()
        .SelectMany(static committed => committed.Value.Operations).Select(static operation => operation.Prefix)
        .ToHashSet(StringComparer.Ordinal);

    private void OnRoleChanged(QuorumEffect.RoleChanged changed)
    {
        FollowMap();
        var wasInQuorum = _monitor.IsInQuorum;
        _monitor.ElectionEpoch = changed.Epoch;
        _monitor.Quorum = changed.Quorum;
        _monitor.Leader = changed.Leader;
        _monitor.QuorumFeatures = (Features)changed.Traits.Features;
        _monitor.IsWriteable = false;
        _members = changed.Metadata;
        _isActive = false;
        Look();
        _monitor.Effects.Add(new MonitorEffect.Report(
            LogLevel.Information,
            $"{_monitor.State}, epoch {changed.Epoch}"
                + (changed.Quorum.Count > 0 ? $", quorum {string.Join(',', changed.Quorum)}, leader {changed.Leader}" : "")));
        _proposals.EndLeading();
        if (wasInQuorum)
        {
            foreach (var service in _monitor.Services)
            {
                service.OnRestart();
            }
        }

        if (_monitor.IsInQuorum)
        {
            _monitor.QuorumSince = _monitor.Elapsed;
            _requests.TakeForwardedAgain();
        }
    }

    private void OnReadiness()
    {
        if (_machine.Role == QuorumRole.Leader && !_monitor.IsWriteable && _machine.IsWriteable(_monitor.Elapsed))
        {
            BeginLeading();
        }
        else if (_machine.Role == QuorumRole.Peon && !_isActive && _monitor.IsReadable)
        {
            BecomeActive();
        }

        if (_monitor.IsReadable)
        {
            _subscriptions.UpdateOwed();
        }

        if (_monitor.IsReadable || _monitor.IsWriteable)
        {
            _requests.Retry();
        }
    }

    private void BeginLeading()
    {
        _monitor.IsWriteable = true;
        _proposals.BeginLeading();
        foreach (var service in _monitor.Services)
        {
            service.BeginLeading();
        }

        BecomeActive();
        var monmap = _monitor.Service<MonmapService>();
        var metadata = monmap.Metadata.Where(member => member.Key < _monitor.MonMap.Ranks.Count).ToDictionary();
        foreach (var (rank, traits) in _members)
        {
            metadata[rank] = traits.Metadata;
        }

        monmap.SetMetadata(new SortedDictionary<int, IReadOnlyDictionary<string, string>>(metadata));
        _monitor.Log(
            Wire.Messages.Mon.LogLevel.Information,
            $"mon.{_monitor.Name} is new leader, mons {string.Join(',', _monitor.Quorum.Select(rank => _monitor.MonMap.Ranks[rank]))} " +
            $"in quorum (ranks {string.Join(',', _monitor.Quorum)})");
    }

    private void BecomeActive()
    {
        _isActive = true;
        foreach (var service in _monitor.Services)
        {
            service.OnActive();
        }

        _subscriptions.OweAll();
    }

    /// <summary>The store is newer than the services: all of them read first, and then look at each other.</summary>
    /// <param name="prefixes">Where something has changed; null for everywhere.</param>
    private void Refresh(HashSet<string>? prefixes)
    {
        if (prefixes is null)
        {
            _answers.Load();
        }
        else if (prefixes.Contains(AnswerBook.Prefix))
        {
            _answers.Follow();
        }

        var changed = _monitor.Services.Where(service => prefixes?.Contains(service.Name) != false && service.Refresh()).ToList();
        Look();
        var monmap = _monitor.Service<MonmapService>();
        if (monmap.LastCommitted > 0 && monmap.Map.Epoch > _machine.Map.Epoch)
        {
            _inputs.Enqueue(new QuorumInput.MapChanged(QuorumCodec.ToQuorum(monmap.Map)));
        }

        foreach (var service in changed)
        {
            service.RunPostRefresh();
        }
    }

    private void FollowMap()
    {
        if (ReferenceEquals(_map, _machine.Map))
        {
            return;
        }

        _map = _machine.Map;
        if (QuorumCodec.ToMonMap(_map) is { } map)
        {
            _monitor.MonMap = map;
        }

        if (_monitor.Rank != _machine.Rank)
        {
            _monitor.Rank = _machine.Rank;
            _monitor.Effects.Add(new MonitorEffect.RankChanged(_machine.Rank));
        }
    }
}
