using MgrPlatform.PluginSdk;

namespace MgrPlatform.Benchmarks.Modules;

/// <summary>Does nothing.</summary>
public sealed class Idle : MgrModule;
