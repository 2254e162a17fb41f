using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Service;

namespace MgrPlatform.Client.Monitors;

/// <summary>The newest maps that have come, each null until there is one. Immutable; may be read from any thread.</summary>
public sealed record ClusterMaps
{
    public MonMap? MonMap { get; init; }

    public MgrMap? MgrMap { get; init; }

    public OsdMap? OsdMap { get; init; }

    public FsMap? FsMap { get; init; }

    public ServiceMap? ServiceMap { get; init; }

    /// <summary>The options that the monitors hold for us.</summary>
    public IReadOnlyDictionary<string, string>? Config { get; init; }

    internal ClusterMaps With(MonitorEvent what) => what switch
    {
        MonitorEvent.MonMapChanged { Map: var map } => this with { MonMap = map },
        MonitorEvent.MgrMapChanged { Map: { Epoch: > 0 } map } => this with { MgrMap = map },
        MonitorEvent.OsdMapChanged { Map: var map } => this with { OsdMap = map },
        MonitorEvent.FsMapChanged { Map: var map } => this with { FsMap = map },
        MonitorEvent.ServiceMapChanged { Map: var map } => this with { ServiceMap = map },
        MonitorEvent.ConfigChanged { Options: var options } => this with { Config = options },
        _ => this,
    };
}
