using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev.Quorum;

/// <summary>What <c>mgrp dev --mons</c> was asked for.</summary>
/// <param name="Directory">Absolute.</param>
/// <param name="Osds">Null for as many as there are, or three.</param>
/// <param name="PluginPaths">Those that were given; the bundled ones come last.</param>
internal sealed record QuorumDevOptions(
    string Directory, int Monitors, int Managers, int? Osds, ImmutableArray<string> PluginPaths, string Python, string Node, LogLevel LogLevel);
