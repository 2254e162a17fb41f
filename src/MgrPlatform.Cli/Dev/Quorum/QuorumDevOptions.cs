using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev.Quorum;

/// <summary>What <c>mgrp dev --mons</c> was asked for.</summary>
/// <param name="Directory">Absolute.</param>
/// <param name="PluginPaths">Those that were given; the bundled ones come last.</param>
internal sealed record QuorumDevOptions(
    string Directory, int Monitors, int Managers, ImmutableArray<string> PluginPaths, string Python, string Node, LogLevel LogLevel);
