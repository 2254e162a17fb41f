using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Role;

/// <summary>
/// How the monitors come to know our commands. Ceph's take a table only when a manager becomes available, so a change is a beacon that says
/// not available and, once the map says so too, one that says available again; sessions and commands under way do not notice. Changes that
/// come close together are one, and two publications keep a distance. Monitors that take a table at any time are just sent it.
/// </summary>
internal sealed class CommandPublication(RoleOptions options)
{
    // A beacon may be lost with its monitor; our monitors do not say that they have the table.
    private const int Repeats = 3;

    private IReadOnlyList<MonCommand> _wanted = [];
    private IReadOnlyList<MonCommand> _offered = []; // Ceph's monitors keep the list of the beacon with which we become available.
    private IReadOnlyList<MonCommand> _published = [];
    private TimeSpan? _changedFirst;
    private TimeSpan _changedLast;
    private TimeSpan _publishedAt = TimeSpan.MinValue;
    private int _repeats;

    public CommandPhase Phase { get; private set; } = CommandPhase.Withheld;

    /// <summary>What the next beacon says.</summary>
    public bool SaysAvailable => Phase is CommandPhase.Offered or CommandPhase.Published;

    /// <summary>What the next beacon lists.</summary>
    public IReadOnlyList<MonCommand> Listed => Phase switch
    {
        CommandPhase.Offered => _offered,
        CommandPhase.Withdrawn => _wanted,
        _ => _repeats > 0 ? _published : [],
    };

    /// <summary>A term begins, or ends.</summary>
    public void Withhold()
    {
        Phase = CommandPhase.Withheld;
        _published = [];
        _publishedAt = TimeSpan.MinValue;
        _changedFirst = null;
        _repeats = 0;
    }

    public void Offer()
    {
        Phase = CommandPhase.Offered;
        _offered = _wanted;
    }

    public void Want(IReadOnlyList<MonCommand> commands, TimeSpan now)
    {
        _wanted = commands;
        _changedFirst ??= now;
        _changedLast = now;
    }

    /// <summary>A map names us. True when a beacon should follow at once.</summary>
    public bool SeeMap(bool available, TimeSpan now)
    {
        if (Phase == CommandPhase.Withdrawn && !available)
        {
            Offer();
            return true;
        }

        if (Phase == CommandPhase.Offered && available)
        {
            Phase = CommandPhase.Published;
            _publishedAt = now;
            _published = _offered;
            if (Same(_wanted, _published))
            {
                _changedFirst = null;
            }
        }

        return false;
    }

    /// <summary>True when a beacon should follow at once.</summary>
    /// <param name="takeTables">The monitors take a table at any time.</param>
    public bool Tick(bool takeTables, TimeSpan now)
    {
        if (Phase != CommandPhase.Published || _changedFirst is not { } first
            || (now - _changedLast < options.TableQuiet && now - first < options.TablePatience))
        {
            return false;
        }

        if (Same(_wanted, _published))
        {
            _changedFirst = null;
            return false;
        }

        if (takeTables)
        {
            _published = _wanted;
            _changedFirst = null;
            _repeats = Repeats;
            return true;
        }

        if (now - _publishedAt < options.TableSpacing)
        {
            return false;
        }

        Phase = CommandPhase.Withdrawn;
        return true;
    }

    public void Sent() => _repeats = Math.Max(0, _repeats - 1);

    private static bool Same(IReadOnlyList<MonCommand> one, IReadOnlyList<MonCommand> other) =>
        one.Count == other.Count && one.ToHashSet().SetEquals(other);
}
