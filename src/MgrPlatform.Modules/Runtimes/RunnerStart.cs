using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Logs;
using MgrPlatform.Modules.Runtimes.Rpc;

namespace MgrPlatform.Modules.Runtimes;

/// <summary>What it takes to start one run of a plugin.</summary>
/// <param name="Plugin">Which, and with what limits.</param>
/// <param name="Run">Counts the runs of this module; part of the names of its private files.</param>
/// <param name="Calls">Answers the module's calls to the host.</param>
/// <param name="Log">Where its output goes.</param>
/// <param name="Attach">True: start nothing; wait for somebody to start the runner by hand.</param>
/// <param name="TellAttachLine">Is told the command that starts the runner by hand.</param>
public sealed record RunnerStart(
    Plugin Plugin, int Run, IRpcHandler Calls, ModuleLog Log, bool Attach = false, Action<string>? TellAttachLine = null);
