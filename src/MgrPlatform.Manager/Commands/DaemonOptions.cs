using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Commands;

/// <summary>A daemon's options as it reported them when it opened its session.</summary>
/// <param name="Config">Those that are set somewhere; absent when it has told none.</param>
/// <param name="Defaults">All, with the values that they have otherwise; empty when it has told none.</param>
public sealed record DaemonOptions(DaemonConfig? Config, IReadOnlyDictionary<string, string> Defaults);
