using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Health;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>What the manager's own commands are answered from. All of it immutable, of one moment.</summary>
public sealed record OwnContext(PgMapSnapshot Map, UTime Now)
{
    /// <summary>Whose shapes the JSON has.</summary>
    public Release Release { get; init; } = Release.Pacific;

    public PgHealthOptions Health { get; init; } = new();

    public ReweightOptions Reweight { get; init; } = new();

    /// <summary>Absent before the monitors have sent it.</summary>
    public ServiceMap? Services { get; init; }

    /// <summary>By type and name what service daemons said of themselves.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ServiceDaemonStatus>> ServiceStatus { get; init; } =
        new SortedList<string, IReadOnlyDictionary<string, ServiceDaemonStatus>>();

    /// <summary>The daemons that are known, for the devices that their metadata names.</summary>
    public IReadOnlyList<DaemonState> Daemons { get; init; } = [];

    /// <summary>Whether an OSD has a connection on which a message can be sent.</summary>
    public Func<int, bool> IsConnected { get; init; } = static _ => true;

    /// <summary>By type and name a daemon's options; null for one that is not known.</summary>
    public Func<string, string, DaemonOptions?> OptionsOf { get; init; } = static (_, _) => null;
}
