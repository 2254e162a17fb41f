using System.Collections.Immutable;
using System.Collections.ObjectModel;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Role;

/// <summary>
/// Standby or active, as the monitors decide: reads maps, says what to start and stop, and what to tell the monitors. Pure: times come in
/// as inputs, beacons go out as effects.
/// </summary>
public sealed class RoleMachine(RoleOptions options, string name, Guid fsid)
{
    private readonly CommandPublication _commands = new(options);
    private readonly ModuleListing _modules = new();
    private ulong _gid;
    private MgrMap? _map;
    private UTime _term; // When the monitors made us active; another time is another term.
    private EntityAddressVector _addresses = EntityAddressVector.Empty;
    private bool _isStarted;
    private bool _isSettled;
    private bool _takeTables;
    private TimeSpan _startedAt;
    private TimeSpan? _lastBeacon;
    private IReadOnlyDictionary<string, string> _services = ReadOnlyDictionary<string, string>.Empty;
    private IReadOnlyDictionary<string, string>? _metadata;
    private ImmutableSortedSet<string> _running = ModuleChoice.None;

    public ManagerRole Role { get; private set; } = ManagerRole.Standby;

    /// <summary>The map says that clients may come to us.</summary>
    public bool IsAvailable => Role == ManagerRole.Active && _commands.Phase == CommandPhase.Published;

    /// <param name="now">From any beginning; never smaller than before.</param>
    public void Step(RoleInput input, TimeSpan now, ICollection<RoleEffect> effects)
    {
        switch (input)
        {
            case RoleInput.Identified identified:
                Identify(identified.Gid, now, effects);
                break;
            case RoleInput.MapChanged changed:
                if (_map is null || changed.Map.Epoch >= _map.Epoch)
                {
                    _map = changed.Map;
                    Follow(now, effects);
                }

                break;
            case RoleInput.Dismissed when IsNamed && Role == ManagerRole.Active:
                _map = null; // The one that names us is out of date, and its successor is on its way.
                Leave("the monitors say that we are not active", effects);
                break;
            case RoleInput.Dismissed:
                break; // The map was quicker.
            case RoleInput.Started started:
                _isStarted = Role == ManagerRole.Starting;
                _addresses = _isStarted ? started.Addresses : EntityAddressVector.Empty;
                Advance(now, effects);
                break;
            case RoleInput.Settled:
                _isSettled = Role is ManagerRole.Starting or ManagerRole.Active;
                Advance(now, effects);
                break;
            case RoleInput.Stopped:
                if (Role == ManagerRole.Stopping)
                {
                    Role = ManagerRole.Standby;
                    Follow(now, effects);
                }

                break;
            case RoleInput.CommandsChanged changed:
                _commands.Want(changed.Commands, now);
                break;
            case RoleInput.ModulesChanged changed:
                _modules.Want(changed.Modules);
                break;
            case RoleInput.ServicesChanged changed:
                _services = changed.Services;
                break;
            case RoleInput.Described described:
                _metadata = described.Metadata;
                break;
            case RoleInput.MonitorsKnown known:
                _takeTables = known.TakeTables;
                break;
            case RoleInput.Tick:
                Tick(now, effects);
                break;
            default:
                throw new InvalidOperationException($"the role machine does not know {input.GetType().Name}");
        }
    }

    /// <summary>What the newest map has of us.</summary>
    private IReadOnlyList<MgrModule> Known =>
        IsNamed ? _map!.AvailableModules
        : _map is { } map && map.Standbys.TryGetValue(_gid, out var standby) ? standby.AvailableModules
        : [];

    private bool IsNamed => _gid != 0 && _map is { } map && map.ActiveGid == _gid;

    private void Identify(ulong gid, TimeSpan now, ICollection<RoleEffect> effects)
    {
        if (gid == _gid)
        {
            return;
        }

        var before = _gid;
        _gid = gid;
        if (before != 0)
        {
            Leave($"the monitors know us under another global id now: {gid} instead of {before}", effects);
        }

        Follow(now, effects);
        Beacon(now, effects);
    }

