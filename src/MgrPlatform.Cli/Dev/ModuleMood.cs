namespace MgrPlatform.Cli.Dev;

/// <summary>How a module's state reads at a glance.</summary>
internal enum ModuleMood
{
    Busy,
    Good,
    Quiet,
    Bad,
}
