using MgrPlatform.PluginSdk;

namespace MgrPlatform.Benchmarks.Modules;

/// <summary>Answers at once.</summary>
public sealed class Bench : MgrModule
{
    [ModuleCommand("bench net", Permission = "r", Description = "Answer at once")]
    public static string Answer() => "ok";
}