    /// <summary>Does what the newest map asks for.</summary>
    private void Follow(TimeSpan now, ICollection<RoleEffect> effects)
    {
        if (!IsNamed)
        {
            Leave(Replaced(), effects);
        }
        else if (Role == ManagerRole.Standby)
        {
            Role = ManagerRole.Starting;
            _term = _map!.ActiveChange;
            _startedAt = now;
            (_isStarted, _isSettled) = (false, false);
            _addresses = EntityAddressVector.Empty;
            effects.Add(new RoleEffect.Start());
        }
        else if (Role is ManagerRole.Starting or ManagerRole.Active && _map!.ActiveChange != _term)
        {
            // Failed and made active again before we knew: our old addresses are blocklisted.
            Leave("the monitors failed us and made us active again", effects);
        }
        else if (Role == ManagerRole.Active)
        {
            var before = _commands.Phase;
            var isAtOnce = _commands.SeeMap(_map!.Available, now);
            if (before != CommandPhase.Published && _commands.Phase == CommandPhase.Published)
            {
                effects.Add(new RoleEffect.Available());
            }

            if (isAtOnce)
            {
                Beacon(now, effects);
            }
        }

        Choose(effects);
        if (_modules.CanFollow(Known))
        {
            Beacon(now, effects);
        }
    }

    private string Replaced() => _map switch
    {
        { ActiveGid: 0 } => "the monitors have no active manager",
        { } map => $"mgr.{map.ActiveName} is active now",
        null => "there is no map",
    };

    private void Leave(string reason, ICollection<RoleEffect> effects)
    {
        if (Role is ManagerRole.Starting or ManagerRole.Active)
        {
            Role = ManagerRole.Stopping;
            _commands.Withhold();
            _addresses = EntityAddressVector.Empty;
            effects.Add(new RoleEffect.Stop(reason));
        }
    }

    private void Choose(ICollection<RoleEffect> effects)
    {
        // On a standby, too: some of them are kept warm.
        var wanted = _map is { } map ? ModuleChoice.Of(map) : ModuleChoice.None;
        if (!wanted.SetEquals(_running))
        {
            _running = wanted;
            effects.Add(new RoleEffect.RunModules(wanted));
        }
    }

    private void Advance(TimeSpan now, ICollection<RoleEffect> effects)
    {
        if (Role == ManagerRole.Starting && _isStarted && (_isSettled || now - _startedAt >= options.SettlePatience))
        {
            Role = ManagerRole.Active;
            _commands.Offer();
            Beacon(now, effects);
        }
    }

    private void Tick(TimeSpan now, ICollection<RoleEffect> effects)
    {
        Advance(now, effects);
        var isAtOnce = Role == ManagerRole.Active && _commands.Tick(_takeTables, now);
        if (isAtOnce || _lastBeacon is not { } last || now - last >= options.BeaconInterval)
        {
            Beacon(now, effects);
        }
    }

    private void Beacon(TimeSpan now, ICollection<RoleEffect> effects)
    {
        if (_gid == 0 || _metadata is null)
        {
            return;
        }

        _lastBeacon = now;
        var modules = _modules.Next(Known);
        effects.Add(new RoleEffect.Send(new MMgrBeacon
        {
            ServerAddresses = Role == ManagerRole.Active ? _addresses : EntityAddressVector.Empty,
            Gid = _gid,
            Available = _commands.SaysAvailable,
            Name = name,
            Fsid = fsid,
            ModuleNames = [.. modules.Select(static module => module.Name)],
            Commands = _commands.Listed,
            Metadata = _metadata,
            Services = Role == ManagerRole.Active ? _services : ReadOnlyDictionary<string, string>.Empty,
            Modules = modules,
            Features = Features.Default,
        }));
        _commands.Sent();
    }
}
