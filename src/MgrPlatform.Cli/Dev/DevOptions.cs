using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev;

/// <summary>What <c>mgrp dev</c> was asked for.</summary>
/// <param name="Directory">Absolute.</param>
/// <param name="Monitors">Null for as many as there are, or one.</param>
/// <param name="Osds">Null for as many as there are, or three.</param>
/// <param name="PluginPaths">Those that were given; the bundled ones come last.</param>
internal sealed record DevOptions(
    string Directory, int? Monitors, int Managers, int? Osds, ImmutableArray<string> PluginPaths, string Python, string Node, LogLevel LogLevel);
